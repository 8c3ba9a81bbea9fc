"""Choices and flags: any spelling of the few words, and suggestions for near ones."""

from __future__ import annotations

import polars as pl
import pytest

from goodstanding.sheets.column import ACTION, Column
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.values.choices import read_choice, read_flag, suggest
from goodstanding.sheets.values.states import STATES
from goodstanding.sheets.values.text import key
from tests.sheets.make import read_one

STATE, STATUS = LICENSES.column("state"), LICENSES.column("status")
ROLE, MULTISTATE = LEARNERS.column("role"), LICENSES.column("multistate")


def test_every_state_is_known_by_code_and_by_name() -> None:
    assert len(STATES) == 56
    for code, name in STATES.items():
        for text in (code, code.lower(), name, name.upper()):
            assert read_one(read_choice, STATE, text)["value"] == code, text


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (STATE, "N.Y.", "NY"),
        (STATE, "new-york", "NY"),
        (STATE, "D.C.", "DC"),
        (STATE, "Wash. D.C.", "DC"),
        (STATE, "Tex.", "TX"),
        (STATE, "W.Va.", "WV"),
        (STATE, "n mex", "NM"),
        (STATE, "CALIF.", "CA"),
        (STATE, "Washington, D.C.", "DC"),
        (STATE, "Washington", "WA"),
        (STATUS, "ACTIVE", "active"),
        (STATUS, "Good Standing", "active"),
        (STATUS, "current", "active"),
        (STATUS, "Lapsed", "inactive"),
        (STATUS, "on probation", "probation"),
        (STATUS, "Voluntary surrender", "surrendered"),
        (STATUS, "delinquent", "expired"),
        (ROLE, "Admin", "administrator"),
        (ROLE, "manager", "supervisor"),
        (ROLE, "Employee", "learner"),
        (ACTION, "a", "add"),
        (ACTION, "Change", "update"),
        (ACTION, "REMOVE", "delete"),
    ],
)
def test_choices_in_any_spelling(column: Column, text: str, value: str) -> None:
    reading = read_one(read_choice, column, text)
    assert (reading["value"], reading["code"]) == (value, None)


@pytest.mark.parametrize(
    ("column", "text", "suggestion"),
    [
        (STATE, "Texass", "Texas"),
        (STATE, "Calfornia", "California"),
        (STATE, "Ontario", None),
        (STATE, "Marylnd", "Maryland"),
        (STATE, "Massachusets", "Massachusetts"),
        (STATE, "Nwe Mexico", "New Mexico"),
        (STATE, "XX", None),
        (STATUS, "Actve", "Active"),
        (STATUS, "Suspendet", "Suspended"),
        (STATUS, "purple", None),
        (ROLE, "Suprvisor", "Supervisor"),
        (ACTION, "Delet", "Delete"),
    ],
)
def test_unknown_words_get_a_suggestion_if_one_is_near(
    column: Column, text: str, suggestion: str | None
) -> None:
    reading = read_one(read_choice, column, text)
    assert (reading["value"], reading["code"]) == (None, "value-unknown")
    assert reading["suggestion"] == suggestion
    assert text in str(reading["message"])


def test_the_remedy_lists_a_few_values_and_samples_many() -> None:
    assert read_one(read_choice, ROLE, "king")["remedy"] == (
        "Write Administrator, Supervisor, Learner or Auditor."
    )
    assert "one of 56 values such as AL, AK or AZ" in str(
        read_one(read_choice, STATE, "Narnia")["remedy"]
    )


@pytest.mark.parametrize("text", ["Yes", "y", "TRUE", "t", "1", "x", "X", "on"])
def test_yes(text: str) -> None:
    assert read_one(read_flag, MULTISTATE, text)["value"] is True


@pytest.mark.parametrize("text", ["No", "n", "FALSE", "f", "0", "off"])
def test_no(text: str) -> None:
    assert read_one(read_flag, MULTISTATE, text)["value"] is False


@pytest.mark.parametrize("text", ["maybe", "2", "1.0", "-", "yes and no"])
def test_neither_yes_nor_no(text: str) -> None:
    reading = read_one(read_flag, MULTISTATE, text)
    assert (reading["value"], reading["code"]) == (None, "value-unknown")


def test_no_word_stands_for_two_values_of_a_column() -> None:
    for sheet in (LICENSES, LEARNERS, LICENSE_TYPES):
        for column in sheet.columns:
            words = [
                (str(pl.select(key(pl.lit(word))).item()), choice.value)
                for choice in column.choices
                for word in (choice.value, choice.label, *choice.synonyms)
            ]
            assert len(dict(words)) == len(set(words)), f"{sheet.name}: {column.heading}"


def test_the_nearest_of_several_is_suggested() -> None:
    assert suggest("dorra", ["erik", "dora", "doreen"]) == "dora"
    assert suggest("zzz", ["erik", "dora"]) is None
    assert suggest("dora", []) is None
