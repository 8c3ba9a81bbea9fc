"""The filter of the list of users, and the forms of a user, a password and a unit."""

from __future__ import annotations

from typing import Any

from django import forms

from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, Unit, User
from goodstanding.people.passwords import in_words
from goodstanding.web.forms.plain import PlainForm, search_field
from goodstanding.web.forms.unit_field import offer_units, unit_field

ACTIVE = [("active", "Active"), ("inactive", "Inactive"), ("all", "All")]


class UserFilterForm(PlainForm):
    """The filter bar of the users."""

    text = search_field("Name, username or e-mail")
    unit = unit_field()
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any"), *Role.choices])
    active = forms.ChoiceField(label="Active", required=False, choices=ACTIVE)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        self.units = offer_units(self, actor)


class UserForm(PlainForm):
    """What is recorded of a user."""

    username = forms.CharField(label="Username", max_length=150)
    first_name = forms.CharField(label="First name", max_length=100, required=False)
    last_name = forms.CharField(label="Last name", max_length=100, required=False)
    email = forms.CharField(label="E-mail", max_length=254, required=False)
    job_title = forms.CharField(label="Job title", max_length=150, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("full_name"), label="Unit", required=False, empty_label="No unit"
    )
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.LEARNER)
    is_active = forms.BooleanField(
        label="Active",
        required=False,
        initial=True,
        help_text="Somebody who is not active cannot sign in and is left out of most lists.",
    )
    may_import = forms.BooleanField(
        label="May import licenses",
        required=False,
        help_text="For supervisors; administrators always may.",
    )
    supervises = forms.ModelMultipleChoiceField(
        Unit.objects.order_by("full_name"),
        label="Supervises",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For supervisors: these units, each with all below it.",
    )

    @classmethod
    def about(cls, user: User) -> UserForm:
        """The form filled with what is recorded now."""
        names = [name for name in cls.base_fields if name != "supervises"]
        initial = {name: getattr(user, name) for name in names}
        return cls(initial={**initial, "supervises": supervised_units(user)})

    def values(self) -> dict[str, Any]:
        """The user's own fields, without the units that he or she supervises."""
        return {name: value for name, value in self.cleaned_data.items() if name != "supervises"}


def supervised_units(user: User) -> list[Unit]:
    """The units that a user supervises."""
    return [supervision.unit for supervision in user.supervisions.select_related("unit")]


class PasswordForm(PlainForm):
    """A new password for somebody else."""

    password = forms.CharField(
        label="New password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=f"{in_words()} Tell it to the person, who can change it afterwards.",
    )


class UnitForm(PlainForm):
    """A new unit."""

    name = forms.CharField(label="Name of the unit", max_length=100)
    parent = forms.ModelChoiceField(
        Unit.objects.order_by("full_name"),
        label="Part of",
        required=False,
        empty_label="Nothing: it stands at the top",
    )
