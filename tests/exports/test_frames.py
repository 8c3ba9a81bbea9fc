"""Records as texts: what people would write, and the numbers that workbooks store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goodstanding.exports.frames import as_texts, stored_numbers, typed_frame
from goodstanding.sheets.column import Column, ValueKind
from goodstanding.sheets.licenses import LICENSES

TEXTS: list[tuple[ValueKind, object, str | None, str | None]] = [
    ("text", None, None, None),
    ("text", "", None, None),
    ("identifier", "000", "000", None),
    ("flag", True, "Yes", None),
    ("flag", False, "No", None),
    ("flag", None, None, None),
    ("date", date(2027, 1, 5), "01/05/2027", "46392"),
    ("date", date(1900, 3, 1), "03/01/1900", "61"),
    ("date", date(1900, 2, 28), "02/28/1900", None),
    ("date", None, None, None),
    ("number", 0, "0", "0"),
    ("number", 24, "24", "24"),
    ("number", Decimal("20.00"), "20", "20"),
    ("number", Decimal("7.50"), "7.5", "7.5"),
    ("number", Decimal("100"), "100", "100"),
    ("number", Decimal("0.00"), "0", "0"),
    ("number", None, None, None),
]


@pytest.mark.parametrize(("kind", "value", "text", "stored"), TEXTS)
def test_a_value(kind: ValueKind, value: object, text: str | None, stored: str | None) -> None:
    column = Column("x", "X", kind, "")
    frame = typed_frame([column], [(value,)])
    assert as_texts([column], frame)["x"].to_list() == [text]
    assert [each.to_list() for each in stored_numbers([column], frame).values()] == (
        [[stored]] if kind in {"date", "number"} else []
    )


def test_choices_are_written_by_their_labels() -> None:
    status = LICENSES.column("status")
    frame = typed_frame([status], [("probation",), ("",)])
    assert as_texts([status], frame)["status"].to_list() == ["Probation", None]


def test_no_rows_give_every_column() -> None:
    assert typed_frame(LICENSES.columns, []).columns == [c.field for c in LICENSES.columns]
