"""The rows of long lists as HTML, and the badge and expiration that licenses have elsewhere too.

They are written here and not by templates, which took longer for the fifty rows of a page than
all else that a page is made of. Hence every text of a row has to be escaped here as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime

from goodstanding.licenses.models import Status
from goodstanding.licenses.standing import Standing
from goodstanding.people.models import Role, User, full_name
from goodstanding.web.templatetags.words import distance, plural, short_date

register = template.Library()

OF_LICENSE = (
    *("pk", "number", "issued_on", "expires_on", "does_not_expire", "status", "standing"),
    *("user_id", "user__first_name", "user__last_name", "user__username", "user__is_active"),
    *("user__unit__name", "license_type__name", "license_type__professional_role"),
    *("license_type__state", "event__at", "event__actor_name"),
)
"""What of ``licenses_visible_to`` is in a row, besides the id of the license as ``record``."""

LICENSE = """<tr>
  <th scope="row" data-label="Learner"><a href="{learner_page}">{learner}</a>\
<span class="sub">{unit}</span></th>
  <td data-label="License"><a href="{page}">{name}</a><span class="sub">{role}</span></td>
  <td data-label="Number" class="number">{number}</td>
  <td data-label="Issued" class="date">{issued}</td>
  <td data-label="Expires" class="date">{expires}</td>
  <td data-label="Status">{badge}</td>
  <td data-label="Last changed" class="date">{changed}<span class="sub">by {actor}</span></td>
</tr>
"""
PERSON = """<tr>
  <th scope="row" data-label="Name"><a href="{page}">{name}</a>{job_title}</th>
  <td data-label="Username">{username}</td>
  <td data-label="Unit">{unit}</td>
  <td data-label="Role">{role}</td>
  <td data-label="Licenses"><a href="{page}">{held}</a></td>
</tr>
"""
INACTIVE = ' <span class="badge status">Inactive</span>'
STATUSES = {status.value: str(status.label) for status in Status}
ROLES = {role.value: str(role.label) for role in Role}


@register.filter
def license_rows(licenses: Iterable[Any]) -> SafeString:
    """The rows of licenses, or versions of them, with the values of ``OF_LICENSE``."""
    today = localdate()
    learner, page = _address("learner"), _address("license")
    return mark_safe("".join(_license(held, learner, page, today) for held in licenses))  # noqa: S308 (escaped)


@register.filter
def person_rows(people: Iterable[User]) -> SafeString:
    """The rows of users, each with the number of licenses ``held``."""
    page = _address("learner")
    return mark_safe("".join(_person(person, page) for person in people))  # noqa: S308 (escaped)


@register.filter
def badge(held: Any) -> SafeString:
    """The standing of a license, and its status where that tells something else."""
    return mark_safe(_badge(held.standing, held.status))  # noqa: S308 (escaped)


@register.filter
def expires(held: Any) -> SafeString:
    """When a license expires, and how far from today that is."""
    return mark_safe(_expires(held, localdate()))  # noqa: S308 (escaped)


def _license(held: Any, learner_page: str, page: str, today: date) -> str:
    names = held.user__first_name, held.user__last_name, held.user__username
    role, state = held.license_type__professional_role, held.license_type__state
    unit = held.user__unit__name or "no unit"
    return LICENSE.format(
        learner_page=learner_page.format(held.user_id),
        learner=escape(full_name(*names)),
        unit=escape(unit if held.user__is_active else f"{unit} · inactive"),
        page=page.format(held.record),
        name=escape(held.license_type__name),
        role=escape(f"{role} · {state}" if state else role),
        number=escape(held.number or "—"),
        issued=_day(held.issued_on) if held.issued_on else "—",
        expires=_expires(held, today),
        badge=_badge(held.standing, held.status),
        changed=_moment(held.event__at),
        actor=escape(held.event__actor_name),
    )


def _person(person: Any, page: str) -> str:
    title = person.job_title
    role = ROLES.get(person.role, person.role)
    return PERSON.format(
        page=page.format(person.pk),
        name=escape(person.full_name),
        job_title=f'<span class="sub">{escape(title)}</span>' if title else "",
        username=escape(person.username),
        unit=escape(person.unit.full_name) if person.unit else "—",
        role=escape(role) + ("" if person.is_active else INACTIVE),
        held=plural(person.held, "license,licenses"),
    )


@cache
def _badge(standing: str, status: str) -> str:
    label, other = str(Standing(standing).label), STATUSES.get(status, status)
    shown = f'<span class="badge {standing}">{label}</span>'
    if status == Status.ACTIVE or other == label:
        return shown
    return f'{shown} <span class="badge status">{escape(other)}</span>'


def _expires(held: Any, today: date) -> str:
    if held.does_not_expire:
        return '<span class="muted">does not expire</span>'
    if held.expires_on is None:
        return '<span class="muted">not recorded</span>'
    away = distance(held.expires_on, today)
    return f'{_day(held.expires_on)} <span class="distance">{away}</span>'


def _day(day: date) -> str:
    return f'<time datetime="{day.isoformat()}">{short_date(day)}</time>'


def _moment(moment: datetime) -> str:
    there = localtime(moment)
    return f'<time datetime="{there.isoformat()}">{short_date(there)}</time>'


def _address(name: str) -> str:
    """The address of one record's page, with a place for its number."""
    return reverse(name, args=[0]).replace("/0/", "/{}/")
