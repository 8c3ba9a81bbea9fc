"""Twenty people browse a real server, first alone, then while a large file is imported."""

from __future__ import annotations

import http.client
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.bases import Bases
from bench.options import Options
from bench.processes import environment, run_here
from bench.server import Server

PEOPLE, PATIENCE = 20, 900
ALONE_SECONDS, ALONE_SECONDS_FOR_A_TRY = 60, 10
THINK = (1.0, 2.0)
ANSWER_SECONDS, START_SECONDS = 60, 60
Run = dict[str, Any]


def measure_browsing(server: Server, bases: Bases, options: Options) -> list[Run]:
    """The seconds of every request alone and beside the import, and what came of the import."""
    base, sheet = bases.name(options.held), bases.sheet(options.held, options.largest)
    seconds = ALONE_SECONDS if options.is_whole else ALONE_SECONDS_FOR_A_TRY
    with (
        server.copied(base, "browsing") as database,
        tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as folder,
    ):
        home, address = Path(folder), server.address(database)
        people = _job({"people": PEOPLE, "rows": 0}, address, home)[0]["facts"]
        serving, port = _serve(address, home)
        try:
            _browse(port, people, lambda: time.sleep(seconds / 10))  # once for nothing
            alone = _browse(port, people, lambda: time.sleep(seconds))
            wish = {"file": str(sheet), "rows": options.largest, "patience": PATIENCE}
            done: list[Run] = []
            beside = _browse(port, people, lambda: done.extend(_job(wish, address, home)))
        finally:
            _end(serving)
    if done[0]["facts"]["state"] != "imported":
        raise RuntimeError(f"the import beside the browsing ended as {done[0]['facts']}")
    runs = [_summary("alone", alone), _summary("beside an import", beside) | {"import": done[0]}]
    for run in runs:
        print(
            f"{PEOPLE} people browsing, {run['job']:18} {run['rows']:6,} requests, p95 "
            f"{run['p95']:.3f} s, longest {run['longest']:.3f} s, {run['errors']} errors"
        )
    return runs


def _job(wish: Run, address: str, home: Path) -> list[Run]:
    whole = {"module": "serving", **wish}
    found: list[Run] = run_here("bench.job", whole, address=address, home=home)
    return found


def _serve(address: str, home: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start the real server with its worker, and wait for its first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    serving = subprocess.Popen(
        [sys.executable, "-m", "goodstanding.cli.main", "serve"],
        env=environment(address, home) | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and serving.poll() is None:
        try:
            _get(port, "/accounts/login/", "")
        except OSError:
            time.sleep(0.2)
        else:
            return serving, port
    _end(serving)
    raise RuntimeError("the server does not answer")


def _end(serving: subprocess.Popen[bytes]) -> None:
    serving.terminate()
    try:
        serving.wait(timeout=60)
    except subprocess.TimeoutExpired:
        serving.kill()
        serving.wait()


def _browse(port: int, people: Run, deed: Any) -> list[tuple[float, bool]]:
    """Everybody browses for as long as the deed takes; seconds and success of every request."""
    over = threading.Event()
    found: list[tuple[float, bool]] = []
    threads = [
        threading.Thread(target=_person, args=(port, session, people["addresses"], over, found))
        for session in people["sessions"]
    ]
    for thread in threads:
        thread.start()
    try:
        deed()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    return found


def _person(
    port: int, session: str, addresses: list[str], over: threading.Event, found: list[Any]
) -> None:
    chance = random.Random(session)
    over.wait(chance.uniform(0, THINK[1]))
    while not over.is_set():
        start = time.perf_counter()
        try:
            fine = _get(port, chance.choice(addresses), session) == 200
        except (OSError, http.client.HTTPException):
            fine = False
        found.append((time.perf_counter() - start, fine))
        over.wait(chance.uniform(*THINK))


def _get(port: int, address: str, session: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def _summary(job: str, found: list[tuple[float, bool]]) -> Run:
    times = sorted(seconds for seconds, _ in found)
    return {
        "contender": "Good Standing",
        "job": job,
        "rows": len(times),
        "seconds": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "longest": times[-1],
        "errors": sum(not fine for _, fine in found),
    }
