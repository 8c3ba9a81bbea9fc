"""Help as a page: blocks ready for the template."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from goodstanding.web.help.inline import Span, spans_of
from goodstanding.web.help.topic import Block, Topic, image_exists

TAGS = {"strong": "strong", "emphasis": "em", "code": "code"}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a table: (head, cell) pairs, and the anchor by which links find it."""

    cells: list[tuple[SafeString, SafeString]]
    anchor: str


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block with its text as HTML."""

    kind: str
    html: SafeString
    anchor: str
    items: list[SafeString] = field(default_factory=list)
    head: list[SafeString] = field(default_factory=list)
    rows: list[ShownRow] = field(default_factory=list)
    address: str = ""
    alt: str = ""


def show(topic: Topic) -> list[ShownBlock]:
    """The blocks of a topic; pictures that have not been taken are left out."""
    return [_show(block) for block in topic.blocks if not block.image or image_exists(block.image)]


def _show(block: Block) -> ShownBlock:
    head = [html_of(cell) for cell in block.rows[0]] if block.rows else []
    anchors = block.anchors or ("",) * len(block.rows[1:])
    return ShownBlock(
        block.kind,
        html_of(block.text),
        slugify(block.text),
        items=[html_of(item) for item in block.items],
        head=head,
        rows=[
            ShownRow(list(zip(head, map(html_of, row), strict=True)), anchor)
            for row, anchor in zip(block.rows[1:], anchors, strict=True)
        ],
        address=static(f"help/{block.image}.png") if block.image else "",
        alt=block.text,
    )


def html_of(text: str) -> SafeString:
    """A line of help as HTML."""
    return format_html_join("", "{}", ((_html(span),) for span in spans_of(text)))


def _html(span: Span) -> str:
    if span.kind == "plain":
        return span.text
    if span.kind == "link":
        return format_html('<a href="{}">{}</a>', _address(span.target), span.text)
    tag = TAGS[span.kind]
    return format_html(f"<{tag}>{{}}</{tag}>", span.text)


def _address(target: str) -> str:
    where, _, name = target.partition(":")
    return reverse("help-topic", args=[name]) if where == "help" else reverse(name)
