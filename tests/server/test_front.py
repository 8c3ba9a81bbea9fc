"""Slow, silent and greedy clients, on real sockets: nobody else notices them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

SESSION = {"Cookie": "sessionid=somebody"}


class Sample:
    """The sample application behind the front, on a free port."""

    def __init__(self, proxies: str = "", **wanted: Any) -> None:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = listening.getsockname()[1]
        command = [sys.executable, "-m", "tests.server.sample", str(listening.fileno())]
        self.process = subprocess.Popen(
            [*command, json.dumps(wanted)],
            pass_fds=[listening.fileno()],
            env=os.environ
            | {
                "GOODSTANDING_PROXIES": proxies,
                "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
            },
            stderr=subprocess.PIPE,
        )
        listening.close()

    def connect(self) -> http.client.HTTPConnection:
        """A connection; its first answer may take until the server is there."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(
        self, path: str, method: str = "GET", **more: Any
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One request on a connection of its own: the answer and its body."""
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, **more)
            answer = connection.getresponse()
            return answer, answer.read()

    def raw(self, text: str, source: str = "127.0.0.1") -> socket.socket:
        """A socket on which this has been sent."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(30)
        made.bind((source, 0))
        made.connect(("127.0.0.1", self.port))
        made.sendall(text.replace("\n", "\r\n").encode())
        return made


@contextlib.contextmanager
def sample(**wanted: Any) -> Iterator[Sample]:
    """A sample server until the end of the block."""
    started = Sample(**wanted)
    try:
        assert started.ask("/page")[1] == b"a page"
        yield started
    finally:
        started.process.terminate()
        started.process.communicate(timeout=20)


@pytest.fixture(scope="module")
def plain() -> Iterator[Sample]:
    """With the bounds as they are, and a single thread."""
    with sample() as started:
        yield started


def slow_body(length: int) -> str:
    return f"POST /body HTTP/1.1\nHost: x\nContent-Length: {length}\n\nabcdefg"


def quick(server: Sample) -> float:
    began = time.monotonic()
    assert server.ask("/page")[1] == b"a page"
    return time.monotonic() - began


def test_two_hundred_slow_bodies_hold_no_thread(plain: Sample) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(plain.raw(slow_body(60_000)))
        assert max(quick(plain) for _ in range(20)) < 1


def test_two_hundred_slow_readers_hold_no_thread(plain: Sample) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(plain.raw("GET /5.txt HTTP/1.1\nHost: x\n\n"))
        assert max(quick(plain) for _ in range(20)) < 1
        for _ in range(20):
            stack.enter_context(plain.raw("GET /large HTTP/1.1\nHost: x\n\n"))
        assert max(quick(plain) for _ in range(20)) < 1


