"""The settings of logs, and a log file that several processes write and that is kept small."""

from __future__ import annotations

import fcntl
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from goodstanding.config.environment import WrongSetting, read_number, read_text
from goodstanding.config.logs import tell_unwritten

MEGABYTE = 1024**2
FORMATS = {"plain": "PlainLines", "json": "JsonLines"}


class SharedFile(RotatingFileHandler):
    """A file that is put aside when it is full, by whichever process gets there first."""

    def __init__(self, path: str, *, most_bytes: int, files: int) -> None:
        super().__init__(path, maxBytes=most_bytes, backupCount=files, encoding="utf-8", delay=True)
        self.lock_path = f"{path}.lock"

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; one process at a time looks how large the file is."""
        try:
            lock = os.open(self.lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._follow()
                super().emit(record)
            finally:
                os.close(lock)
        except OSError:
            self.handleError(record)

    def _follow(self) -> None:
        """Let go of a file that another process, or logrotate, has put aside."""
        if self.stream is None:
            return
        ours = os.fstat(self.stream.fileno())
        try:
            now = os.stat(self.baseFilename)
        except FileNotFoundError:
            now = None
        if now is None or (now.st_dev, now.st_ino) != (ours.st_dev, ours.st_ino):
            self.stream.close()
            self.stream = self._open()

    def _open(self) -> Any:
        # Names of users' accounts may stand in it: for this user alone.
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, self.mode, encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Python's own would print what was to be said, with its values and a traceback."""
        tell_unwritten()


def logging_settings() -> dict[str, Any]:
    """Django's LOGGING, from ``GOODSTANDING_LOG_FORMAT``, ``_PATH``, ``_MEGABYTES``, ``_KEEP``."""
    formatter = FORMATS.get(read_text("GOODSTANDING_LOG_FORMAT").strip().lower() or "plain")
    if formatter is None:
        raise WrongSetting(
            "GOODSTANDING_LOG_FORMAT",
            f"is {read_text('GOODSTANDING_LOG_FORMAT')[:40]}, which is neither plain nor json.",
            "Set it to plain or to json.",
        )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"goodstanding.config.logs.{formatter}"}},
        "handlers": {"log": {**_handler(), "formatter": "line"}},
        "root": {"handlers": ["log"], "level": "WARNING"},
        "loggers": {
            "goodstanding": {"level": "INFO"},
            # Without Django's own handlers, which write messages as they come.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # What was not found or not allowed stands in its access line.
            "django.request": {"level": "ERROR"},
        },
    }


def _handler() -> dict[str, Any]:
    name = read_text("GOODSTANDING_LOG_PATH")
    most = read_number("GOODSTANDING_LOG_MEGABYTES", 20, least=1, most=10_240)
    files = read_number("GOODSTANDING_LOG_KEEP", 5, least=1, most=1_000)
    if not name:
        return {"class": "goodstanding.config.logs.ToStandardError"}
    path = Path(name).expanduser().absolute()
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK) or path.is_dir():
        raise WrongSetting(
            "GOODSTANDING_LOG_PATH",
            f"is {path}, where this user can write no file.",
            "Name a file in a folder that is there and that this user can write to, or leave it "
            "out: then the log goes to standard error.",
        )
    return {
        "()": "goodstanding.config.log_file.SharedFile",
        "path": str(path),
        "most_bytes": most * MEGABYTE,
        "files": files,
    }
