"""Found in review: what people type in must survive export, import and results files unchanged."""

from __future__ import annotations

from io import BytesIO

import pytest

from goodstanding.imports import actions
from goodstanding.imports.models import Import
from goodstanding.imports.results import results_rows
from goodstanding.imports.storage import load_frame
from goodstanding.licenses.models import License
from goodstanding.licenses.queries import LicenseFilter
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization, make_license
from tests.exports.whole import licenses_file, results_file
from tests.imports.test_actions import HEADER, checked, imported

TYPED = [
    "=1+1", "+1", "-1", "@x", "'=1", "''=1", " lead", "trail ", "two\r\nlines", "two\nlines",
    "a\ttab", '"quoted"', 'half"quoted', "CLEAR", "👨‍👩‍👧 family", "\u200fright to left",
    "\\.", "a\n\\.\nb", "\\N", "NULL", "a,b;c|d", "sep=;", "e\u0301", "'", "\ufeffmark",
    "soft\u00adhyphen", "no\u00a0break",
]  # fmt: skip


def checked_bytes(user: User, name: str, content: bytes) -> Import:
    """An import of those bytes, checked."""
    actor = Actor(user, "web")
    import_ = actions.upload(BytesIO(content), file_name=name, kind="licenses", actor=actor)
    actions.check(import_, actor=actor)
    return import_


def is_all_the_same(import_: Import) -> None:
    different = load_frame(import_, "plan").filter(load_frame(import_, "plan")["outcome"] != "same")
    assert different.select("row", "outcome", "before_notes", "after_notes").rows() == []
    assert import_.counts["same"] == import_.counts["read"] > len(TYPED)


def type_in(organization: Organization) -> None:
    """Licenses with notes as the form lets people type them."""
    alice = Actor(organization.alice, "web")
    for number, notes in enumerate(TYPED):
        license_ = make_license(
            organization.dora, organization.rn_texas, alice, number=f"N{number}"
        )
        License.objects.filter(pk=license_.pk).update(notes=notes, verified_by=notes)


@pytest.mark.parametrize("fmt", ["txt", "xml"])
def test_an_export_unchanged_changes_nothing_nor_do_the_results_of_its_results(
    organization: Organization, fmt: str
) -> None:
    type_in(organization)
    exported = licenses_file(Actor(organization.alice, "web"), LicenseFilter(learners="all"), fmt)
    import_ = checked_bytes(organization.alice, f"a.{fmt}", exported[2])
    is_all_the_same(import_)
    for again in (fmt, "xml", "txt", "txt"):
        name, _, content = results_file(import_, again)
        import_ = checked_bytes(organization.alice, name, content)
        is_all_the_same(import_)


def test_clear_still_empties_what_is_not_the_word_itself(organization: Organization) -> None:
    text = HEADER + "\tdora\tRN-TX\t0012345\t\t\tsome\n"
    imported(organization.alice, checked(organization.alice, text))
    imported(organization.alice, checked(organization.alice, text.replace("some", "CLEAR")))
    assert License.objects.get(pk=organization.dora_rn.pk).notes == ""


def test_columns_of_people_that_are_called_like_ours_come_back(organization: Organization) -> None:
    text = "Row\tUsername\tLicense ID\tResult\n7\tdora\tRN-TX\tnegative\n"
    first = checked(organization.alice, text)
    assert [problem["column"] for problem in load_frame(first, "problems").to_dicts()] == [
        "Row",
        "Result",
    ]
    again = checked_bytes(organization.alice, *results_file(first, "txt")[::2])
    rows = results_rows(again).rows()
    assert rows[0] == (
        *("Row", "Username", "License ID", "Result"),
        *("Result", "What to do", "Suggested value", "Row", "Import ref"),
    )
    assert rows[1][:5] == ("7", "dora", "RN-TX", "negative", "Already the same")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Username\tLicense ID\tNotes\ndora\tRN-TX\tcafé\n".encode("cp1252"), "encoding-guessed"),
        (b"Username\tLicense ID\tNotes\ndo\x00ra\tRN-TX\tx\n", "nul-characters"),
        ("Username\tLicense ID\tNotes\ndora\tRN-TX\tcafÃ©\n".encode(), "double-encoded"),
    ],
)
def test_what_the_reader_doubts_is_said_by_the_check(
    organization: Organization, content: bytes, code: str
) -> None:
    import_ = checked_bytes(organization.alice, "a.txt", content)
    assert code in load_frame(import_, "problems")["code"].to_list()
