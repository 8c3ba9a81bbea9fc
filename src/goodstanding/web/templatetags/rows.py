"""The rows of long lists as HTML, and the badge and expiration that licenses have elsewhere too.

They are written here and not by templates, which took longer for the fifty rows of a page than
all else that a page is made of. Whatever goes into them is escaped by ``format_html``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime

from goodstanding.licenses.models import Status
from goodstanding.licenses.standing import Standing
from goodstanding.people.models import Role, User
from goodstanding.web.templatetags.words import distance, plural, short_date

register = template.Library()

LICENSE = """<tr>
  <th scope="row" data-label="Learner"><a href="{learner_page}">{learner}</a>{unit}</th>
  <td data-label="License"><a href="{page}">{name}</a>{role}</td>
  <td data-label="Number" class="number">{number}</td>
  <td data-label="Issued" class="date">{issued}</td>
  <td data-label="Expires" class="date">{expires}</td>
  <td data-label="Status">{badge}</td>
  <td data-label="Last changed" class="date">{changed}</td>
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
SUB = '<span class="sub">{}</span>'
TIME = '<time datetime="{}">{}</time>'
BADGE = '<span class="badge {}">{}</span>'
DISTANCE = ' <span class="distance">{}</span>'
INACTIVE = mark_safe(' <span class="badge status">Inactive</span>')
DOES_NOT_EXPIRE = mark_safe('<span class="muted">does not expire</span>')
NOT_RECORDED = mark_safe('<span class="muted">not recorded</span>')
STANDINGS = {standing.value: str(standing.label) for standing in Standing}
STATUSES = {status.value: str(status.label) for status in Status}
ROLES = {role.value: str(role.label) for role in Role}


@register.filter
def license_rows(licenses: Iterable[Any]) -> SafeString:
    """The rows of licenses, or versions of them, each with its ``standing``."""
    today = localdate()
    learner, page = _address("learner"), _address("license")
    return _joined(_license(held, learner, page, today) for held in licenses)


@register.filter
def person_rows(people: Iterable[User]) -> SafeString:
    """The rows of users, each with the number of licenses ``held``."""
    page = _address("learner")
    return _joined(_person(person, page) for person in people)


@register.filter
def badge(held: Any) -> SafeString:
    """The standing of a license, and its status where that tells something else."""
    label = STANDINGS[held.standing]
    status = STATUSES.get(held.status, held.status)
    standing = format_html(BADGE, held.standing, label)
    if held.status == Status.ACTIVE or status == label:
        return standing
    return format_html("{} {}", standing, format_html(BADGE, "status", status))


@register.filter
def expires(held: Any) -> SafeString:
    """When a license expires, and how far from today that is."""
    return _expires(held, localdate())


def _license(held: Any, learner_page: str, page: str, today: date) -> SafeString:
    learner, kind, event = held.user, held.license_type, held.event
    unit = learner.unit.name if learner.unit else "no unit"
    role = f"{kind.professional_role} · {kind.state}" if kind.state else kind.professional_role
    return format_html(
        LICENSE,
        learner_page=learner_page.format(held.user_id),
        learner=learner.full_name,
        unit=format_html(SUB, unit if learner.is_active else f"{unit} · inactive"),
        page=page.format(held.license_id),
        name=kind.name,
        role=format_html(SUB, role),
        number=held.number or "—",
        issued=_day(held.issued_on) if held.issued_on else "—",
        expires=_expires(held, today),
        badge=badge(held),
        changed=_moment(event.at) + format_html(SUB, f"by {event.actor_name}"),
    )


def _person(person: Any, page: str) -> SafeString:
    role = ROLES.get(person.role, person.role)
    return format_html(
        PERSON,
        page=page.format(person.pk),
        name=person.full_name,
        job_title=format_html(SUB, person.job_title) if person.job_title else "",
        username=person.username,
        unit=person.unit.full_name if person.unit else "—",
        role=role if person.is_active else format_html("{}{}", role, INACTIVE),
        held=plural(person.held, "license,licenses"),
    )


def _address(name: str) -> str:
    """The address of one record's page, with a place for its number."""
    return reverse(name, args=[0]).replace("/0/", "/{}/")


def _expires(held: Any, today: date) -> SafeString:
    if held.does_not_expire:
        return DOES_NOT_EXPIRE
    if held.expires_on is None:
        return NOT_RECORDED
    return _day(held.expires_on) + format_html(DISTANCE, distance(held.expires_on, today))


def _day(day: date) -> SafeString:
    return format_html(TIME, day.isoformat(), short_date(day))


def _moment(moment: datetime) -> SafeString:
    there = localtime(moment)
    return format_html(TIME, there.isoformat(), short_date(there))


def _joined(rows: Iterable[SafeString]) -> SafeString:
    # What is joined was escaped row by row.
    return mark_safe("".join(rows))  # noqa: S308
