"""Twenty people browse, alone and then beside 200 slow senders and 200 slow readers.

``make bench-slow-clients`` (``SECONDS=`` 60, ``SLOW=`` 200 of each, ``PEOPLE=`` 20). Everything
stays on this machine: a server of its own in a temporary folder, with the demonstration in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from pathlib import Path

SECONDS = int(os.environ.get("SECONDS") or 60)
SLOW = min(int(os.environ.get("SLOW") or 200), 1000)
PEOPLE = min(int(os.environ.get("PEOPLE") or 20), 100)
THINK = (1.0, 2.0)
PAUSE, SIP = 2.0, 2048
"""A sender sends a byte, a reader reads so much, and then they wait."""
PAGES = ("/users/licenses/", "/users/", "/users/licenses/?standing=expired", "/users/units/")
SIGN_IN, EXPORT = "/accounts/login/", "/users/licenses/export.xml"
FORM = (
    f"POST {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={'a' * 32}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
)
BAR = 2.0


def main() -> int:
    """Measure both, print the figures, and end with 1 if the bar was missed."""
    with tempfile.TemporaryDirectory(prefix="goodstanding-slow-") as folder:
        Path(folder).chmod(0o755)  # under root, the database belongs to another user
        serving, port = _serve(Path(folder) / "home")
        try:
            cookie = _sign_in(port)
            _browse(port, cookie, 5)  # once for nothing
            alone = _browse(port, cookie, SECONDS / 2)
            slow = _slow_clients(port, cookie)
            try:
                beside = _browse(port, cookie, SECONDS)
            finally:
                counts = _end_slow_clients(slow)
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(timeout=60)
    before, after = _tell("alone", alone), _tell("beside slow clients", beside)
    print(f"{SLOW} slow senders and {SLOW} slow readers for {SECONDS} s: {counts}")
    print(f"p95 beside them: {after / before:.2f} times that of people alone (bar: {BAR})")
    errors = sum(not fine for _, fine in beside)
    return int(after > BAR * before or errors > 0)


def _serve(home: Path) -> tuple[subprocess.Popen[str], int]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
    environment |= {"GOODSTANDING_HOME": str(home), "PORT": "0", "DATABASE_URL": ""}
    command = [sys.executable, "-m", "goodstanding.cli.main", "serve", "--demo"]
    with (home.parent / f"{home.name}.log").open("w") as log:
        serving = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert serving.stdout is not None
    for line in serving.stdout:
        found = re.search(r"Good Standing is at http://127\.0\.0\.1:(\d+)", line)
        if found:
            return serving, int(found.group(1))
    raise RuntimeError("the server did not start")


def _sign_in(port: int) -> str:
    """alice's session."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", SIGN_IN)
    answer = connection.getresponse()
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read())
    crumb = re.search(r"csrftoken=([^;]+)", str(answer.headers["set-cookie"]))
    assert token
    assert crumb
    form = {"login": "alice", "password": "good-standing-demo"}
    body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": token.group(1).decode()})
    headers = {"Cookie": f"csrftoken={crumb.group(1)}"}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST", SIGN_IN, body, headers)
    answer = connection.getresponse()
    cookies = ";".join(answer.headers.get_all("set-cookie") or [])
    found = re.search(r"(\S*sessionid)=([^;]+)", cookies)
    assert found, answer.read()
    return f"{found.group(1)}={found.group(2)}"


def _browse(port: int, cookie: str, seconds: float) -> list[tuple[float, bool]]:
    found: list[tuple[float, bool]] = []
    over = time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, THINK[1]))
        while time.monotonic() < over:
            began = time.perf_counter()
            fine = _get(port, chance.choice(PAGES), cookie)
            found.append((time.perf_counter() - began, fine))
            time.sleep(chance.uniform(*THINK))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _get(port: int, address: str, cookie: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return answer.status == 200


def _tell(name: str, found: list[tuple[float, bool]]) -> float:
    times = sorted(seconds for seconds, _ in found)
    p95 = times[int(len(times) * 0.95)]
    errors = sum(not fine for _, fine in found)
    print(
        f"{PEOPLE} people {name}: {len(times):,} requests, p50 {times[len(times) // 2]:.3f} s, "
        f"p95 {p95:.3f} s, longest {times[-1]:.3f} s, {errors} errors"
    )
    return p95


def _slow_clients(port: int, cookie: str) -> subprocess.Popen[str]:
    """All slow clients, in a process of their own; they end when its input does."""
    command = [sys.executable, "-m", "bench.slow_clients", str(port), cookie]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _end_slow_clients(slow: subprocess.Popen[str]) -> str:
    told, _ = slow.communicate("", timeout=60)
    return told.strip()


async def _be_slow(port: int, cookie: str) -> None:
    counts: Counter[str] = Counter()
    tasks = [asyncio.create_task(_send(port, n, counts)) for n in range(SLOW)]
    tasks += [asyncio.create_task(_read(port, cookie, counts)) for n in range(SLOW)]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())))


async def _send(port: int, number: int, counts: Counter[str]) -> None:
    """Say that a body comes, of a size that is taken or is not, and send it byte by byte."""
    length = 60_000 if number % 2 else 1_000_000
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            counts["bodies begun"] += 1
            writer.write(FORM.format(length=length).encode() + b"abcdefg")
            try:
                while not writer.is_closing():
                    await writer.drain()
                    await asyncio.sleep(PAUSE)
                    writer.write(b"x")
            finally:
                writer.close()
        counts["bodies cut off"] += 1
        await asyncio.sleep(PAUSE)


async def _read(port: int, cookie: str, counts: Counter[str]) -> None:
    """Ask for an export, and read it sip by sip."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=SIP)
            counts["exports begun"] += 1
            ask = f"GET {EXPORT} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"
            writer.write(ask.encode())
            try:
                while await reader.read(SIP):
                    await asyncio.sleep(PAUSE)
            finally:
                writer.close()
        counts["exports over"] += 1
        await asyncio.sleep(PAUSE)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(_be_slow(int(sys.argv[1]), sys.argv[2]))
    else:
        sys.exit(main())
