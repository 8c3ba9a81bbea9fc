"""Typed readers of environment variables, and the one place that knows where data lives."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_text(name: str, default: str = "") -> str:
    """The variable's value; ``NAME_FILE`` names a file that holds it instead."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def read_flag(name: str, default: bool) -> bool:
    """True for 1, true, yes and on, in any case."""
    value = read_text(name).strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def read_list(name: str, default: str = "") -> list[str]:
    """The comma-separated parts, without blanks around them."""
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def data_home() -> Path:
    """The folder of all data (``GOODSTANDING_HOME``, else ``./data``), as an absolute path."""
    return Path(read_text("GOODSTANDING_HOME") or "data").expanduser().resolve()


def secret_key() -> str:
    """``GOODSTANDING_SECRET_KEY``, else a key made once and kept in the data folder."""
    given = read_text("GOODSTANDING_SECRET_KEY")
    if given:
        return given
    path = data_home() / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8").strip()
