"""Help as a PDF: Typst markup, and the compiler that comes with its wheel."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from goodstanding.web.help.inline import Span, spans_of
from goodstanding.web.help.topic import IMAGES, Block, Topic, image_exists

PAGE = """
#set document(title: {title}, author: "Good Standing")
#set page(paper: "us-letter", margin: (x: 22mm, y: 24mm), numbering: "1 / 1",
  header: align(right, text(size: 8pt, fill: luma(90), {title})))
#set text(size: 10pt, lang: "en", region: "us")
#set par(leading: 0.65em, spacing: 1em)
#set enum(spacing: 0.8em)
#let thin = 0.3pt + luma(160)
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 0.8pt }} else {{ thin }}), inset: 5pt)
#show table: set text(size: 8.5pt)
#show table.cell.where(y: 0): strong
#show heading: set text(fill: rgb("#0e5a4e"))
#show heading: set block(above: 1.6em, below: 0.8em, sticky: true)
#text(size: 9pt, fill: luma(90))[Good Standing: help]
#v(-4pt)
#text(size: 21pt, weight: "bold", fill: rgb("#0e5a4e"), {title})
#v(-2pt)
#text(size: 11.5pt, style: "italic", {summary})
#line(length: 100%, stroke: 0.6pt + luma(120))
"""

WIDTHS = {2: "(auto, 1fr)", 3: "(28%, 1fr, 20%)", 4: "(auto, 1.4fr, 1fr, auto)"}


def pdf_of(topic: Topic) -> bytes:
    """The topic as a PDF document."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "topic.typ"
        source.write_text(markup_of(topic, Path(folder)), encoding="utf-8")
        # Imported here: the server has no use for it until somebody prints.
        import typst

        pdf: object = typst.compile(source, root=Path(folder))
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave something other than one document.")
    return pdf


def markup_of(topic: Topic, folder: Path) -> str:
    """The topic as Typst markup; the pictures it needs are put into the folder."""
    head = PAGE.format(title=_string(topic.title), summary=_string(topic.summary))
    shown = [block for block in topic.blocks if not block.image or image_exists(block.image)]
    return head + "\n\n".join(_block(block, folder) for block in shown)


def _block(block: Block, folder: Path) -> str:
    if block.kind == "heading":
        return f"= {_line(block.text)}"
    if block.kind == "note":
        bar = 'stroke: (left: 3pt + rgb("#0e5a4e"))'
        return f"#block(inset: (left: 10pt, y: 4pt), {bar})[{_line(block.text)}]"
    if block.kind in {"steps", "list"}:
        mark = "+" if block.kind == "steps" else "-"
        return "\n".join(f"{mark} {_line(item)}" for item in block.items)
    if block.kind == "table":
        return _table(block)
    if block.kind == "image":
        name = f"{block.image}.png"
        (folder / name).write_bytes((IMAGES / name).read_bytes())
        picture = f"image({_string(name)}, width: 85%)"
        return f"#figure({picture}, numbering: none, caption: [{_line(block.text)}])"
    return _line(block.text)


def _table(block: Block) -> str:
    columns = WIDTHS[len(block.rows[0])]
    lines = [", ".join(f"[{_line(cell)}]" for cell in row) for row in block.rows]
    body = ",\n  ".join([f"table.header({lines[0]})", *lines[1:]])
    return f"#table(columns: {columns},\n  {body})"


def _line(text: str) -> str:
    return "".join(_span(span) for span in spans_of(text))


def _span(span: Span) -> str:
    # As strings, texts need no escaping of Typst's many marks; ";" ends the expression.
    text = _string(span.text)
    call = {"strong": "strong", "emphasis": "emph", "code": "raw"}.get(span.kind)
    return f"#{call}({text});" if call else f"#{text};"


def _string(text: str) -> str:
    # JSON escapes what Typst escapes, as long as no character is written as \\uXXXX.
    return json.dumps(text, ensure_ascii=False)
