"""The choice of a unit in a filter bar, of which the list below shows all at or below it."""

from __future__ import annotations

from django import forms

from goodstanding.people.actor import Actor
from goodstanding.people.models import Unit
from goodstanding.people.queries import units_visible_to


def unit_field() -> forms.TypedChoiceField:
    """The field, which has to be called "unit"; its choices are still to be offered."""
    return forms.TypedChoiceField(label="Unit (at or below)", required=False, empty_value=None)


def offer_units(form: forms.Form, actor: Actor) -> list[Unit]:
    """Let the form choose among the units that the actor may see, and give these.

    They are read once: for the choices, the one that was chosen, and for whom the list shows.
    """
    visible = list(units_visible_to(actor).order_by("full_name"))
    units = {str(unit.pk): unit for unit in visible}
    field = form.fields["unit"]
    field.choices = [("", "Any"), *((pk, unit.full_name) for pk, unit in units.items())]  # type: ignore[attr-defined]
    field.coerce = units.__getitem__  # type: ignore[attr-defined]
    field.error_messages["invalid_choice"] = "That unit is not among those that you may see."
    return visible
