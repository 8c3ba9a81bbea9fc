"""The license types that the demonstration takes from the starter catalog."""

from goodstanding.demo.holdings import holdings
from goodstanding.demo.license_types import catalog, license_types_rows

HEADER, *ROWS = license_types_rows()


def test_they_are_rows_of_the_catalog_as_they_stand():
    assert all(dict(zip(HEADER, row, strict=True)) == catalog()[row[0]] for row in ROWS)


def test_there_are_about_sixty_and_each_is_held_by_somebody():
    assert 55 <= len(ROWS) <= 75
    assert {row[0] for row in ROWS} == {held.license_id for held in holdings()}
