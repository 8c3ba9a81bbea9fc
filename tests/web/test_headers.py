from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Generator
from email.message import Message
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import path
from django.utils.datastructures import CaseInsensitiveMapping
from pytest_django import Settings

from goodstanding.exports.file import ExportedFile
from goodstanding.people.models import User
from goodstanding.server.refused import (
    no_room,
    too_busy,
    too_large,
    too_many,
    too_slow,
    written,
)
from goodstanding.web.download import download
from goodstanding.web.urls import handler404, handler500  # noqa: F401 (of this module's addresses)
from tests.cast import Organization
from tests.house.headers import wrong_headers

ClientOf = Callable[[User], Client]


def fail(request: object) -> None:
    raise RuntimeError


urlpatterns = [path("fails/", fail)]


def test_what_is_refused_has_the_headers_too(
    organization: Organization, client_of: ClientOf, settings: Settings
) -> None:
    alice, forger = client_of(organization.alice), Client(enforce_csrf_checks=True)
    forger.force_login(organization.alice)
    answers = {
        404: alice.get("/nowhere/"),
        403: forger.post(f"/users/licenses/{organization.dora_rn.pk}/delete/"),
        400: alice.get("/", headers={"Host": "evil.example"}),
        422: alice.post("/users/add/", {}),
        405: alice.put("/accounts/logout/"),
    }
    settings.SECURE_SSL_REDIRECT = True
    answers[301] = Client().get("/users/")
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert {status: wrong_headers(answer) for status, answer in answers.items()} == {
        status: {} for status in answers
    }


@pytest.mark.urls("tests.web.test_headers")
def test_our_own_fault_has_the_headers_too(db: None) -> None:
    answer = Client(raise_request_exception=False).get("/fails/")
    assert (answer.status_code, wrong_headers(answer)) == (500, {})


def test_static_files_are_ours_alone_compressed_and_kept(client: Client) -> None:
    address = staticfiles_storage.url("goodstanding.css")
    assert re.fullmatch(r"/static/goodstanding\.css\?v=[0-9a-f]{12}", address)
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    wrong = wrong_headers(answer)
    assert wrong == {"Cache-Control": "public, max-age=31536000, immutable"}
    assert answer.headers["Content-Encoding"] == "gzip"
    packed = b"".join(answer.streaming_content)
    assert gzip.decompress(packed).startswith(b"/* Good Standing")
    assert len(packed) < 12_000


@pytest.mark.parametrize("address", ["/static/logo.svg", "/static/logo.svg?v=000000000000"])
def test_a_static_file_by_another_address_is_looked_for_again(client: Client, address: str) -> None:
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"<svg")
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_static_file_that_is_not_there_is_not_kept(db: None, client: Client) -> None:
    answer = client.get("/static/none.css")
    assert (answer.status_code, wrong_headers(answer)) == (404, {})


def test_pages_are_compressed_to_a_size_that_tells_nothing(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = client_of(organization.alice)
    asked = {"Accept-Encoding": "gzip, br"}
    answers = [alice.get("/users/licenses/", headers=asked) for _ in range(8)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    sizes = {len(answer.content) for answer in answers}
    page = gzip.decompress(answers[0].content)
    assert b"Licenses &amp; Certifications" in page
    assert max(sizes) < len(page) / 2
    assert len(sizes) > 3
    assert "Content-Encoding" not in alice.get("/users/licenses/").headers


def test_downloads_go_out_as_they_are_made(organization: Organization, client_of: ClientOf) -> None:
    asked = {"Accept-Encoding": "gzip"}
    answer = client_of(organization.alice).get("/users/licenses/export.txt", headers=asked)
    assert "Content-Encoding" not in answer.headers
    assert b"".join(answer.streaming_content)


def blocks() -> Generator[bytes, None, None]:
    yield b"x"


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("licenses.txt", "licenses.txt"),
        ('"отчёт"-results.csv', '"отчёт"-results.csv'),
        ("看護師.xlsx", "看護師.xlsx"),
        ('a"b; filename=evil.html', 'a"b; filename=evil.html'),
        ("one\r\nSet-Cookie: x=1.txt", "oneSet-Cookie: x=1.txt"),
        ("report\u202etxt.exe", "reporttxt.exe"),
        ("back\\slash.txt", "back\\slash.txt"),
        ("nul\x00l.txt", "null.txt"),
    ],
)
def test_a_file_stays_an_attachment_under_a_name_in_any_script(name: str, saved_as: str) -> None:
    answer = download(ExportedFile(name, "text/csv", blocks()))
    said = Message()
    said["Content-Disposition"] = answer.headers["Content-Disposition"]
    assert said.get_content_disposition() == "attachment"
    assert said.get_filename() == saved_as
    assert set(answer.headers) == {"Content-Type", "Content-Disposition"}


def test_the_policy_has_the_shape_that_django_6_reads() -> None:
    assert all(isinstance(sources, list) and sources for sources in settings.SECURE_CSP.values())
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & {
        source for sources in settings.SECURE_CSP.values() for source in sources
    }


@pytest.mark.parametrize("asked", [{}, {"accept": "application/json"}, {"hx-request": "true"}])
def test_what_the_front_refuses_has_the_headers_too(asked: dict[str, str]) -> None:
    for refused in (too_large(1024), too_slow(), no_room(), too_many(), too_busy()):
        headers, _ = written(refused, asked)
        answer = SimpleNamespace(headers=CaseInsensitiveMapping(headers))
        assert wrong_headers(answer) == {}
