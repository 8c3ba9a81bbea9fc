"""Dates, deeds and standings in words."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.timezone import localdate

from goodstanding.bounded import Count
from goodstanding.licenses.standing import Standing

register = template.Library()

DEEDS = {
    "licenses.add": "Added",
    "licenses.change": "Changed",
    "licenses.remove": "Deleted",
    "licenses.put-back": "Put back",
    "licenses.import": "Imported",
    "imports.apply": "Imported",
}


@register.filter
def from_today(day: date | None) -> str:
    """A date as a distance: "in 23 days", "5 months ago"."""
    if day is None:
        return ""
    days = (day - localdate()).days
    if abs(days) < 2:
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[days]
    amount = _amount(abs(days))
    return f"in {amount}" if days > 0 else f"{amount} ago"


def _amount(days: int) -> str:
    if days <= 99:
        return f"{days} days"
    if days < 730:
        return f"{days // 30} months"
    return f"{days // 365} years"


@register.filter
def deed(action: str) -> str:
    """What an event's code means."""
    return DEEDS.get(action, action)


@register.filter
def standing_label(standing: str) -> str:
    """The word for a standing."""
    return str(Standing(standing).label)


@register.filter
def plural(count: int | Count, words: str) -> str:
    """A count with its noun: ``{{ 3|plural:"row,rows" }}`` gives "3 rows"."""
    one, many = words.split(",")
    shown = count if isinstance(count, Count) else Count(count)
    return f"{shown} {one if shown == Count(1) else many}"
