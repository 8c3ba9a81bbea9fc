"""Ending sessions: of one user, or of everybody."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now

from goodstanding.history.record import recorded
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.permissions import Permission
from goodstanding.refusals import NotFound


@transaction.atomic
def end_sessions(*, user_id: int, actor: Actor) -> int:
    """Sign a user out everywhere; give how many sessions that were.

    Whose a session is stands within it, signed, so all that are open are looked through: no more
    than people have opened in twelve hours, and some 30,000 take a second.
    """
    actor.require(Permission.USERS_CHANGE)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("user")
    with recorded("users.end-sessions", user.username, actor=actor):
        opened = Session.objects.filter(expire_date__gt=Now())
        theirs = [
            session.session_key
            for session in opened.iterator(2_000)
            if session.get_decoded().get(SESSION_KEY) == str(user_id)
        ]
        ended, _ = Session.objects.filter(session_key__in=theirs).delete()
    return ended


@transaction.atomic
def end_all_sessions(*, reason: str, actor: Actor) -> int:
    """Sign everybody out; give how many sessions that were."""
    actor.require(Permission.USERS_CHANGE)
    with recorded("users.end-all-sessions", "everybody", reason=reason, actor=actor):
        ended, _ = Session.objects.all().delete()
    return ended
