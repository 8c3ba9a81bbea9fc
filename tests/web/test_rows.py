from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import override_settings
from django.utils.formats import date_format

from goodstanding.licenses.models import Status
from goodstanding.licenses.standing import Standing
from goodstanding.people.models import Role
from goodstanding.web.templatetags.rows import OF_LICENSE, badge, license_rows, person_rows
from goodstanding.web.templatetags.words import short_date

HOSTILE = "<script>&\"'"


def license_with(**values: Any) -> SimpleNamespace:
    """A row of the list as the database gives it: hostile texts, and otherwise nothing."""
    row: dict[str, Any] = dict.fromkeys(OF_LICENSE, HOSTILE)
    row |= {"pk": 7, "record": 8, "user_id": 9, "user__is_active": True, "does_not_expire": False}
    row |= {"issued_on": None, "expires_on": None, "standing": "valid", "status": "active"}
    row["event__at"] = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    return SimpleNamespace(**row | values)


def person_with(**values: Any) -> SimpleNamespace:
    row: dict[str, Any] = {"pk": 9, "full_name": HOSTILE, "job_title": HOSTILE, "held": 1}
    row |= {"username": HOSTILE, "unit": SimpleNamespace(full_name=HOSTILE), "is_active": True}
    return SimpleNamespace(**row | {"role": Role.LEARNER.value} | values)


def test_whatever_is_recorded_is_escaped() -> None:
    licenses: Any = [license_with(), license_with(status=HOSTILE)]
    people: Any = [person_with(), person_with(role=HOSTILE)]
    template = engines["django"].from_string(
        "{% load rows %}{{ a|license_rows }}{{ b|person_rows }}"
    )
    html = template.render({"a": licenses, "b": people})
    assert html == license_rows(licenses) + person_rows(people)
    assert html.count("<tr>") == 4
    assert "<script" not in html
    assert "&lt;script&gt;&amp;&quot;&#x27;" in html
    assert "'" not in html


def test_a_row_links_to_the_license_itself_and_to_its_learner() -> None:
    html = license_rows([license_with()])
    assert 'href="/users/9/"' in html
    assert 'href="/users/licenses/8/"' in html


def test_what_is_not_known_of_a_license_is_said() -> None:
    unknown = license_with(
        number="", user__unit__name=None, user__is_active=False, license_type__state=""
    )
    html = license_rows([unknown])
    assert '<span class="sub">no unit · inactive</span>' in html
    assert html.count(">—<") == 2
    assert "not recorded" in html
    assert "does not expire" in license_rows([license_with(does_not_expire=True)])


def test_what_is_not_known_of_a_person_is_left_out() -> None:
    people: Any = [person_with(job_title="", unit=None, is_active=False, held=0)]
    html = person_rows(people)
    assert "sub" not in html
    assert ">—<" in html
    assert 'Learner <span class="badge status">Inactive</span>' in html
    assert "0 licenses" in html


@override_settings(TIME_ZONE="America/New_York")
def test_a_change_is_shown_on_the_day_that_it_was_here() -> None:
    assert '<time datetime="2026-12-31T22:00:00-05:00">Dec 31, 2026</time>' in license_rows(
        [license_with()]
    )


@pytest.mark.parametrize("month", range(1, 13))
def test_a_short_date_is_what_the_format_gives(month: int) -> None:
    for day in (date(2027, month, 1), date(987, month, 28)):
        assert short_date(day) == date_format(day, "M j, Y")


def test_a_status_is_shown_where_it_tells_more_than_the_standing() -> None:
    def shown(standing: Standing, status: Status) -> str:
        return str(badge(SimpleNamespace(standing=standing.value, status=status.value)))

    assert shown(Standing.VALID, Status.ACTIVE) == '<span class="badge valid">Valid</span>'
    assert shown(Standing.EXPIRED, Status.EXPIRED) == '<span class="badge expired">Expired</span>'
    assert shown(Standing.NOT_IN_FORCE, Status.REVOKED) == (
        '<span class="badge not-in-force">Not in force</span> '
        '<span class="badge status">Revoked</span>'
    )
