"""Every page as everybody, in a browser that is told what pages may not do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page

from tests.journeys.conftest import Served

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]

LISTEN = """
    window.violations = [];
    addEventListener("securitypolicyviolation", violation =>
        violations.push(`${violation.violatedDirective} ${violation.blockedURI}`));
"""
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
FILES = re.compile(r"\.(txt|xml|xlsx|csv|pdf|ods|html)$|/export/$")
ROLES = ["alice", "bob", "charlie", "dora", "grace"]


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of meanwhile: violations, errors, warnings."""
    heard: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(f"{page.url}: {message.text}")

    def fail(error: Error) -> None:
        heard.append(f"{page.url}: {error.message}")

    page.on("console", note)
    page.on("pageerror", fail)
    page.add_init_script(LISTEN)
    yield heard


def kind_of(address: str) -> str:
    """The page without what tells one record from another."""
    return re.sub(r"/(\d+|[0-9a-f]{8}-[0-9a-f-]{27})/", "/*/", urlsplit(address).path)


def walk(page: Page, served: Served, heard: list[str], starts: list[str]) -> set[str]:
    """Go wherever a link leads, to one page of each kind; the kinds that were seen."""
    seen: set[str] = set()
    waiting = [served.address + start for start in starts]
    while waiting:
        address = waiting.pop().split("#")[0]
        kind = kind_of(address)
        if kind in seen or not address.startswith(served.address) or FILES.search(kind):
            continue
        seen.add(kind)
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        heard += [f"{address}: {one}" for one in page.evaluate("window.violations")]
        assert page.evaluate("typeof htmx") == "object", address
        # Help speaks of pages that not everybody may see.
        found = page.evaluate(LINKS)
        waiting += [one for one in found if "/help/" in one or not kind.startswith("/help/")]
    return seen


def upload_something(page: Page, served: Served, name: str) -> None:
    page.goto(f"{served.address}/users/licenses/import/")
    page.set_input_files("input[type=file]", served.home / "samples" / name)
    page.locator(".upload button").click()
    page.wait_for_url("**/imports/**")
    page.wait_for_selector("#import:not([hx-trigger])")


@pytest.mark.parametrize("name", ROLES)
def test_no_page_does_what_the_policy_forbids(sign_in: SignIn, served: Served, name: str) -> None:
    page = sign_in(name)
    with complaints(page) as heard:
        starts = ["/", "/help/", "/accounts/password/", "/accounts/logout/"]
        if name == "alice":
            for sample in sorted((served.home / "samples").glob("*.txt"))[:4]:
                upload_something(page, served, sample.name)
                starts.append(urlsplit(page.url).path)
        seen = walk(page, served, heard, starts)
    assert heard == []
    assert len(seen) >= (8 if name == "dora" else 15), seen
    if name == "alice":
        assert {"/users/*/edit/", "/users/*/password/", "/imports/*/"} <= seen


def test_what_the_policy_forbids_is_noticed(sign_in: SignIn) -> None:
    page = sign_in("dora")
    with complaints(page) as heard:
        page.reload()
        page.evaluate(
            """async () => {
                const style = document.createElement("style");
                style.textContent = "body { color: red }";
                document.head.append(style);
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.head.append(script);
                const image = document.createElement("img");
                image.src = "http://127.0.0.1:9/x.png";
                document.body.append(image);
                await fetch("http://127.0.0.1:9/").catch(() => {});
            }"""
        )
        page.wait_for_timeout(200)
        found = page.evaluate("window.violations")
    assert {one.split()[0] for one in found} == {
        "style-src-elem", "script-src-elem", "img-src", "connect-src",
    }  # fmt: skip
    assert not page.evaluate("window.ran === true")
    assert heard


def test_lists_are_still_narrowed_in_place(sign_in: SignIn, served: Served) -> None:
    page = sign_in("alice")
    with complaints(page) as heard:
        page.goto(f"{served.address}/users/")
        page.evaluate("window.stayed = true")
        page.get_by_label("Name, username or e-mail").type("lindeg", delay=20)
        page.wait_for_url("**text=lindeg**")
        page.wait_for_function("document.querySelectorAll('#results tbody tr').length == 1")
        assert page.evaluate("window.stayed && window.violations.length") == 0
    assert heard == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_and_in_the_dark_pages_have_their_looks(
    sign_in: SignIn, served: Served, scheme: str
) -> None:
    page = sign_in("alice", color_scheme=scheme)
    with complaints(page) as heard:
        page.goto(f"{served.address}/users/licenses/")
        ground = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
        assert (page.evaluate(ground).strip() == "#f6f2e9") == (scheme == "light")
        page.emulate_media(media="print", color_scheme=scheme)
        assert not page.locator(".masthead nav").first.is_visible()
        assert page.locator("#results tbody tr").first.is_visible()
    assert heard == []


def test_refusals_too(sign_in: SignIn, served: Served) -> None:
    page = sign_in("dora")
    with complaints(page) as heard:
        for place, status in (("/nowhere/", 404), ("/users/add/", 403)):
            answer = page.goto(served.address + place)
            assert answer is not None
            assert answer.status == status
            assert page.evaluate("window.violations") == []
            assert page.locator("h1").is_visible()
    assert not [one for one in heard if "Failed to load resource" not in one]
