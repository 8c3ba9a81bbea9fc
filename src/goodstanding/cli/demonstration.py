"""Loading the demonstration in the terminal: the plan and the outcome of real imports, shown."""

from __future__ import annotations

from django.db import transaction

from goodstanding.cli.printing import in_words, outcome_in_words
from goodstanding.demo.load import load, sample_folder
from goodstanding.demo.sign_ins import SIGN_INS
from goodstanding.imports.models import State
from goodstanding.people.models import User


def load_demonstration() -> None:
    """Load the organization unless the installation has users; then say who can sign in."""
    if User.objects.exists():
        _print_sign_ins()
        return
    print("Loading the demonstration organization by real imports of its own spreadsheets.")
    # One transaction: a demonstration that is interrupted leaves an empty installation, which
    # the next start fills.
    with transaction.atomic():
        for import_ in load():
            if import_.state == State.IMPORTED:
                print(outcome_in_words(import_))
            else:
                print(f"\n{in_words(import_)}")
    print(f"\nSample spreadsheets to try, good and bad, are in {sample_folder()}")
    _print_sign_ins()


def _print_sign_ins() -> None:
    present = set(User.objects.values_list("username", flat=True))
    if not {sign_in.username for sign_in in SIGN_INS} <= present:
        return
    print("\nDemonstration sign-ins (username / password):")
    for sign_in in SIGN_INS:
        print(f"  {sign_in.username:<8} / {sign_in.password}   {sign_in.who}")
