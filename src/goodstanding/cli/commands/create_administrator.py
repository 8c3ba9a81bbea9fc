"""``goodstanding create-administrator``: the first administrator of a new installation."""

from __future__ import annotations

import argparse
import getpass
import sys

MIGRATES = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """USERNAME; the password is asked for, or read from standard input."""
    parser.add_argument("username", metavar="USERNAME")


def run(options: argparse.Namespace) -> int:
    """Make the administrator."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from goodstanding.config.schema import bring_up_to_date
    from goodstanding.people.actions import create_first_administrator
    from goodstanding.refusals import Invalid

    bring_up_to_date()
    typed = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline()
    password = typed.rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid("password-weak", " ".join(error.messages), "Choose another one.") from error
    create_first_administrator(options.username, password)
    print(f"{options.username} can sign in now.")
    return 0
