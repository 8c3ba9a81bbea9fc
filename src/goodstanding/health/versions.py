"""Which program this is, and what it stands on."""

from __future__ import annotations

import platform

from django.db import connection

from goodstanding import __version__
from goodstanding.config.schema import read_schema


def versions() -> dict[str, str]:
    """By name, as people know them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        server = str(cursor.fetchone()[0])
    return {
        "Good Standing": __version__,
        "Schema of the data": read_schema().version,
        "PostgreSQL": server,
        "Python": platform.python_version(),
    }
