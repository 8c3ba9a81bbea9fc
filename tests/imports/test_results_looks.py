"""Every result has its look in a workbook."""

from __future__ import annotations

import pytest

from goodstanding.formats.styled_workbook.styles import look_of, properties
from goodstanding.imports.results_cells import SIGNS


@pytest.mark.parametrize("tone", SIGNS)
@pytest.mark.parametrize("kind", ["text", "date", "day-first-date", "number"])
def test_a_result_has_a_look(kind: str, tone: str) -> None:
    assert properties(look_of(kind, tone))["num_format"]
