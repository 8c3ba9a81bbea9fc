"""The filter of the list of licenses, and the form of one license."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate

from goodstanding.licenses.models import License, LicenseType, Status
from goodstanding.licenses.queries import LicenseFilter, license_types_visible_to
from goodstanding.licenses.standing import Standing
from goodstanding.people.actor import Actor
from goodstanding.web.forms.plain import PlainForm, date_field, search_field, short_number
from goodstanding.web.forms.unit_field import offer_units, unit_field

LEARNERS = [("active", "Active learners"), ("inactive", "Inactive learners"), ("all", "All")]
ANY = [("", "Any")]


class AsOfForm(PlainForm):
    """Two days alone, for a page that has nothing else to narrow."""

    as_of = date_field("As of")
    known_on = date_field("As on record on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)

    def clean_known_on(self) -> date | None:
        """Nobody knows what will be on record."""
        day: date | None = self.cleaned_data["known_on"]
        if day and day > localdate():
            raise forms.ValidationError(
                "This day is still to come, so nobody knows what will be on record then. "
                "To see who will be licensed, use As of.",
                "day-to-come",
            )
        return day

    def wanted(self) -> LicenseFilter:
        """The filter; what cannot be understood is left out and named in ``errors``."""
        self.is_valid()
        return LicenseFilter(**self.cleaned_data)


class LicenseFilterForm(AsOfForm):
    """The filter bar; what the address asks for is what ``wanted`` gives."""

    text = search_field("Name or number")
    unit = unit_field()
    professional_role = forms.ChoiceField(label="Professional role", required=False)
    state = forms.ChoiceField(label="State", required=False)
    license_type = forms.ChoiceField(label="License/certification", required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[*ANY, *Status.choices])
    standing = forms.ChoiceField(
        label="Standing", required=False, choices=[*ANY, *Standing.choices]
    )
    expiring_within = forms.IntegerField(
        label="Expiring within (days)", required=False, min_value=0, max_value=3660
    )
    learners = forms.ChoiceField(label="Learners", required=False, choices=LEARNERS)
    # The days come last, though they are inherited.
    field_order = [  # noqa: RUF012 (Django names it so)
        *("text", "unit", "professional_role", "state", "license_type", "status", "standing"),
        *("expiring_within", "learners", "as_of", "known_on"),
    ]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(license_types_visible_to(actor))
        self.label_by_type = _narrow_choices(self, self.kinds)
        self.units = offer_units(self, actor)

    def wanted(self) -> LicenseFilter:
        """The filter; what cannot be understood is left out and named in ``errors``."""
        self.is_valid()
        given = {**self.cleaned_data}
        kind = given.pop("license_type", "")
        given["learners"] = given.get("learners") or "active"
        return LicenseFilter(
            **given,
            license_type_id=int(kind) if kind else None,
            license_type_ids=self._license_type_ids(given),
        )

    def _license_type_ids(self, given: dict[str, Any]) -> tuple[int, ...] | None:
        role, state = given.get("professional_role"), given.get("state")
        if not (role or state):
            return None
        return tuple(
            kind.pk
            for kind in self.kinds
            if role in (None, "", kind.professional_role) and state in (None, "", kind.state)
        )

    def spoken(self) -> dict[str, str]:
        """The filters that are on, in words, by the name of their parameter."""
        words = {
            name: self._speak(name, value)
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }
        if self.cleaned_data.get("learners") == "active":
            del words["learners"]
        return words

    def _speak(self, name: str, value: Any) -> str:
        if name == "license_type":
            return self.label_by_type[str(value)]
        if name == "expiring_within":
            return f"Expiring within {value} days"
        if isinstance(value, date):
            said = {"as_of": "As of", "known_on": "As on record on"}[name]
            return f"{said} {date_format(value, 'F j, Y')}"
        choices = {"status": Status.choices, "standing": Standing.choices, "learners": LEARNERS}
        words = dict(choices.get(name, [])).get(value, value)
        return f"“{words}”" if name == "text" else str(words)


def _narrow_choices(form: LicenseFilterForm, kinds: list[LicenseType]) -> dict[str, str]:
    """Fill the three selects of the cascade; a chosen role or state narrows the licenses."""
    role, state = form.data.get("professional_role"), form.data.get("state")
    chosen = form.data.get("license_type")
    roles = sorted({kind.professional_role for kind in kinds})
    states = sorted({kind.state for kind in kinds if kind.state})
    labels = {
        str(kind.pk): str(kind)
        for kind in kinds
        if str(kind.pk) == chosen
        or (role in (None, "", kind.professional_role) and state in (None, "", kind.state))
    }
    form.fields["professional_role"].choices = [*ANY, *((r, r) for r in roles)]  # type: ignore[attr-defined]
    form.fields["state"].choices = [*ANY, *((s, s) for s in states)]  # type: ignore[attr-defined]
    form.fields["license_type"].choices = [*ANY, *labels.items()]  # type: ignore[attr-defined]
    return labels


class LicenseForm(PlainForm):
    """What is recorded of a license; meaning is checked by the action, not here."""

    places: ClassVar = {
        "expires-before-issued": "expires_on",
        "expires-and-does-not": "expires_on",
        "license-exists": "number",
    }

    number = forms.CharField(label="License number", required=False, max_length=100, strip=True)
    status = forms.ChoiceField(label="Status", choices=Status.choices, initial=Status.ACTIVE)
    issued_on = date_field("Issue date")
    expires_on = date_field("Expiration date", "The license is good through the end of this day.")
    does_not_expire = forms.BooleanField(label="Does not expire", required=False)
    multistate = forms.BooleanField(
        label="Multistate", required=False, help_text="Valid in other states by a compact."
    )
    hours_required = forms.DecimalField(
        label="Total hours required", required=False, min_value=0, max_digits=6, decimal_places=2
    )
    verified_on = date_field("Verified date")
    verified_by = forms.CharField(label="Verified by", required=False, max_length=150)
    verification_method = forms.CharField(
        label="Verification method", required=False, max_length=150
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    @classmethod
    def about(cls, license_: License) -> LicenseForm:
        """The form filled with what a license says now."""
        initial = {name: getattr(license_, name) for name in cls.base_fields}
        return cls(initial={**initial, "hours_required": short_number(license_.hours_required)})


class CascadeForm(PlainForm):
    """Professional role, then state, then license: each choice narrows the next."""

    role = forms.ChoiceField(label="Professional Role", required=False)
    state = forms.ChoiceField(label="State", required=False)
    type = forms.ChoiceField(label="License/Certification", required=False)

    def __init__(self, data: Any, kinds: QuerySet[LicenseType]) -> None:
        super().__init__(data)
        usable = list(kinds.filter(retired=False))
        roles = sorted({kind.professional_role for kind in usable})
        chosen_role = _only_one(data.get("role"), roles)
        usable = [kind for kind in usable if kind.professional_role == chosen_role]
        states = sorted({kind.state or "national" for kind in usable})
        chosen_state = _only_one(data.get("state"), states)
        usable = [kind for kind in usable if (kind.state or "national") == chosen_state]
        by_id = {str(kind.pk): kind for kind in usable}
        self.chosen = by_id.get(_only_one(data.get("type"), list(by_id)))
        labels = {"national": "National"}
        self._offer("role", roles, {}, chosen_role)
        self._offer("state", states, labels, chosen_state)
        names = {key: kind.name for key, kind in by_id.items()}
        self._offer("type", list(by_id), names, str(self.chosen.pk) if self.chosen else "")

    def _offer(self, name: str, values: list[str], labels: dict[str, str], chosen: str) -> None:
        field = self.fields[name]
        field.choices = [("", "Choose…"), *((v, labels.get(v, v)) for v in values)]  # type: ignore[attr-defined]
        field.widget.attrs["disabled"] = not values
        self.data = {**self.data, name: chosen}


def _only_one(wanted: str | None, offered: list[str]) -> str:
    """The wanted one if it is offered; the only one there is; else none."""
    if wanted in offered:
        return str(wanted)
    return offered[0] if len(offered) == 1 else ""
