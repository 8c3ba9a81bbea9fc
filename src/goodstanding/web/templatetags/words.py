"""Dates, deeds and counts in words."""

from __future__ import annotations

from datetime import date

from django import template

from goodstanding.bounded import Count

register = template.Library()

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DEEDS = {
    "licenses.add": "Added",
    "licenses.change": "Changed",
    "licenses.remove": "Deleted",
    "licenses.put-back": "Put back",
    "licenses.import": "Imported",
    "available-licenses.add": "Available license added",
    "available-licenses.change": "Available license changed",
    "available-licenses.import": "Available licenses imported",
    "users.add": "User added",
    "users.change": "User changed",
    "users.import": "Users imported",
    "users.supervise": "Supervised units set",
    "users.set-password": "Password set",
    "users.change-own-password": "Own password changed",
    "users.renew-password-hash": "Password kept more safely",
    "users.end-sessions": "Signed out everywhere",
    "users.end-all-sessions": "Everybody signed out",
    "units.add": "Unit added",
    "imports.apply": "Imported",
    "imports.remember": "Answer remembered",
    "imports.forget": "Answer forgotten",
    "history.upgrade": "Recorded at the upgrade",
}


def distance(day: date, today: date) -> str:
    """A date as a distance from today: "in 23 days", "5 months ago"."""
    days = (day - today).days
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


def short_date(day: date) -> str:
    """A date as pages show it: "Mar 5, 2027"; the format ``M j, Y`` takes ten times as long."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year:04}"


@register.filter
def deed(action: str) -> str:
    """What an event's code means."""
    return DEEDS.get(action, action)


@register.filter
def plural(count: int | Count, words: str) -> str:
    """A count with its noun: ``{{ 3|plural:"row,rows" }}`` gives "3 rows"."""
    one, many = words.split(",")
    shown = count if isinstance(count, Count) else Count(count)
    return f"{shown} {one if shown == Count(1) else many}"
