"""Lines of the log: their shape, and that no value of anybody's ever stands in them."""

from __future__ import annotations

import json
import logging
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psycopg
import pytest
from django.db import connection

from goodstanding.config.environment import WrongSetting
from goodstanding.config.log_file import SharedFile, logging_settings
from goodstanding.config.logs import JsonLines, PlainLines, log_also, logged_about, without_values
from goodstanding.refusals import Refusal

CANARY = "Tweety-7731"


def line_of(
    message: object, *args: object, name: str = "goodstanding.x", error: Exception | None = None
) -> dict[str, str]:
    """The line as JSON, once it is known that the plain one says the same and is one line."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, "x.py", 7, message, args, exc_info)
    plain = PlainLines().format(record)
    fields: dict[str, str] = json.loads(JsonLines().format(record))
    assert plain.isprintable()
    assert all(value in plain for value in fields.values())
    return fields


def in_psycopg() -> None:
    with psycopg.connect(dsn()) as c:
        c.execute(f"CREATE TEMP TABLE t (a text CHECK (a <> '{CANARY}'))".encode())
        c.execute("INSERT INTO t VALUES (%s)", [CANARY])


def dsn() -> str:
    parts = connection.get_connection_params()
    wanted = {"dbname", "user", "password", "host", "port"}
    return psycopg.conninfo.make_conninfo(**{k: v for k, v in parts.items() if k in wanted})


def in_django() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [CANARY])


def in_polars() -> None:
    pl.DataFrame({"a": [CANARY]}).select(pl.col("a").str.to_date("%Y", strict=True))


def in_python() -> None:
    {}[CANARY]


def in_a_chain() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise RuntimeError(f"could not use {CANARY}") from error


def in_a_note() -> None:
    error = ValueError(CANARY)
    error.add_note(CANARY)
    raise error


def in_a_refusal() -> None:
    raise Refusal("no-such-code", f"There is no {CANARY}.", f"Look for {CANARY}.")


WAYS: dict[Callable[[], None], str] = {
    in_psycopg: "CheckViolation (SQLSTATE 23514, t_a_check)",
    in_django: "DataError (SQLSTATE 22P02)",
    in_polars: "InvalidOperationError",
    in_python: "KeyError",
    in_a_chain: "RuntimeError",
    in_a_note: "ValueError",
    in_a_refusal: "Refusal no-such-code",
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_an_exception_says_is_never_told(way: Callable[[], None]) -> None:
    with pytest.raises(Exception, match=CANARY) as caught:
        way()
    error = caught.value
    lines = [
        line_of("it broke off", error=error),
        line_of("it broke off: %s", error),
        line_of("it broke off: %r", error),
        line_of(error),
        line_of("Internal error: %s", CANARY, name="django.request", error=error),
        line_of(f"Internal error: {error}", name="some.library", error=error),
    ]
    assert all(CANARY not in value for line in lines for value in line.values())
    assert lines[0]["error"].startswith(WAYS[way])
    assert re.search(rf"config/test_logs.py:\d+ {way.__name__}\b", lines[0]["error"])
    assert WAYS[way] in lines[1]["message"]


def test_causes_are_told_by_their_kinds() -> None:
    with pytest.raises(RuntimeError) as caught:
        in_a_chain()
    assert " caused by ValueError < " in without_values(caught.value)


def test_a_line_is_one_line_whatever_stands_in_it() -> None:
    assert line_of("%s", "a\nb\x1b[31m\u2028")["message"] == "a\\x0ab\\x1b[31m\\x2028"


def test_lines_tell_what_they_are_about_within_the_block_only() -> None:
    with logged_about(request_id="r1"):
        log_also(user_id=5, import_id=None)
        with logged_about(import_id="i1"):
            assert line_of("x").items() >= {
                "request_id": "r1", "user_id": "5", "import_id": "i1",
            }.items()  # fmt: skip
        assert "import_id" not in line_of("x")
    log_also(user_id=5)
    assert {"request_id", "user_id"}.isdisjoint(line_of("x"))


def logger_to(handler: logging.Handler) -> logging.Logger:
    """A logger of ours that writes there and nowhere else."""
    handler.setFormatter(PlainLines())
    logger = logging.getLogger(f"goodstanding.{id(handler)}")
    logger.propagate = False
    logger.handlers = [handler]
    return logger


def test_a_full_file_is_put_aside_and_so_many_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "gs.log"
    logger = logger_to(SharedFile(str(path), most_bytes=400, files=2))
    for number in range(20):
        logger.warning("line %s", number)
    files = sorted(tmp_path.glob("gs.log*"))
    assert [file.name for file in files] == ["gs.log", "gs.log.1", "gs.log.2", "gs.log.lock"]
    assert all(file.stat().st_size <= 400 for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert path.read_text().endswith("line 19\n")


WRITER = """
import logging, sys
from goodstanding.config.log_file import SharedFile
from goodstanding.config.logs import PlainLines
handler = SharedFile(sys.argv[1], most_bytes=20_000, files=50)
handler.setFormatter(PlainLines())
logger = logging.getLogger("goodstanding")
logger.addHandler(handler)
for number in range(300):
    logger.warning("writer %s line %s.", sys.argv[2], number)
"""


def test_several_processes_write_one_file_and_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "gs.log"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(writer)])
        for writer in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    files = [file for file in tmp_path.glob("gs.log*") if file.suffix != ".lock"]
    assert len(files) > 2
    said = "".join(file.read_text() for file in files)
    for writer in range(3):
        for number in range(300):
            assert said.count(f"writer {writer} line {number}.\n") == 1


def test_a_file_that_was_put_aside_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "gs.log"
    logger = logger_to(SharedFile(str(path), most_bytes=10_000, files=2))
    logger.warning("before")
    path.rename(tmp_path / "rotated")
    logger.warning("after")
    assert path.read_text().endswith("after\n")
    assert "after" not in (tmp_path / "rotated").read_text()


def test_a_line_that_cannot_be_written_is_told_without_its_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gs.log").mkdir()
    logger_to(SharedFile(str(tmp_path / "gs.log"), most_bytes=400, files=2)).warning("%s", CANARY)
    said = capsys.readouterr().err
    assert said == ("A line of the log could not be written: IsADirectoryError (Is a directory).\n")


def test_what_ends_a_thread_is_logged_without_its_values(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goodstanding.config import logs

    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    logs.log_uncaught()
    thread = threading.Thread(target=in_python)
    thread.start()
    thread.join()
    record = caplog.records[-1]
    line = json.loads(JsonLines().format(record))
    assert line["message"] == "a thread has ended"
    assert line["error"].startswith("KeyError < ")
    assert CANARY not in json.dumps(line)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOODSTANDING_LOG_FORMAT", "xml"),
        ("GOODSTANDING_LOG_PATH", "/nowhere/at/all.log"),
        ("GOODSTANDING_LOG_PATH", "/"),
        ("GOODSTANDING_LOG_MEGABYTES", "0"),
        ("GOODSTANDING_LOG_KEEP", "many"),
    ],
)
def test_wrong_settings_are_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting, match=name):
        logging_settings()
