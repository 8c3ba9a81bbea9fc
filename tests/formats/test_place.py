"""What places are called."""

import pytest

from goodstanding.formats.place import cell_name, column_letters

LETTERS = [
    (0, "A"),
    (25, "Z"),
    (26, "AA"),
    (51, "AZ"),
    (52, "BA"),
    (701, "ZZ"),
    (702, "AAA"),
    (16_383, "XFD"),
]


@pytest.mark.parametrize(("index", "letters"), LETTERS)
def test_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_cell_name() -> None:
    assert cell_name(7, 2) == "cell C7"
    assert cell_name(7, 2, "Nurses") == 'cell C7 of the sheet "Nurses"'
