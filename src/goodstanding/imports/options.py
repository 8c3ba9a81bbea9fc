"""What a person can choose from where a file says something unknown, within his or her scope."""

from __future__ import annotations

from goodstanding.licenses.queries import license_types_visible_to
from goodstanding.people.actor import Actor
from goodstanding.people.queries import learners_changeable_by, units_visible_to
from goodstanding.refusals import Invalid
from goodstanding.sheets.column import Column

MOST = 1_000
"""So many people are listed at most; others can still be typed."""

Options = list[tuple[str, str]]


def options_for(column: Column, kind: str, actor: Actor) -> Options:
    """Value and label of what a cell of that column may say; empty where anything goes."""
    if column.choices:
        return [(choice.label, choice.label) for choice in column.choices]
    if kind == "licenses" and column.field == "license_code":
        types = license_types_visible_to(actor).filter(retired=False).order_by("code")
        return [(one.code, str(one)) for one in types]
    if kind == "licenses" and column.field == "username":
        people = learners_changeable_by(actor).filter(is_active=True).order_by("username")[:MOST]
        return [(one.username, one.full_name) for one in people]
    if column.field == "unit":
        names = units_visible_to(actor).order_by("full_name").values_list("full_name", flat=True)
        return [(name, name) for name in names]
    return []


def require_option(column: Column, kind: str, text: str, actor: Actor) -> None:
    """Raise ``Invalid`` unless the text is one of the options of the column, if it has any."""
    if kind == "licenses" and column.field == "username":
        known = learners_changeable_by(actor).filter(username__iexact=text).exists()
    else:
        options = [value.lower() for value, _ in options_for(column, kind, actor)]
        known = not options or text.lower() in options
    if not known:
        raise Invalid(
            "answer-unknown",
            f"{text} is not one of the values of {column.heading}, so nothing was saved.",
            "Choose one from the list.",
        )
