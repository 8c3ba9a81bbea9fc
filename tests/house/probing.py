"""Hostile requests by chance: any address, method and role, with values that nobody sends."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponseBase
from django.test import Client

from tests.cast import Organization
from tests.house.permission_table import DEEDS, ROLES
from tests.house.test_permissions import ADDRESSES, client_for, things_in_north

METHODS = ("GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
HOSTILE = (
    "\x00",
    "a\x00b",
    "9" * 5_000,
    "-1",
    "0",
    "9" * 19,
    "9223372036854775808",
    "1e9999",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    "2027-02-30",
    "12/31/9999",
    "01/01/0001",
    "0000-00-00",
    "\ud800",
    "\udfff\udc00",
    "\ufffe",
    "‮abc",
    "a" * 70_000,
    "%00",
    "%ff%fe",
    "' OR 1=1 --",
    "<script>",
    "{{7*7}}",
    "../../etc/passwd",
    "\r\nX-Evil: 1",
    "null",
    "[]",
    "{}",
    "true",
    "١٢٣",
    "²",
    "½",
    "1_000",
    " 1 ",
    "+1",
    "0x10",
    "é" * 300,
    "👩‍⚕️",
    "=1+1",
    "＝1+1",
    "",
    " ",
)
NAMES = (
    "as_of",
    "known_on",
    "sort",
    "after",
    "before",
    "page",
    "section",
    "q",
    "learner",
    "unit",
    "user",
    "role",
    "state",
    "status",
    "standing",
    "license_type",
    "license",
    "expires_from",
    "expires_to",
    "active",
    "format",
    "filled",
    "view",
    "next",
    "retired",
    "include_below",
    "name",
    "number",
    "version",
    "username",
    "password",
    "plan_digest",
    "confirmed",
    "key",
    "renewals",
    "header_row",
    "encoding",
    "sheet",
    "issued_on",
    "expires_on",
    "verified_on",
    "hours_required",
    "notes",
    "email",
    "reason",
    "csrfmiddlewaretoken",
)
HEADERS = (
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_RANGE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_HX_REQUEST",
    "HTTP_HX_CURRENT_URL",
    "HTTP_X_REQUEST_ID",
    "HTTP_REFERER",
    "HTTP_ORIGIN",
    "HTTP_X_FORWARDED_FOR",
    "CONTENT_TYPE",
    "HTTP_USER_AGENT",
    "HTTP_X_CSRFTOKEN",
)
COOKIES = ("sessionid", "csrftoken", "messages", "device", "__Host-device")


class Prober:
    """Makes requests by chance and remembers which were answered by our own fault."""

    def __init__(self, o: Organization, client_of: Callable[..., Client], seed: int) -> None:
        self.luck = random.Random(seed)
        self.clients = {role: client_for(role, o, client_of) for role in ROLES}
        for client in self.clients.values():
            client.raise_request_exception = False
        # Answers that are remembered have one number in the table; here, it is of nothing.
        self.values = {
            name: things_in_north(o, name.replace("remembered-forget", "remembered"))
            | {"int:remembered_id": "1"}
            for name in ADDRESSES
        }
        self.fields = sorted({*NAMES, *(field for deed in DEEDS.values() for field in deed)})
        self.statuses: dict[int, int] = {}

    def probe(self, times: int) -> Iterator[str]:
        """Ask so often; give what was answered by 500, as a line that tells how to ask again."""
        for _ in range(times):
            request = self._request()
            answer = self._ask(request)
            self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
            if answer.status_code >= 500 and answer.status_code not in {503, 507}:
                yield f"{answer.status_code} {ascii(request)[:600]}"

    def _request(self) -> dict[str, Any]:
        luck = self.luck
        name = luck.choice(sorted(ADDRESSES))
        return {
            "role": luck.choice(ROLES),
            "method": luck.choice(METHODS),
            "path": self._path(name),
            "query": self._pairs(luck.choice((0, 0, 1, 2, 4))),
            "form": {**DEEDS.get(name, {}), **self._pairs(luck.choice((0, 1, 3)))},
            "file": luck.choice((None, None, None, luck.choice(HOSTILE))),
            "headers": {
                luck.choice(HEADERS): luck.choice(HOSTILE) for _ in range(luck.choice((0, 0, 2)))
            },
            "cookies": {
                luck.choice(COOKIES): luck.choice(HOSTILE) for _ in range(luck.choice((0, 0, 0, 1)))
            },
        }

    def _path(self, name: str) -> str:
        luck, values = self.luck, self.values[name]

        def value(part: re.Match[str]) -> str:
            hostile = quote(luck.choice(HOSTILE)[:6_000], safe="", errors="surrogatepass")
            return hostile if luck.random() < 0.3 else values[part[1]]

        return "/" + re.sub("<([^>]+)>", value, ADDRESSES[name])

    def _pairs(self, count: int) -> dict[str, str]:
        return {self.luck.choice(self.fields): self.luck.choice(HOSTILE) for _ in range(count)}

    def _ask(self, request: dict[str, Any]) -> HttpResponseBase:
        client = self.clients[request["role"]]
        query = "&".join(f"{_quoted(n)}={_quoted(v)}" for n, v in request["query"].items())
        form: dict[str, Any] = dict(request["form"])
        body: dict[str, Any] = {}
        if request["method"] == "POST" and request["file"] is not None:
            file = BytesIO(b"Username\tLicense ID\ndora\tRN-TX\n")
            file.name = _sendable(request["file"])[:300] or "x.txt"
            body = {"data": {n: _sendable(v) for n, v in form.items()} | {"file": file}}
        elif request["method"] not in {"GET", "HEAD"}:
            text = "&".join(f"{_quoted(n)}={_quoted(v)}" for n, v in form.items())
            body = {"data": text, "content_type": "application/x-www-form-urlencoded"}
        headers = {n: _header(v) for n, v in request["headers"].items()}
        if "data" in body:
            headers.pop("CONTENT_TYPE", None)
        kept = client.cookies.output(header="", sep=";")
        for name, value in request["cookies"].items():
            client.cookies[name] = _header(value)[:3_000]
        try:
            path = f"{request['path']}?{query}" if query else request["path"]
            return (
                client.generic(request["method"], path, **headers)
                if not body
                else getattr(client, request["method"].lower())(path, **body, **headers)
            )
        finally:
            if request["cookies"]:
                client.cookies.clear()
                client.cookies.load(kept.strip())


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _header(text: str) -> str:
    """A header as servers give it to an application: bytes as Latin-1, without line ends."""
    return text.encode("utf-8", "replace").decode("latin-1").replace("\r", "").replace("\n", "")
