"""``goodstanding worker``: background work only, for a second process or host."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Check and import what people upload, until told to stop."""
    from django.core.management import call_command

    call_command("db_worker", interval=0.2, startup_delay=False, verbosity=0)
    return 0
