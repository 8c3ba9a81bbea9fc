"""HTTPS by a real nginx, and by the server itself: sign in, send a large file, be told apart."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.server.proxy import caddied, certificate, proxied
from tests.server.running import Running, environment_of, running
from tests.server.test_front import sample

PASSWORD = "a lantern over nine rivers"
BIG_CELL, ROWS = 10_000, 1_950
"""A file of almost 20 MB that is soon imported: most of it lies in a column that nobody knows."""


class Browser:
    """Keeps cookies, follows redirects, trusts one certificate."""

    def __init__(self, port: int, trusted: Path) -> None:
        self.address = f"https://localhost:{port}"
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(trusted))),
        )

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, body: bytes, kind: str) -> str:
        headers = {"Content-Type": kind, "Origin": self.address, "Referer": self.address + path}
        request = urllib.request.Request(self.address + path, body, headers)
        with self.opener.open(request, timeout=120) as answer:
            self.last = answer.geturl()
            return str(answer.read().decode())

    def token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page
        return found.group(1)

    def sign_in(self) -> str:
        form = {"csrfmiddlewaretoken": self.token(self.get("/accounts/login/"))}
        form |= {"login": "alice", "password": PASSWORD}
        body = urllib.parse.urlencode(form).encode()
        return self.post("/accounts/login/", body, "application/x-www-form-urlencoded")

    def upload(self, path: str, content: bytes) -> str:
        page = self.get(path)
        key = re.search(r'name="key" value="([^"]*)"', page)
        parts = {"csrfmiddlewaretoken": self.token(page), "key": key.group(1) if key else ""}
        lines = [
            f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts.items()
        ]
        head = (
            '--edge\r\nContent-Disposition: form-data; name="file"; filename="people.txt"\r\n\r\n'
        )
        body = "".join(lines).encode() + head.encode() + content + b"\r\n--edge--\r\n"
        return self.post(path, body, "multipart/form-data; boundary=edge")


def make_alice(server: Running) -> None:
    command = [sys.executable, "-m", "goodstanding.cli.main", "create-administrator", "alice"]
    subprocess.run(
        command, input=f"{PASSWORD}\n", text=True, env=environment_of(server.home), check=True
    )


@pytest.mark.parametrize("proxy", [proxied, caddied])
def test_a_real_proxy_tells_scheme_and_addresses(
    tmp_path: Path, proxy: Callable[..., AbstractContextManager[tuple[int, Path]]]
) -> None:
    with sample(proxies="127.0.0.1/32") as server, proxy(tmp_path, server.port) as (port, made):
        context = ssl.create_default_context(cafile=str(made))
        for source in ("127.0.0.5", "127.0.0.6"):
            connection = http.client.HTTPSConnection(
                "localhost", port, context=context, source_address=(source, 0)
            )
            claims = {"X-Forwarded-For": "203.0.113.1", "X-Forwarded-Host": "evil.example"}
            connection.request("GET", "/environ", headers=claims)
            told = json.loads(connection.getresponse().read())
            connection.close()
            assert told["REMOTE_ADDR"] == source
            assert told["wsgi.url_scheme"] == "https"
            assert told["HTTP_HOST"] == f"localhost:{port}"


@pytest.mark.slow
def test_people_work_behind_a_real_nginx_with_https(tmp_path: Path) -> None:
    behind = {"GOODSTANDING_HTTPS": "yes", "GOODSTANDING_PROXIES": "1"}
    with running(**behind) as server, proxied(tmp_path, server.port) as (port, made):
        make_alice(server)
        browser = Browser(port, made)
        assert "Licenses" in browser.sign_in()
        assert browser.cookies
        assert all(cookie.secure for cookie in browser.cookies)
        rows = [f"person{n}\tPerson\tNumber {n}\t{'x' * BIG_CELL}" for n in range(ROWS)]
        content = "\n".join(["Username\tFirst Name\tLast Name\tScribbles", *rows]).encode()
        assert 19_000_000 < len(content) < 20 * 1024**2
        browser.upload("/users/import/", content)
        page = urllib.parse.urlsplit(browser.last).path
        until = time.monotonic() + 60
        while "person1949" not in browser.get("/users/?q=person1949"):
            assert time.monotonic() < until, browser.get(page)
            time.sleep(0.5)


def test_the_server_speaks_https_itself(tmp_path: Path) -> None:
    made, key = certificate(tmp_path)
    files = {"GOODSTANDING_TLS_CERTIFICATE": str(made), "GOODSTANDING_TLS_KEY": str(key)}
    with running(**files) as server:
        assert server.address.startswith("https://")
        make_alice(server)
        browser = Browser(server.port, made)
        assert "Licenses" in browser.sign_in()
        assert all(cookie.secure for cookie in browser.cookies)
        names = {cookie.name for cookie in browser.cookies}
        assert {"__Host-sessionid", "__Host-csrftoken", "__Host-device"} <= names
        with browser.opener.open(f"{browser.address}/help/", timeout=60) as answer:
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
