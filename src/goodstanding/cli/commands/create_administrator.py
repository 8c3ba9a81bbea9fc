"""``goodstanding create-administrator``: the first administrator of a new installation."""

from __future__ import annotations

import argparse
import getpass
import sys

from goodstanding.cli.progress import tell

MIGRATES = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """USERNAME; the password is asked for, or read from standard input."""
    parser.add_argument("username", metavar="USERNAME")


def run(options: argparse.Namespace) -> int:
    """Make the administrator."""
    from goodstanding.backups.before_migrations import bring_up_to_date
    from goodstanding.people.actions import create_first_administrator

    bring_up_to_date(tell)
    typed = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline()
    password = typed.rstrip("\n")
    create_first_administrator(options.username, password)
    print(f"{options.username} can sign in now.")
    return 0
