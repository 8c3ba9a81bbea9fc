from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from goodstanding.sheets.licenses import LICENSES
from goodstanding.web.help import as_html, as_typst, topic
from goodstanding.web.help.inline import Span, spans_of
from goodstanding.web.help.topic import Block, all_topics

SLUGS = [found.slug for found in all_topics()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [Span("plain", "plain")]),
        ("a **b** c", [Span("plain", "a "), Span("strong", "b"), Span("plain", " c")]),
        ("*x*`y`", [Span("emphasis", "x"), Span("code", "y")]),
        ("[see](help:glossary)!", [Span("link", "see", "help:glossary"), Span("plain", "!")]),
        ("2 * 3", [Span("plain", "2 * 3")]),
    ],
)
def test_marks_in_a_line(text: str, expected: list[Span]) -> None:
    assert list(spans_of(text)) == expected


def test_html_is_escaped() -> None:
    shown = as_html.html_of("<b> & **<i>** [x](help:glossary)")
    assert shown == ('&lt;b&gt; &amp; <strong>&lt;i&gt;</strong> <a href="/help/glossary/">x</a>')


def test_the_master_list_names_every_topic_and_needs_no_account(client: Client) -> None:
    page = client.get("/help/").content.decode()
    assert len(SLUGS) >= 7
    for slug in SLUGS:
        assert f'href="/help/{slug}/"' in page


@pytest.mark.parametrize("slug", SLUGS)
def test_every_topic_is_a_page_a_full_screen_and_a_pdf(client: Client, slug: str) -> None:
    page = client.get(f"/help/{slug}/").content.decode()
    full = client.get(f"/help/{slug}/?view=full").content.decode()
    assert 'class="masthead"' in page
    assert 'class="masthead"' not in full
    assert 'href="/help/"' in full
    pdf = client.get(f"/help/{slug}.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_the_import_topic_explains_every_column_and_problem(client: Client) -> None:
    page = client.get("/help/importing-licenses/").content.decode()
    for column in LICENSES.columns:
        assert column.heading in page
    for code in ("learner-unknown", "expires-before-issued", "license-unknown"):
        assert f'id="problem-{code}"' in page


def test_pictures_stand_in_page_and_pdf_once_they_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic, "IMAGES", tmp_path)
    monkeypatch.setattr(as_typst, "IMAGES", tmp_path)
    guide = topic.Topic("t", "T", "S", 1, (Block("image", "A page", image="page"),))
    assert as_html.show(guide) == []
    (tmp_path / "page.png").write_bytes(PIXEL)
    assert as_html.show(guide)[0].address == "/static/help/page.png"
    assert as_typst.pdf_of(guide).startswith(b"%PDF")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def test_an_unknown_topic_is_not_found(client: Client) -> None:
    assert client.get("/help/nothing/").status_code == 404
    assert client.get("/help/nothing.pdf").status_code == 404
