"""What the cells of a column can say in this organization: the lists behind the drop-downs."""

from __future__ import annotations

from goodstanding.licenses.queries import license_types_visible_to
from goodstanding.people.actor import Actor
from goodstanding.people.queries import learners_changeable_by, units_visible_to
from goodstanding.sheets.column import Column, SheetKind
from goodstanding.sheets.normalize import CLEAR

LONGEST = 5_000
"""In a longer list nobody finds anything; the column then has none."""


def lists_for(kind: SheetKind, actor: Actor | None) -> dict[str, list[str]]:
    """By field, the values that can be chosen.

    Without an actor only those that are the same everywhere. With one, the lists hold what he or
    she may change, and nobody else.
    """
    closed = {column.field: _closed(column) for column in kind.columns}
    found = {field: values for field, values in closed.items() if values}
    if actor is not None:
        own = _of_licenses(actor) if kind.name == "licenses" else _of_users(actor, kind)
        found |= {field: values for field, values in own.items() if 0 < len(values) <= LONGEST}
    return found


def _closed(column: Column) -> list[str]:
    values = [choice.label for choice in column.choices]
    if column.kind == "flag":
        values = ["Yes", "No"]
    return [*values, CLEAR] if values and column.clearable else values


def _of_licenses(actor: Actor) -> dict[str, list[str]]:
    learners = learners_changeable_by(actor).filter(is_active=True).order_by("username")
    types = license_types_visible_to(actor).filter(retired=False)
    roles = types.order_by("professional_role").values_list("professional_role", flat=True)
    names = types.order_by("name").values_list("name", flat=True)
    return {
        "username": list(learners.values_list("username", flat=True)[: LONGEST + 1]),
        "license_code": list(types.order_by("code").values_list("code", flat=True)),
        "professional_role": list(roles.distinct()),
        "license_name": list(names.distinct()),
    }


def _of_users(actor: Actor, kind: SheetKind) -> dict[str, list[str]]:
    if kind.name != "learners":
        return {}
    units = units_visible_to(actor).order_by("full_name")
    return {"unit": list(units.values_list("full_name", flat=True))}
