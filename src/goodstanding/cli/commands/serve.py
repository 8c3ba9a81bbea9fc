"""``goodstanding serve``: the pages, with one background worker."""

from __future__ import annotations

import argparse
import subprocess
import sys

from goodstanding.cli.progress import tell

MIGRATES = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--demo, --host."""
    parser.add_argument("--demo", action="store_true", help="load the demonstration at first")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")


def check_first(options: argparse.Namespace) -> None:
    """Refuse what cannot be before the database is started."""
    from goodstanding.config import settings
    from goodstanding.server.listening import listen

    listen(options.host, settings.PORT, asked=settings.IS_PORT_ASKED).close()


def run(options: argparse.Namespace) -> int:
    """Migrate, start the parts, serve until told to stop."""
    from django.conf import settings
    from django.db import connections

    from goodstanding.backups.before_migrations import bring_up_to_date
    from goodstanding.config.database import has_started_it
    from goodstanding.demo.sign_ins import refuse_open_demonstration
    from goodstanding.imports.housekeeping import release_leases
    from goodstanding.server.listening import listen
    from goodstanding.server.supervision import supervise

    bring_up_to_date(tell)
    if has_started_it():
        release_leases()
    refuse_open_demonstration(options.host, about_to_load=options.demo)
    if options.demo:
        # In a process of its own, whose memory is given back.
        subprocess.run([sys.executable, "-m", "goodstanding.cli.main", "demo"], check=True)
    connections.close_all()
    scheme = "https" if settings.TLS else "http"
    with listen(options.host, settings.PORT, asked=settings.IS_PORT_ASKED) as listening:
        port = listening.getsockname()[1]

        def say() -> None:
            if not settings.IS_PORT_ASKED and port != settings.PORT:
                print(f"\nPort {settings.PORT} is taken, so it is {port}; PORT sets one.", end="")
            host = f"[{options.host}]" if ":" in options.host else options.host
            address = f"{scheme}://{host}:{port}/"
            print(f"\nGood Standing is at {address}  (Ctrl+C stops it)", flush=True)

        supervise(listening, processes=settings.PROCESSES, scheme=scheme, say=say)
    return 0