@pytest.mark.parametrize(
    ("path", "length", "headers", "status"),
    [
        ("/body", 64 * 1024, {}, 200),
        ("/body", 64 * 1024 + 1, {}, 413),
        ("/body", 1024**2, SESSION, 200),
        ("/body", 1024**2 + 1, SESSION, 413),
        ("/users/licenses/import/", 3 * 1024**2, {}, 413),
        ("/users/licenses/import/", 3 * 1024**2, SESSION, 200),
        ("/users/licenses/import/", 3 * 1024**2 + 1, SESSION, 413),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_have_a_limit_while_they_are_read_and_the_connection_goes_on(
    plain: Sample, path: str, length: int, headers: dict[str, str], status: int, chunked: bool
) -> None:
    with contextlib.closing(plain.connect()) as connection:
        body: Any = iter([b"x" * length]) if chunked else b"x" * length
        connection.request("POST", path, body, headers, encode_chunked=chunked)
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status == status
        assert said == str(length).encode() if status == 200 else b"Code: too-large" in said
        used = connection.sock
        connection.request("GET", "/page")
        assert connection.getresponse().read() == b"a page"
        assert connection.sock is used


def test_a_refusal_is_json_where_that_is_asked_for(plain: Sample) -> None:
    answer, said = plain.ask(
        "/body", "POST", body=b"x" * 70_000, headers={"Accept": "application/json"}
    )
    assert answer.status == 413
    assert json.loads(said)["code"] == "too-large"


def test_a_body_that_never_comes_is_answered() -> None:
    with sample(bounds={"GRACE_SECONDS": 1, "LINGER_SECONDS": 1}) as server:
        with server.raw(slow_body(100)) as slow:
            assert b"408 Request Timeout" in slow.recv(4096)
        began = time.monotonic()
        with server.raw("GET /200.txt HTTP/1.1\nHost: x\n\n"):
            time.sleep(4)
            assert server.ask("/closed")[1] == b"/200.txt"
        assert time.monotonic() - began < 10


def test_an_answer_starts_before_it_is_made(plain: Sample) -> None:
    with contextlib.closing(plain.connect()) as connection:
        began = time.monotonic()
        connection.request("GET", "/starts.txt")
        answer = connection.getresponse()
        assert answer.read(5) == b"first"
        assert time.monotonic() - began < 2
        assert answer.read() == b"last"


def test_an_answer_that_breaks_off_does_not_look_whole(plain: Sample) -> None:
    with pytest.raises(http.client.IncompleteRead):
        plain.ask("/breaks.txt")
    assert plain.ask("/fails")[0].status == 500


def test_large_answers_come_whole_through_disk_and_waiting() -> None:
    expected = b"".join(bytes([65 + n % 26]) * 100_000 for n in range(60))
    with sample(bounds={"SPOOLED_ANSWER": 1_000_000}) as server:
        assert server.ask("/60.txt")[1] == expected
        with server.raw("GET /60.txt HTTP/1.0\nHost: x\n\n") as slow:
            time.sleep(1)
            read = b"".join(iter(lambda: slow.recv(50_000), b""))
        assert read.endswith(expected[-100_000:])


def test_whoever_goes_away_lets_go_of_what_is_made() -> None:
    with sample(bounds={"SPOOLED_ANSWER": 200_000}) as server:
        server.raw("GET /9999.txt HTTP/1.1\nHost: x\n\n").close()
        until = time.monotonic() + 10
        while server.ask("/closed")[1] != b"/9999.txt":
            assert time.monotonic() < until
            time.sleep(0.05)


def test_an_address_has_a_limit_and_others_go_on() -> None:
    with sample(bounds={"UNDER_WAY_EACH": 5}) as server, contextlib.ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(server.raw(slow_body(100), source="127.0.0.9"))
        time.sleep(1)
        with server.raw("GET /page HTTP/1.1\nHost: x\n\n", source="127.0.0.9") as refused:
            said = refused.recv(4096).lower()
        assert b" 429 " in said
        assert b"retry-after: 60" in said
        assert quick(server) < 1


def test_the_server_says_when_it_has_too_much_to_do() -> None:
    with sample(bounds={"UNDER_WAY": 3}) as server, contextlib.ExitStack() as stack:
        for number in range(3):
            stack.enter_context(server.raw(slow_body(100), source=f"127.0.0.{number + 2}"))
        time.sleep(1)
        answer, _ = server.ask("/page")
        assert answer.status == 503
        assert answer.headers["retry-after"] == "30"


def test_a_few_addresses_cannot_keep_out_all_others() -> None:
    with sample(bounds={"UNDER_WAY": 20}) as server, contextlib.ExitStack() as stack:
        slow = [server.raw(slow_body(100), source=f"127.0.0.{8 + n % 2}") for n in range(20)]
        for each in slow:
            stack.enter_context(each)
        time.sleep(1)
        assert quick(server) < 1
        answered, _, _ = select.select(slow, [], [], 5)
        assert len(answered) == 1
        assert b"503 Service Unavailable" in answered[0].recv(1000)
        slow.remove(answered[0])
        slow[0].sendall(b"x" * 93)
        assert b"200 OK" in slow[0].recv(1000)


def test_no_address_fills_the_disk() -> None:
    head = "POST /users/import/ HTTP/1.1\nHost: x\nCookie: sessionid=1\nContent-Length: 2000000\n\n"
    with sample(bounds={"BODIES": 1_000_000}) as server, contextlib.ExitStack() as stack:
        first, second, other = (
            stack.enter_context(server.raw(head + "x" * 300_000, source=source))
            for source in ("127.0.0.9", "127.0.0.9", "127.0.0.8")
        )
        answered, _, _ = select.select([first, second, other], [], [], 10)
        assert len(answered) == 1
        assert answered[0] is not other
        assert b"503 Service Unavailable" in answered[0].recv(1000)


def test_addresses_take_turns() -> None:
    with sample() as server, contextlib.ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(server.raw("GET /slow HTTP/1.1\nHost: x\n\n", source="127.0.0.9"))
        time.sleep(0.2)
        assert quick(server) < 3


def test_the_application_hears_of_the_client_and_of_no_claims() -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "1.1.1.1",
    }
    with sample() as server:
        told = json.loads(server.ask("/environ", headers=claims)[1])
        assert told["REMOTE_ADDR"] == "127.0.0.1"
        assert told["wsgi.url_scheme"] == "http"
        assert not [name for name in told if "FORWARDED" in name or "REAL" in name]
    with sample(proxies="127.0.0.1") as server:
        told = json.loads(server.ask("/environ", headers=claims)[1])
        assert told["REMOTE_ADDR"] == "203.0.113.9"
        assert told["wsgi.url_scheme"] == "https"


def test_a_stop_lets_what_is_under_way_come_to_its_end() -> None:
    with sample() as server:
        found: list[bytes] = []
        asking = threading.Thread(target=lambda: found.append(server.ask("/slow")[1]))
        asking.start()
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        asking.join(10)
        assert found == [b"slow"]
        assert server.process.wait(timeout=10) == 0


def test_odd_requests_are_answered_as_they_always_were(plain: Sample) -> None:
    answer, body = plain.ask("/5.txt", "HEAD")
    assert (answer.status, body) == (200, b"")
    told = json.loads(plain.ask("/environ?a=%20b", headers={"Cookie": "a=1"})[1])
    assert told["QUERY_STRING"] == "a=%20b"
    assert told["HTTP_COOKIE"] == "a=1"
    assert told["SERVER_PROTOCOL"] == "HTTP/1.1"
    with plain.raw("GET /page HTTP/1.0\n\n") as old:
        assert old.recv(4096).endswith(b"a page")
    answer, _ = plain.ask("/page")
    assert answer.headers["server"] in {"", None}
