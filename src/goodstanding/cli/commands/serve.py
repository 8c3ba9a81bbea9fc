"""``goodstanding serve``: the pages, with one background worker."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading

from goodstanding.refusals import Refusal

STOP_SECONDS = 3
RESTART_SECONDS = 1
COMMAND = (sys.executable, "-m", "goodstanding.cli.main")

MIGRATES = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--demo, --host."""
    parser.add_argument("--demo", action="store_true", help="load the demonstration at first")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")


def run(options: argparse.Namespace) -> int:
    """Migrate, start the worker, serve until told to stop."""
    from django.db import connections

    from goodstanding.config.database import is_embedded
    from goodstanding.config.schema import bring_up_to_date
    from goodstanding.demo.sign_ins import refuse_open_demonstration
    from goodstanding.imports.housekeeping import release_leases

    bring_up_to_date()
    if is_embedded():
        release_leases()
    refuse_open_demonstration(options.host, about_to_load=options.demo)
    if options.demo:
        # In a process of its own: the server forks, and what forks must not have used Polars.
        subprocess.run([*COMMAND, "demo"], check=True)
    connections.close_all()
    port = _free_port(options.host)
    stopping = threading.Event()
    worker = threading.Thread(target=_keep_worker, args=(stopping,))
    worker.start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"\nGood Standing is at http://{options.host}:{port}/  (Ctrl+C stops it)", flush=True)
    try:
        _serve(options.host, port)
    finally:
        stopping.set()
        worker.join(timeout=35)
    return 0


def _keep_worker(stopping: threading.Event) -> None:
    """Keep one worker running until told to stop; one that has ended is started again."""
    worker = subprocess.Popen([*COMMAND, "worker"])
    while not stopping.wait(0.2):
        if worker.poll() is not None:
            stopping.wait(RESTART_SECONDS)
            worker = subprocess.Popen([*COMMAND, "worker"])
    worker.terminate()
    worker.wait(timeout=30)


def _serve(host: str, port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "goodstanding.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        # Ctrl+C reaches the server and what it forked; after a request, one of them may wait
        # for ever for the other.
        workers_kill_timeout=STOP_SECONDS,
        log_enabled=False,
    ).serve()


def _free_port(host: str) -> int:
    """``PORT``, else 8000, else any free one if 8000 is taken."""
    asked = os.environ.get("PORT", "")
    if asked and not asked.isdigit():
        raise Refusal("port-unreadable", f"PORT is {asked}, not a number.", "Set PORT to a number.")
    for port in (int(asked or 8000), 0):
        with socket.socket() as probe:
            # As the server itself does: a port of a server that has just ended is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Refusal("no-port", f"No port of {host} is free.", "Set PORT to a free one.")
