"""What a help topic is, and how the topics are read from their files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from goodstanding.refusals import NotFound
from goodstanding.web.help.made_tables import MADE_TABLES

TOPICS = Path(__file__).parent / "topics"
IMAGES = Path(__file__).parent.parent / "static" / "help"

BlockKind = Literal["heading", "text", "note", "steps", "list", "table", "image"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a topic; ``text`` is the heading, the paragraph, the note or the caption.

    Text may hold **strong**, *emphasis*, `code` and [words](help:topic) or [words](page:name).
    A table's first row is its head; ``anchors`` name its other rows for links.
    """

    kind: BlockKind
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    anchors: tuple[str, ...] = ()
    image: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of help."""

    slug: str
    title: str
    summary: str
    order: int
    blocks: tuple[Block, ...] = field(default=())


@cache
def all_topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the master list."""
    topics = [_read(path) for path in TOPICS.glob("*.toml")]
    return tuple(sorted(topics, key=lambda topic: topic.order))


def find_topic(slug: str) -> Topic:
    """The topic; raises ``NotFound``."""
    found = next((topic for topic in all_topics() if topic.slug == slug), None)
    if found is None:
        raise NotFound("help topic")
    return found


def image_exists(name: str) -> bool:
    """Whether the picture has been taken; one that has not is left out."""
    return (IMAGES / f"{name}.png").exists()


def _read(path: Path) -> Topic:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    blocks = tuple(_block(entry) for entry in content["block"])
    return Topic(path.stem, content["title"], content["summary"], content["order"], blocks)


def _block(entry: dict[str, Any]) -> Block:
    """A block from its one telling key: ``heading``, ``text``, ``steps``, ``made-table`` ..."""
    if "made-table" in entry:
        table = MADE_TABLES[entry["made-table"]]()
        return Block("table", rows=table.rows, anchors=table.anchors)
    if "image" in entry:
        return Block("image", text=entry["caption"], image=entry["image"])
    kind: Any
    kind, value = next(iter(entry.items()))
    if kind in {"steps", "list"}:
        return Block(kind, items=tuple(value))
    if kind == "table":
        return Block("table", rows=tuple(tuple(row) for row in value))
    return Block(kind, text=value)
