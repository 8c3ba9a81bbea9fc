"""What all our forms share: how they speak, and how a refusal finds its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from goodstanding.refusals import Invalid, Refusal
from goodstanding.web.values import FIRST_DAY, LAST_DAY

DATE_FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y"]
MESSAGES = {
    "required": "Fill this in.",
    "max_length": "This is too long: %(show_value)d characters where %(limit_value)d fit.",
    "invalid_choice": "This is not one of the choices. Choose again.",
}


class PlainForm(forms.Form):
    """A form in our words; a refusal of an action becomes an error at its field."""

    # The fields that refusals point at which name none, by their code.
    places: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.error_messages = {**field.error_messages, **MESSAGES}

    def refuse(self, refusal: Refusal) -> None:
        """Show why an action refused: at the field it names, else above the form."""
        named = refusal.field if isinstance(refusal, Invalid) else None
        field = named or self.places.get(refusal.code)
        known = field if field in self.fields else None
        self.add_error(known, f"{refusal.message} {refusal.remedy}".strip())


def search_field(label: str) -> forms.CharField:
    """The text of a filter bar; what is being typed stays while the list below is replaced."""
    attrs = {"hx-preserve": "true", "autocomplete": "off", "placeholder": "How it begins"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=False, widget=widget)


def short_number(value: Decimal | None) -> str:
    """A number without the zeros that the database adds: 20, not 20.00."""
    return "" if value is None else f"{value.normalize():f}"


def _check_day(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(
            f"The year {day.year} cannot be meant. Write a day from {FIRST_DAY.year} to "
            f"{LAST_DAY.year}.",
            code="day-out-of-range",
        )


def date_field(label: str, help_text: str = "") -> forms.DateField:
    """An optional date: the browser's own calendar, and typed dates as Americans write them."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        validators=[_check_day],
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": "This could not be read as a date. Write it as 01/31/2027 or 2027-01-31."
        },
    )
