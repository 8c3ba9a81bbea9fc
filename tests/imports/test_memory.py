"""What is remembered, and for whom: nobody's answer redirects another's import in silence."""

from __future__ import annotations

from io import BytesIO

import pytest

from goodstanding.imports import actions
from goodstanding.imports.memory import (
    forget,
    memory_of,
    remember_date_order,
    remember_heading,
    remember_value,
    remembered_visible_to,
)
from goodstanding.imports.models import Import, Remembered, State
from goodstanding.imports.storage import load_frame, load_plan
from goodstanding.imports.worker import work
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import NotFound
from tests.cast import Organization, make_user


def actor(username: str) -> Actor:
    """A user at the door of the web, who may import."""
    User.objects.filter(username=username, role="supervisor").update(may_import=True)
    return Actor(User.objects.get(username=username), "web")


def uploaded(who: Actor, text: str) -> Import:
    """A file that was uploaded to be imported at once, after a worker has been at it."""
    wishes = actions.Wishes(import_at_once=True)
    made = actions.upload(
        BytesIO(text.encode()), file_name="x.txt", kind="licenses", wishes=wishes, actor=who
    )
    for _ in range(3):
        work.func()
    made.refresh_from_db()
    return made


def told(import_: Import) -> list[tuple[str, str]]:
    """Severity and message of every problem."""
    return load_frame(import_, "problems").select("severity", "message").rows()


RN = "Username\tLicense ID\tLicense Number\tExpiration Date\n{}\tRN-OH\t77\t01/31/2037\n"


def test_a_username_that_exists_is_never_taken_for_another(organization: Organization) -> None:
    bob, alice = actor("bob"), actor("alice")
    make_user("a.hernandezvega", alice, unit=organization.south)
    remember_value("licenses", "username", "a.hernandezvega", "dora", actor=bob)
    made = uploaded(alice, RN.format("a.hernandezvega"))
    assert made.state == State.IMPORTED
    assert License.objects.get(number="77").user.username == "a.hernandezvega"
    # Not even for whoever gave the answer, once the name is that of a learner of his or hers.
    User.objects.filter(username="a.hernandezvega").update(unit=organization.north)
    assert memory_of(bob, "licenses").values == {"username": {}}


def test_an_answer_about_a_person_holds_for_who_gave_it(organization: Organization) -> None:
    bob, alice = actor("bob"), actor("alice")
    remember_value("licenses", "username", "d.l.", "dora", actor=bob)
    assert uploaded(alice, RN.format("d.l.")).counts["cannot"] == 1
    made = uploaded(bob, RN.format("d.l."))
    assert (made.state, License.objects.get(number="77").user) == (
        State.IMPORTED,
        organization.dora,
    )


@pytest.mark.parametrize("other_answers_first", [True, False])
def test_nobody_overwrites_what_another_answered(
    organization: Organization, other_answers_first: bool
) -> None:
    bob, alice = actor("bob"), actor("alice")
    order = [(bob, "dora"), (alice, "erik")]
    for who, means in order if other_answers_first else reversed(order):
        remember_value("licenses", "username", "d.l.", means, actor=who)
    assert memory_of(bob, "licenses").values["username"] == {"d.l.": "dora"}
    assert memory_of(alice, "licenses").values["username"] == {"d.l.": "erik"}
    remember_value("licenses", "username", "d.l.", "grace", actor=alice)
    assert Remembered.objects.count() == 2


OTHERS = {
    "a word of a list": (
        lambda who: remember_value("licenses", "license_code", "Ohio nurse", "RN-OH", actor=who),
        "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tOhio nurse\t77\t01/31/2037\n",
        '"Ohio nurse" was taken for RN-OH in 1 row, because Bob Tanaka answered on',
    ),
    "a heading": (
        lambda who: remember_heading("licenses", "Badge", "notes", actor=who),
        "Username\tLicense ID\tLicense Number\tExpiration Date\tBadge\n"
        "dora\tRN-OH\t77\t01/31/2037\tnear\n",
        "Badge was taken for the column Notes, because Bob Tanaka answered on",
    ),
    "a heading that is left out": (
        lambda who: remember_heading("licenses", "License Number", "-", actor=who),
        "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-OH\t77\t01/31/2037\n",
        "License Number was taken for a column that is not imported, because Bob Tanaka answered",
    ),
    "the day first": (
        lambda who: remember_date_order("licenses", day_first=True, actor=who),
        "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-OH\t77\t03/04/2037\n",
        "are read as day/month/year, because Bob Tanaka answered on",
    ),
    "the month first": (
        lambda who: remember_date_order("licenses", day_first=False, actor=who),
        "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-OH\t77\t03/04/2037\n",
        "are read as month/day/year, because Bob Tanaka answered on",
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_somebody_else_answered_is_said_and_stops_import_at_once(
    organization: Organization, case: str
) -> None:
    bob, alice = actor("bob"), actor("alice")
    remember, text, message = OTHERS[case]
    remember(bob)
    made = uploaded(alice, text)
    assert made.state == State.CHECKED
    assert [severity for severity, said in told(made) if message in said] == ["warning"]
    remember(alice)
    assert not [said for _, said in told(uploaded(alice, text)) if "Bob Tanaka" in said]
    assert uploaded(bob, text).state == State.IMPORTED


def test_an_answer_to_this_file_needs_no_warning(organization: Organization) -> None:
    bob, alice = actor("bob"), actor("alice")
    remember_value("licenses", "license_code", "nurse", "RN-TX", actor=bob)
    text = "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tnurse\t77\t01/31/2037\n"
    made = uploaded(alice, text)
    from goodstanding.imports.answering import answer
    from goodstanding.sheets.answers import Answers

    answer(made.pk, Answers(values={"license_code": {"nurse": "RN-OH"}}), actor=alice)
    work.func()
    made.refresh_from_db()
    assert not [said for _, said in told(made) if "Bob Tanaka" in said]
    assert load_plan(made).frame["license_type_id"].to_list() == [organization.rn_ohio.pk]


def test_who_may_see_and_forget_what_is_remembered(organization: Organization) -> None:
    bob, alice, charlie = actor("bob"), actor("alice"), actor("charlie")
    remember_value("licenses", "username", "d.l.", "dora", actor=bob)
    remember_heading("licenses", "Badge", "notes", actor=alice)
    about_dora, heading = Remembered.objects.order_by("pk")
    seen = {
        who: set(remembered_visible_to(who, "licenses").values_list("pk", flat=True))
        for who in (alice, bob, charlie)
    }
    assert seen == {
        alice: {about_dora.pk, heading.pk},
        bob: {about_dora.pk, heading.pk},
        charlie: {heading.pk},
    }
    for who, one in [(bob, heading), (charlie, heading), (charlie, about_dora)]:
        with pytest.raises(NotFound):
            forget(one.pk, "licenses", actor=who)
    forget(about_dora.pk, "licenses", actor=alice)
    forget(heading.pk, "licenses", actor=alice)
