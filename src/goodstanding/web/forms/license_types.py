"""The filter of the list of available licenses, and the form of an entry."""

from __future__ import annotations

from typing import Any

from django import forms

from goodstanding.licenses.models import LicenseType
from goodstanding.web.forms.plain import PlainForm, date_field, search_field, short_number

RETIRED = [("", "In use"), ("retired", "Retired"), ("all", "All")]


class LicenseTypeFilterForm(PlainForm):
    """The filter bar of the available licenses."""

    text = search_field("Name, board, alias or License ID")
    role = forms.ChoiceField(label="Professional role", required=False)
    state = forms.ChoiceField(label="State", required=False)
    retired = forms.ChoiceField(label="Show", required=False, choices=RETIRED)

    def __init__(self, data: Any, pairs: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        roles = sorted({role for role, _ in pairs})
        states = sorted({state for _, state in pairs if state})
        any_state = [("", "Any"), ("national", "National")]
        self.fields["role"].choices = [("", "Any"), *((r, r) for r in roles)]  # type: ignore[attr-defined]
        self.fields["state"].choices = [*any_state, *((s, s) for s in states)]  # type: ignore[attr-defined]


class LicenseTypeForm(PlainForm):
    """An entry of the list of available licenses."""

    professional_role = forms.CharField(label="Professional role", max_length=100)
    state = forms.RegexField(
        "^[A-Za-z]{2}$",
        label="State",
        required=False,
        strip=True,
        help_text="Two letters, such as TX. Blank for a national one.",
        error_messages={"invalid": "Write the two letters of the state, such as TX."},
    )
    name = forms.CharField(label="License/certification", max_length=150)
    code = forms.CharField(
        label="License ID", max_length=40, help_text="A short code that stays, such as RN-TX."
    )
    board = forms.CharField(label="Board or issuer", max_length=200, required=False)
    renewal_months = forms.IntegerField(
        label="Renewal period (months)", required=False, min_value=1, max_value=600
    )
    hours_required = forms.DecimalField(
        label="Hours required", required=False, min_value=0, max_digits=6, decimal_places=2
    )
    number_format = forms.CharField(
        label="Number format",
        max_length=200,
        required=False,
        help_text="A regular expression. A number that does not fit gets a warning only.",
    )
    aliases = forms.CharField(
        label="Other names",
        required=False,
        help_text="As people write it in spreadsheets, with semicolons between: RN; R.N.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expires = forms.BooleanField(label="Expires", required=False, initial=True)
    as_of = date_field("Facts checked on")

    @classmethod
    def about(cls, kind: LicenseType) -> LicenseTypeForm:
        """The form filled with what the entry says now."""
        initial = {name: getattr(kind, name) for name in cls.base_fields}
        return cls(initial={**initial, "hours_required": short_number(kind.hours_required)})

    def clean_state(self) -> str:
        """Postal codes stand in capitals."""
        return str(self.cleaned_data["state"]).upper()
