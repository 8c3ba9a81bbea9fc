"""A real server whose administrator is attacked from many addresses at once."""

from __future__ import annotations

import http.client
import re
import threading
import urllib.parse
from collections import Counter
from http.cookies import SimpleCookie

import pytest

from tests.server.running import Running, running
from tests.server.test_https import PASSWORD, make_alice

ATTACKERS, GUESSES = 12, 20
LIMIT_FROM_ALL, LIMIT_FROM_ONE = 30, 10


class Visitor:
    """Somebody at an address, as a trusted proxy tells it, who keeps cookies."""

    def __init__(self, server: Running, address: str, host: str = "localhost") -> None:
        self.server, self.address, self.host = server, address, host
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {
            "Host": self.host,
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "http",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, urllib.parse.urlencode(form or {}), headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                kept = SimpleCookie(line)
                self.cookies |= {name: morsel.value for name, morsel in kept.items()}
            if answer.status == 429:
                assert int(answer.headers["Retry-After"]) > 0
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def sign_in(self, password: str) -> int:
        if "csrftoken" not in self.cookies:
            self.ask("GET", "/accounts/login/")
        form = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "login": "alice"}
        status, page = self.ask("POST", "/accounts/login/", {**form, "password": password})
        assert status != 429 or "Code: too-many-tries" in page, page
        return status

    def sign_out(self) -> None:
        _, page = self.ask("GET", "/accounts/logout/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page
        self.ask("POST", "/accounts/logout/", {"csrfmiddlewaretoken": found.group(1)})


def attack(server: Running) -> Counter[int]:
    """Guess from many addresses at once, each by another name of the host; the statuses."""
    statuses: Counter[int] = Counter()

    def guess(number: int) -> None:
        stranger = Visitor(server, f"198.51.100.{number}", f"localhost:{9000 + number}")
        for turn in range(GUESSES):
            statuses[stranger.sign_in(f"wrong guess {turn}")] += 1

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@pytest.mark.slow
def test_strangers_slow_down_strangers_only() -> None:
    with running(GOODSTANDING_PROXIES="1") as server:
        make_alice(server)
        alice = Visitor(server, "192.0.2.10")
        assert alice.sign_in(PASSWORD) == 302
        alice.sign_out()
        statuses = attack(server)
        assert sum(statuses.values()) == ATTACKERS * GUESSES
        # While the attack went on, some tries were forgotten again.
        assert LIMIT_FROM_ALL <= statuses[200] <= LIMIT_FROM_ALL + 5, statuses
        assert set(statuses) == {200, 429}
        assert Visitor(server, "203.0.113.9").sign_in(PASSWORD) == 429
        for place in ("192.0.2.10", "198.51.100.1", "203.0.113.9"):
            alice.address = place
            assert alice.sign_in(PASSWORD) == 302
            alice.sign_out()
        said = "".join(server.said)
        assert said.count("too many wrong passwords") < 20
        assert "signing in as alice from" in said
        assert PASSWORD not in said
        assert "wrong guess" not in said
