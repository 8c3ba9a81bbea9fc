"""What a past import shows of learners who are outside the viewer's scope by now: nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZipFile

import polars as pl
import pytest
from django.test import Client

from goodstanding.formats.table import ROW
from goodstanding.imports import actions, answering
from goodstanding.imports.models import Import
from goodstanding.imports.queries import find_import
from goodstanding.imports.shown import shown_plan
from goodstanding.imports.storage import load_plan
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, Supervision, User
from goodstanding.refusals import NotFound
from tests.cast import Organization, make_license, make_user

ClientOf = Callable[[User], Client]
HEADER = "Username\tLast Name\tLicense ID\tLicense Number\tExpiration Date\tNotes\n"
CANARIES = ("dora", "Lind", "0012345", "canary", "José", "hidden-number")
"""All that the file and the records say of dora, who is in North."""
GOOD = (
    HEADER + "dora\tLind\tRN-TX\t0012345\t01/31/2037\tcanary José\n"
    "frida\tStay\tRN-OH\t4711\t01/31/2037\tvisible\n"
)
BAD = GOOD + (
    "dora\tLindt\tRN-TX\thidden-number\tcanary\tcanary\n"  # an error of hers
    "Dora Lind\t\tBLS\t\t\t\n"  # an unknown username, and she is suggested
    "frida\tStay\tNONE\t12\t01/31/2037\tvisible\n"
)


def supervisor_of_two(o: Organization) -> User:
    """bob supervises South too, where frida is."""
    alice = Actor(o.alice, "web")
    make_user("frida", alice, last_name="Stay", unit=o.south)
    make_license(User.objects.get(username="frida"), o.rn_ohio, alice, number="4711")
    User.objects.filter(pk=o.bob.pk).update(may_import=True)
    Supervision.objects.create(user=o.bob, unit=o.south)
    return User.objects.get(pk=o.bob.pk)


def imported_by(user: User, text: str, *, done: bool) -> Import:
    """A file that was checked, and imported if that is asked for."""
    actor = Actor(user, "web")
    made = actions.upload(BytesIO(text.encode()), file_name="x.txt", kind="licenses", actor=actor)
    actions.check(made, actor=actor)
    if done:
        actions.apply(made.pk, plan_digest=made.plan_digest, only_good_rows=True, actor=actor)
    return Import.objects.get(pk=made.pk)


def everything(client: Client, import_: Import) -> Iterator[tuple[str, str]]:
    """All that the web door tells of an import, by address."""
    base = f"/imports/{import_.pk}/"
    rows = range(2, 8)
    pages = ["", "reading/", *(f"fix/{row}/" for row in rows), "?section=change&page=1"]
    for page in [*pages, "results.txt", "results.xml", "results.xlsx"]:
        answer = client.get(base + page)
        body = b"".join(answer) if answer.streaming else answer.content
        if page.endswith("xlsx") and answer.status_code == 200:
            with ZipFile(BytesIO(body)) as book:
                body = b"".join(book.read(name) for name in book.namelist())
        yield page, str(answer.headers) + body.decode(errors="replace")


def lose_the_unit(o: Organization) -> None:
    Supervision.objects.filter(user=o.bob, unit=o.north).delete()


def move_the_learner(o: Organization) -> None:
    User.objects.filter(pk=o.dora.pk).update(unit=o.root)


def demote(o: Organization) -> None:
    """bob was an administrator; he supervises South only now."""
    lose_the_unit(o)
    User.objects.filter(pk=o.bob.pk).update(role=Role.SUPERVISOR)


@pytest.mark.parametrize("lose", [lose_the_unit, move_the_learner, demote])
@pytest.mark.parametrize(("text", "done"), [(GOOD, True), (BAD, False), (BAD, True)])
def test_who_is_outside_by_now_is_not_shown(
    organization: Organization,
    client_of: ClientOf,
    lose: Callable[[Organization], None],
    text: str,
    done: bool,
) -> None:
    bob = supervisor_of_two(organization)
    if lose is demote:
        User.objects.filter(pk=bob.pk).update(role=Role.ADMINISTRATOR)
    made = imported_by(User.objects.get(pk=bob.pk), text, done=done)
    before = dict(everything(client_of(bob), made))
    assert all(any(word in told for told in before.values()) for word in CANARIES[:5])
    lose(organization)
    told = dict(everything(client_of(User.objects.get(pk=bob.pk)), made))
    found = {
        (page, word)
        for page, body in told.items()
        for word in CANARIES
        # What is outside of every row's scope: the file said it, and we never answered.
        if word in body.replace("Dora Lind", "")
    }
    assert found == set()
    assert "visible" in told["results.txt"]
    assert "frida" in told[""]


def test_number_and_outcome_of_every_row_stay(organization: Organization) -> None:
    bob = supervisor_of_two(organization)
    made = imported_by(bob, GOOD, done=True)
    lose_the_unit(organization)
    shown = shown_plan(find_import(Actor(User.objects.get(pk=bob.pk), "web"), made.pk)).frame
    kept = load_plan(made).frame
    assert shown.select(ROW, "outcome").equals(kept.select(ROW, "outcome"))
    hers = shown.filter(pl.col(ROW) == 2).drop(ROW, "outcome", "subject", "detail").row(0)
    assert set(hers) == {None}
    assert shown.filter(pl.col(ROW) == 3).equals(kept.filter(pl.col(ROW) == 3))
    for all_seeing in ("alice", "grace"):
        actor = Actor(User.objects.get(username=all_seeing), "web")
        assert shown_plan(find_import(actor, made.pk)).frame.equals(kept)


def test_an_undo_shows_nothing_either(organization: Organization, client_of: ClientOf) -> None:
    bob = supervisor_of_two(organization)
    made = imported_by(bob, GOOD, done=True)
    actor = Actor(bob, "web")
    undo = actions.undo(made.pk, actor=actor)
    actions.check(undo, actor=actor)
    lose_the_unit(organization)
    for page, body in everything(client_of(User.objects.get(pk=bob.pk)), undo):
        assert not [word for word in CANARIES if word in body], page


def test_rows_that_are_not_shown_cannot_be_corrected(organization: Organization) -> None:
    bob = supervisor_of_two(organization)
    made = imported_by(bob, BAD, done=False)
    lose_the_unit(organization)
    actor = Actor(User.objects.get(pk=bob.pk), "web")
    for row in (4, 999):
        with pytest.raises(NotFound):
            answering.correct_row(made.pk, row, {"notes": "x"}, (), actor=actor)


def test_who_may_not_import_any_more_sees_no_import(
    organization: Organization, client_of: ClientOf
) -> None:
    bob = supervisor_of_two(organization)
    User.objects.filter(pk=bob.pk).update(role=Role.ADMINISTRATOR)
    actor = Actor(User.objects.get(pk=bob.pk), "web")
    of_people = actions.upload(
        BytesIO(b"Username\tFirst Name\tLast Name\nnew\tNew\tPerson\n"),
        file_name="people.txt", kind="learners", actor=actor,
    )  # fmt: skip
    actions.check(of_people, actor=actor)
    made = imported_by(User.objects.get(pk=bob.pk), GOOD, done=True)
    cases = [(Role.SUPERVISOR, True, {made.pk: 200, of_people.pk: 404})]
    cases += [(Role.SUPERVISOR, False, {made.pk: 404, of_people.pk: 404})]
    cases += [(Role.LEARNER, True, {made.pk: 404, of_people.pk: 404})]
    for role, may_import, expected in cases:
        User.objects.filter(pk=bob.pk).update(role=role, may_import=may_import)
        client = client_of(User.objects.get(pk=bob.pk))
        found = {pk: client.get(f"/imports/{pk}/").status_code for pk in expected}
        assert found == expected, (role, may_import)
