"""What dies is brought back, what ends takes everything with it, and it is said why."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from goodstanding.server.parts import NotBack, Part
from tests.server.running import Running, is_free, running

PAGE = "/accounts/login/"
SESSION = "sessionid=" + "a" * 32  # looked up in the database


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """One server for all that it survives."""
    with running(GOODSTANDING_PROCESSES="2") as started:
        yield started


def postmaster(server: Running) -> psutil.Process:
    return psutil.Process(int((server.home / "database/postmaster.pid").read_text().split()[0]))


def test_it_answers_as_soon_as_it_says_where_it_is(server: Running) -> None:
    assert server.get(PAGE)[0] == 200


@pytest.mark.parametrize("word", ["worker --attached", "goodstanding.server.process"])
def test_a_part_that_was_killed_is_back(server: Running, word: str) -> None:
    server.wait_until(lambda: server.parts(word), "not started")
    before = {part.pid for part in server.parts(word)}
    for part in server.parts(word):
        part.kill()
    # Nobody is turned away meanwhile: the socket stays open, and the answer comes a little later.
    assert server.get(PAGE)[0] == 200
    server.wait_until(
        lambda: len([part for part in server.parts(word) if part.pid not in before]) == len(before),
        "not back",
    )
    assert "by the signal SIGKILL" in "".join(server.said)


def test_while_the_database_is_away_pages_say_so_and_then_it_is_back(server: Running) -> None:
    before = postmaster(server)
    before.kill()
    seen: set[int] = set()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        status, headers, body = server.get(PAGE, Cookie=SESSION)
        seen.add(status)
        if status == 503:
            assert headers["retry-after"] == "5"
            assert b"The database does not answer just now." in body
            assert b"goodstanding.css" in body
            asked, _, said = server.get(PAGE, Cookie=SESSION, Accept="application/json")
            assert asked == 200 or b'"code": "database-away"' in said
        elif seen != {200} and postmaster(server).pid != before.pid:
            break
        time.sleep(0.05)
    assert seen <= {200, 503}
    assert 503 in seen
    assert status == 200
    assert server.process.poll() is None


def test_silent_clients_stop_nobody(server: Running) -> None:
    head = f"POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={'a' * 32}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n"
    head += "Content-Length: 1000000\r\n\r\nabcdefg"
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            for text in ("", "GET / HTTP/1.1\r\nHo", head, head.replace("1000000", "60000")):
                silent = socket.create_connection(("127.0.0.1", server.port))
                stack.enter_context(silent).sendall(text.encode())
        began = time.monotonic()
        assert server.get(PAGE)[0] == 200
        assert time.monotonic() - began < 1


def test_a_clean_stop_leaves_nothing_though_requests_are_under_way() -> None:
    with running() as server, socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(
            b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na"
        )
        server.get(PAGE)
        left = server.process.children(recursive=True)
        assert len(left) >= 2
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        assert time.monotonic() - began < 12
        assert not [each for each in left if each.is_running()]
        assert is_free(server.port)
        assert "Traceback" not in server.output()


def test_a_server_that_was_killed_takes_its_children_with_it() -> None:
    with running() as server:
        server.wait_until(lambda: server.parts("worker --attached"), "not started")
        left = server.parts("worker --attached") + server.parts("goodstanding.server.process")
        assert len(left) == 2
        server.process.kill()
        psutil.wait_procs(left, timeout=5)
        assert not [each for each in left if each.is_running()]
        assert is_free(server.port)


def see_to_it_often(part: Part) -> None:
    for _ in range(2000):
        part.see_to_it()
        time.sleep(0.01)


def test_a_part_that_never_starts_is_given_up_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("goodstanding.server.parts.LONGEST_PAUSE_SECONDS", 0.01)
    part = Part("the worker", ["-c", "raise SystemExit(3)"])
    with pytest.raises(NotBack) as refused:
        see_to_it_often(part)
    assert "the worker could not be brought back: it ended with the code 3" in str(refused.value)
    assert refused.value.exit_code not in {0, None}
    assert sys.executable in part.command


def test_a_database_that_cannot_come_back_ends_the_server_with_the_reason() -> None:
    with running() as server:
        (server.home / "database/global").rename(server.home / "database/lost")
        postmaster(server).kill()
        assert server.process.wait(timeout=60) not in {0, None}
        said = server.output()
        assert "The server has ended, because the database could not be brought back: " in said
        assert "[part-not-back]" in said
        assert is_free(server.port)
