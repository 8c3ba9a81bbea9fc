"""The plan on a page: each section with the right rows, wherever they lie in a long plan."""

from __future__ import annotations

from goodstanding.formats.format import SLICE
from goodstanding.imports.review import PAGE_ROWS, Review, review
from tests.cast import Organization
from tests.imports.test_actions import HEADER, checked

CHANGE, ADD, BAD = (
    "\tdora\tRN-TX\t0012345\t\t\tseen\n",
    "\tdora\tRN-OH\t7{}\t01/15/2026\t01/31/2037\t\n",
    "\tnobody{}\tRN-TX\t1\t\t\t\n",
)


def rows_of(found: Review) -> dict[str, list[int]]:
    """The row numbers that each section shows."""
    return {section.key: [row.row for row in section.rows] for section in found.sections}


def test_a_section_has_its_own_rows_and_values(organization: Organization) -> None:
    text = HEADER + BAD.format("") + CHANGE + ADD.format(1) + "\terik\tRN-OH\tRN.445566\t\t\t\n"
    found = review(checked(organization.alice, text))
    assert rows_of(found) == {"cannot": [2], "change": [3], "add": [4], "same": [5]}
    changed = found.sections[1].rows[0]
    assert [(c.heading, c.was, c.now) for c in changed.changes] == [("Notes", "", "seen")]
    assert found.bar == [("cannot", 1, 25), ("change", 1, 25), ("add", 1, 25), ("same", 1, 25)]


def test_the_pages_of_a_plan_that_is_kept_in_pieces(organization: Organization) -> None:
    # One story: a long plan is checked once. Every 9,000th row is wrong, all others are new.
    rows = range(2, SLICE + 2 + 70)
    wrong = [row for row in rows if row % 9_000 == 0]
    lines = ((BAD if row in wrong else ADD).format(row) for row in rows)
    import_ = checked(organization.alice, HEADER + "".join(lines))
    new = [row for row in rows if row not in wrong]
    last = -(-len(new) // PAGE_ROWS)
    for page in (1, 2, last - 2, last - 1, last):
        found = review(import_, section="add", page=page)
        assert rows_of(found) == {
            "cannot": wrong,
            "add": new[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        }
        assert [(s.page, s.pages, s.count) for s in found.sections] == [
            (1, 1, len(wrong)),
            (page, last, len(new)),
        ]
    assert rows_of(review(import_, section="add", page=10**6))["add"][-1] == rows[-1]
    assert rows_of(review(import_, section="cannot", page=10**6))["cannot"] == wrong
