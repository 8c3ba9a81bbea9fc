"""What the front answers and tells itself, without the application."""

from __future__ import annotations

import contextlib
import re
import time

from tests.server.test_front import Sample, sample


def test_the_process_answers_while_all_threads_are_taken() -> None:
    with sample() as server, contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(server.raw("GET /slow HTTP/1.1\nHost: x\n\n"))
        time.sleep(0.1)
        began = time.monotonic()
        answer, body = server.ask("/healthz")
        assert (answer.status, body) == (200, b"ok\n")
        assert "no-store" in answer.headers["Cache-Control"]
        assert server.ask("/healthz", "HEAD")[1] == b""
        assert time.monotonic() - began < 0.8


def test_what_the_front_refuses_has_a_line_in_the_log() -> None:
    server = Sample()
    try:
        assert server.ask("/page")[0].status == 200
        answer, _ = server.ask("/body/Tweety7731?a=Tweety7731", "POST", body=b"x" * 100_000)
        assert answer.status == 413
    finally:
        server.process.terminate()
        said = server.process.communicate(timeout=20)[1].decode()
    assert re.search(r"INFO goodstanding.access POST refused 413 in \d+ ms, .*, to 127.0.0.1", said)
    assert "Tweety7731" not in said
