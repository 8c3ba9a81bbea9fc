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
    from goodstanding.config import settings  # noqa: F401  # reads them all
    from goodstanding.server.listening import listen

    listen(options.host).close()


def run(options: argparse.Namespace) -> int:
    """Migrate, start the parts, serve until told to stop."""
    from django.conf import settings
    from django.db import connections

    from goodstanding.backups.before_migrations import bring_up_to_date
    from goodstanding.config.database import is_embedded
    from goodstanding.demo.sign_ins import refuse_open_demonstration
    from goodstanding.imports.housekeeping import release_leases
    from goodstanding.server.listening import is_replaced, listen
    from goodstanding.server.supervision import supervise

    bring_up_to_date(tell)
    if is_embedded():
        release_leases()
    refuse_open_demonstration(options.host, about_to_load=options.demo)
    if options.demo:
        # In a process of its own, whose memory is given back.
        subprocess.run([sys.executable, "-m", "goodstanding.cli.main", "demo"], check=True)
    connections.close_all()
    scheme = "https" if settings.TLS else "http"
    with listen(options.host) as listening:

        def say() -> None:
            if is_replaced(listening):
                print("\nPort 8000 is taken, so it is another one; PORT sets one.", end="")
            host = f"[{options.host}]" if ":" in options.host else options.host
            address = f"{scheme}://{host}:{listening.getsockname()[1]}/"
            print(f"\nGood Standing is at {address}  (Ctrl+C stops it)", flush=True)

        supervise(listening, processes=settings.PROCESSES, scheme=scheme, say=say)
    return 0
