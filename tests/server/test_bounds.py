"""The bounds know the addresses of the pages: which take a file, which give one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import URLPattern

from goodstanding.server.bounds import FORM_BODY, MEGABYTE, gives_file, largest_body
from goodstanding.web import urls

PAGES = Path(urls.__file__).parent / "pages"
ADDRESSES = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]


def example(pattern: URLPattern) -> str:
    """An address that the pattern stands for."""
    route = re.sub(r"<fmt:\w+>", "xlsx", str(pattern.pattern))
    route = re.sub(r"<uuid:\w+>", "9b2f9c3e-0d57-4d43-8a51-3f6f2f6a5b7c", route)
    return "/" + re.sub(r"<\w+:\w+>", "1", route)


def source_of(pattern: URLPattern) -> str:
    """The code of the page's function."""
    module = pattern.callback.__module__.rpartition(".")[2]
    file = PAGES / f"{module}.py"
    if not file.exists():
        return ""
    parts = file.read_text().split("\ndef ")
    named = [part for part in parts if part.startswith(f"{pattern.callback.__name__}(")]
    return named[0] if named else ""


@pytest.mark.parametrize("pattern", ADDRESSES, ids=example)
def test_what_is_made_while_it_is_sent_has_threads_of_its_own(pattern: URLPattern) -> None:
    assert gives_file(example(pattern)) or "return download(" not in source_of(pattern)


def test_there_are_addresses_that_give_and_take_files() -> None:
    gives = [each for each in ADDRESSES if "return download(" in source_of(each)]
    takes = [each for each in ADDRESSES if each.name == "import-new"]
    assert len(gives) >= 6
    assert len(takes) == 3


@pytest.mark.parametrize("pattern", ADDRESSES, ids=example)
def test_only_imports_take_files(pattern: URLPattern) -> None:
    most = largest_body(example(pattern), has_session=True, file_megabytes=20)
    assert most == (21 * MEGABYTE if pattern.name == "import-new" else FORM_BODY)


@pytest.mark.parametrize("path", ["/static/logo.svg", "/static/help/a.png", "/users/", "/"])
def test_pages_and_static_files_are_not_in_the_way_of_files(path: str) -> None:
    assert not gives_file(path)
