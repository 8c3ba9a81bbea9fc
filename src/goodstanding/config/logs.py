"""Logs: one line for each thing that happened, as JSON or plain text, never with values in it.

A message of another library, or of an exception, may repeat what stood in somebody's file. So
what is written is what our own lines say; of others, which kind of thing happened and where.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePath
from types import TracebackType
from typing import Any, NamedTuple

from goodstanding.refusals import Refusal

OURS = "goodstanding"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
FRAMES = 12
"""So many of the innermost calls are told of each exception."""
CONTROL = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160), 0x2028, 0x2029)}
EXTRAS = ("method", "route", "status", "milliseconds", "bytes", "client")
"""What an access line tells by name, besides its words."""

_about: ContextVar[dict[str, str]] = ContextVar("log_about")


@contextmanager
def logged_about(**about: object) -> Iterator[None]:
    """Let every line say, until the end of the block, which request, user or import it is about."""
    token = _about.set(_about.get({}) | _told(about))
    try:
        yield
    finally:
        _about.reset(token)


def log_also(**about: object) -> None:
    """The same from here on, within a block of ``logged_about``; elsewhere it does nothing."""
    known = _about.get(None)
    if known is not None:
        known.update(_told(about))


def logged_now(name: str) -> str:
    """What lines say just now of ``request_id``, ``user_id`` or ``import_id``."""
    return _about.get({}).get(name, "")


def _told(about: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in about.items() if value}


class Access(NamedTuple):
    """A request, by the name of what it asked for, and what it was answered."""

    method: str
    route: str
    status: int
    client: str


def log_access(access: Access, seconds: float, sent: int = 0) -> None:
    """The line of a request; its address is in no line, for it may hold anything."""
    fields = {
        "method": access.method if access.method in METHODS else "OTHER",
        "route": access.route,
        "status": access.status,
        "milliseconds": round(seconds * 1000),
        "bytes": sent,
        "client": access.client,
    }
    words = "%(method)s %(route)s %(status)s in %(milliseconds)s ms, %(bytes)s bytes, to %(client)s"
    logging.getLogger(f"{OURS}.access").info(words, fields, extra=fields)


def without_values(error: BaseException) -> str:
    """The kinds of exceptions that led to one another and where each came from; no messages."""
    parts, seen = [], set[int]()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        parts.append(" < ".join([kind_of(now), *_frames(now.__traceback__)]))
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return " caused by ".join(parts)


def kind_of(error: BaseException) -> str:
    """An exception without what it says: its class, and the code that comes with it."""
    name = type(error).__name__
    if isinstance(error, Refusal):
        return f"{name} {error.code}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name} ({error.strerror})"
    for each in (error, error.__cause__):
        state = getattr(each, "sqlstate", None)
        if state:
            constraint = getattr(getattr(each, "diag", None), "constraint_name", None)
            return f"{name} (SQLSTATE {state}{f', {constraint}' if constraint else ''})"
    return name


def _frames(traceback: TracebackType | None) -> list[str]:
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = "/".join(PurePath(code.co_filename).parts[-3:])
        found.append(f"{place}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[::-1][:FRAMES]


def message_of(record: logging.LogRecord) -> str:
    """What the line says: our own words with what they name; of others, where it was said."""
    if record.name != OURS and not record.name.startswith(f"{OURS}."):
        said = record.msg if record.args and isinstance(record.msg, str) else "said"
        return _flat(f"{said} at {record.module}:{record.lineno}")
    args = record.args
    if isinstance(args, tuple):
        args = tuple(kind_of(arg) if isinstance(arg, BaseException) else arg for arg in args)
    msg = kind_of(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    return _flat(msg % args if args else msg)


def _flat(text: str) -> str:
    """On one line, with nothing in it that a terminal would obey."""
    return text.translate(CONTROL)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        + f".{int(record.msecs):03d}Z",
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
        **_about.get({}),
    }
    fields |= {name: record.__dict__[name] for name in EXTRAS if name in record.__dict__}
    error = record.exc_info[1] if record.exc_info else None
    return fields | ({"error": without_values(error)} if error else {})


class JsonLines(logging.Formatter):
    """Each line is a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(_fields(record), ensure_ascii=False)


class PlainLines(logging.Formatter):
    """Each line is text: time, level, logger, message, then names and values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = _fields(record)
        parts = [fields.pop(name) for name in ("time", "level", "logger", "message")]
        # Of an access line, the message says all that.
        rest = {name: value for name, value in fields.items() if name not in EXTRAS}
        return " ".join([*parts, *(f"{name}={value}" for name, value in rest.items())])


class ToStandardError(logging.Handler):
    """Writes to whatever standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, all of it at once: other processes write there too."""
        try:
            if sys.stderr is not None:
                sys.stderr.write(f"{self.format(record)}\n")
                sys.stderr.flush()
        except (OSError, ValueError):
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Python's own would print what was to be said, with its values and a traceback."""
        tell_unwritten()


def tell_unwritten() -> None:
    """Say that a line was lost, and why; where not even that can be said, nobody listens."""
    error = sys.exc_info()[1]
    if sys.stderr is not None and not isinstance(error, BrokenPipeError):
        why = kind_of(error) if error else "unknown"
        print(f"A line of the log could not be written: {why}.", file=sys.stderr)  # noqa: T201


def log_uncaught() -> None:
    """Have what nobody caught, in any thread, logged like the rest instead of printed."""
    logger = logging.getLogger(f"{OURS}.uncaught")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            logger.critical("a thread has ended", exc_info=args.exc_value)

    def in_process(kind: type[BaseException], error: BaseException, _: object) -> None:
        if not isinstance(error, KeyboardInterrupt):
            logger.critical("the process has ended", exc_info=error)

    threading.excepthook = in_thread
    sys.excepthook = in_process
