"""Where the database is, as one address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from goodstanding.config.database.places import find_places
from goodstanding.config.environment import data_home, read_text

DATABASE_NAME = "goodstanding"
SUPERUSER = "postgres"


def database_url() -> str:
    """``DATABASE_URL``, else the address of the embedded server's socket, running or not."""
    return read_text("DATABASE_URL") or socket_url(find_places(data_home()).socket)


def socket_url(folder: Path, database: str = DATABASE_NAME) -> str:
    """The address of a database of the server whose socket lies in the folder."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(folder), safe='/')}"


def database_settings(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a PostgreSQL address."""
    from psycopg.conninfo import conninfo_to_dict

    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", DATABASE_NAME),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": CONNECT_SECONDS, **parts},
    }


CONNECT_SECONDS = "10"
"""So long at most is a server waited for that does not answer at all."""
