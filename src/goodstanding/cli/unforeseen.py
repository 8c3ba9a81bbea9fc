"""What went wrong without anybody having foreseen it: said plainly, with the details in a file."""

from __future__ import annotations

import sys
import time

from goodstanding.config.environment import data_home
from goodstanding.config.logs import without_values
from goodstanding.refusals import Refusal


def as_refusal(error: Exception) -> Refusal:
    """The error in plain words; what a programmer needs is kept in the data folder."""
    if "django" in sys.modules:
        from django.db.utils import OperationalError, ProgrammingError

        if isinstance(error, OperationalError):
            return Refusal(
                "database-unreachable",
                f"The database does not answer: {str(error).splitlines()[0]}",
                "Check DATABASE_URL, or leave it out to use the database that comes along.",
            )
        if isinstance(error, ProgrammingError) and "does not exist" in str(error):
            return Refusal(
                "not-set-up",
                "This installation has no tables yet, or old ones.",
                "Run goodstanding create-administrator NAME for a new one, or goodstanding serve.",
            )
    home = data_home()
    home.mkdir(parents=True, exist_ok=True)
    details = home / "errors.log"
    with details.open("a", encoding="utf-8") as file:
        file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {without_values(error)}\n")
    return Refusal(
        "unforeseen",
        f"Something unforeseen happened: {type(error).__name__}.",
        f"The details are at the end of {details}; please report them.",
    )
