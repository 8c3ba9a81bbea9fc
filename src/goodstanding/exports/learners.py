"""The users, in the shape of the spreadsheet that imports them."""

from __future__ import annotations

from goodstanding.exports.build import build_file, text_sheet
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_visible_to
from goodstanding.sheets.learners import LEARNERS


def learners_file(actor: Actor, fmt: str) -> tuple[str, str, bytes]:
    """The visible users; importing the file unchanged changes nothing."""
    actor.require(Permission.USERS_VIEW)
    fields = [column.field for column in LEARNERS.columns]
    sources = ["unit__full_name" if field == "unit" else field for field in fields]
    role = fields.index("role")
    rows = (
        [*row[:role], Role(row[role]).label, *row[role + 1 :]]
        for row in learners_visible_to(actor).order_by("username").values_list(*sources)
    )
    headings = [column.heading for column in LEARNERS.columns]
    return build_file("users", [text_sheet("Users", headings, rows)], fmt)
