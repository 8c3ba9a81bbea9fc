"""What was restored is used: people sign in, and data of earlier versions is brought up to date."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from goodstanding.demo.sign_ins import PASSWORD
from tests.backups.conftest import Place
from tests.house.test_upgrade import EARLIER, Installation, python_of
from tests.server.running import Running, end, environment_of

pytestmark = pytest.mark.slow


def sign_in(address: str, username: str) -> str:
    """The page that somebody sees who signs in."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(jar)
    address = f"{address}/accounts/login/"
    page = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": username, "password": PASSWORD}
    body = urllib.parse.urlencode(form).encode()
    asked = urllib.request.Request(address, body, headers={"Referer": address})
    return opener.open(asked).read().decode()


def test_people_sign_in_to_a_restored_installation(
    archive: Path, new_place: Callable[[], Place]
) -> None:
    place = new_place()
    assert place.run("restore", str(archive))[0] == 0
    server = Running(place.home, environment_of(place.home, DATABASE_URL=place.database), [])
    try:
        server.wait_until(lambda: server.address, "start")
        page = sign_in(server.address, "dora")
    finally:
        end(server)
    assert "Sign out" in page
    assert "Incorrect" not in page


@pytest.mark.parametrize("commit", [EARLIER[0], EARLIER[-1]])
def test_an_archive_of_an_earlier_version_is_brought_up_to_date(
    new_place: Callable[[], Place], tmp_path: Path, commit: str
) -> None:
    old, new = new_place(), new_place()
    python = python_of(commit, tmp_path / "earlier")
    old.home.mkdir()
    made = Installation(old.home, old.database).run("demo", python=python)
    assert made.returncode == 0, made.stderr
    written = old.told("backup", str(tmp_path / "old.tar"))
    assert written["licenses"] > 900
    said = new.told("restore", str(tmp_path / "old.tar"))
    assert said["migrated"] > 0
    assert {each: said[each] for each in ("licenses", "users", "chain")} == {
        each: written[each] for each in ("licenses", "users", "chain")
    }
    assert new.told("mail", "status")["held_since"]
    assert new.told("audit", "verify")["broken"] is None
