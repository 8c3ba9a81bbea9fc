"""``goodstanding version``: which program this is, and which version its data has."""

from __future__ import annotations

import argparse
import json
import platform

from goodstanding import __version__

NEEDS_DATABASE = False
"""It tells of the program where there is no data yet, and makes none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the versions, one a line."""
    versions = {"program": __version__, "python": platform.python_version(), **_of_the_data()}
    if options.json:
        print(json.dumps(versions, indent=2))
        return 0
    print(f"Good Standing {versions['program']}, on Python {versions['python']}")
    if "schema" not in versions:
        print("There is no data here yet.")
        return 0
    print(f"PostgreSQL {versions['postgresql']}")
    print(f"Schema of the data: {versions['schema'] or 'no tables yet'}")
    return 0


def _of_the_data() -> dict[str, str]:
    from goodstanding.cli.set_up import set_up_django
    from goodstanding.config.environment import data_home, read_text

    home = data_home()
    if not read_text("DATABASE_URL") and not (home.is_dir() and any(home.iterdir())):
        return {}
    set_up_django()
    from django.db import connection

    from goodstanding.config.schema import read_schema

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        server = str(cursor.fetchone()[0])
    return {"postgresql": server, "schema": read_schema().version}
