"""Loads the demonstration organization: units and passwords by actions, all else by imports."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
from django.conf import settings
from django.utils import timezone

from goodstanding.demo.held_licenses import licenses_rows
from goodstanding.demo.license_types import license_types_rows
from goodstanding.demo.organization import units
from goodstanding.demo.people import learners_rows, supervised_units
from goodstanding.demo.sample_sheets import sample_sheets
from goodstanding.demo.sign_ins import SIGN_INS
from goodstanding.formats.table import ReadAs
from goodstanding.formats.write import TAB_TEXT, XML_SPREADSHEET, write_file
from goodstanding.imports import actions
from goodstanding.imports.models import Import
from goodstanding.people.actions import (
    add_first_administrator,
    add_unit,
    change_user,
    set_supervised_units,
    set_user_password,
)
from goodstanding.people.actor import Actor
from goodstanding.people.models import Unit, User


def sample_folder() -> Path:
    """Where the sample spreadsheets lie."""
    return Path(settings.HOME) / "samples"


def load() -> Iterator[Import]:
    """Load everything, giving each import when it is checked and when it is done.

    The installation must be empty.
    """
    first = add_first_administrator({"username": "alice"}, door="demonstration")
    alice = Actor(first, "demonstration")
    made: dict[tuple[str, ...], Unit] = {}
    for path in units():
        made[path] = add_unit(path[-1], parent=made.get(path[:-1]), actor=alice)
    yield from _import("learners", learners_rows(), alice)
    yield from _import("license-types", license_types_rows(), alice)
    yield from _import("licenses", licenses_rows(timezone.localdate()), alice)
    _let_people_in(made, alice)
    _write_samples()


def _import(kind: str, rows: list[list[str]], actor: Actor) -> Iterator[Import]:
    """Import a sheet as anybody would: write it, upload it, check it, import it."""
    stream = BytesIO()
    write_file(stream, _frame(rows), TAB_TEXT)
    stream.seek(0)
    import_ = actions.upload(stream, file_name=f"{kind}.txt", kind=kind, actor=actor)
    actions.check(import_, actor=actor)
    yield import_
    yield actions.apply(import_.pk, plan_digest=import_.plan_digest, actor=actor)


def _let_people_in(made: dict[tuple[str, ...], Unit], alice: Actor) -> None:
    """Who supervises what, who may import, who has a password."""
    ids = dict(User.objects.values_list("username", "pk"))
    for username, path in supervised_units().items():
        set_supervised_units([made[path]], user_id=ids[username], actor=alice)
    change_user({"may_import": True}, user_id=ids["bob"], actor=alice)
    for sign_in in SIGN_INS:
        set_user_password(sign_in.password, user_id=ids[sign_in.username], actor=alice)


def _write_samples() -> None:
    """Put the sample spreadsheets, as .txt and .xml, where people can try them."""
    folder = sample_folder()
    folder.mkdir(parents=True, exist_ok=True)
    targets: dict[str, ReadAs] = {"txt": TAB_TEXT, "xml": XML_SPREADSHEET}
    for stem, rows in sample_sheets(timezone.localdate()).items():
        for suffix, read_as in targets.items():
            write_file(folder / f"{stem}.{suffix}", _frame(rows), read_as, "Licenses")


def _frame(rows: list[list[str]]) -> pl.DataFrame:
    width = max(map(len, rows))
    schema = {f"c{number}": pl.String for number in range(width)}
    padded = [row + [""] * (width - len(row)) for row in rows]
    return pl.DataFrame(padded, schema=schema, orient="row")
