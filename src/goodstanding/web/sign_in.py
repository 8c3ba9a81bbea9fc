"""Signing in with a local account."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from psycopg.errors import DiskFull

from goodstanding.people.actions import change_own_password, renew_password_hash
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.tries import give_back, sign_in_keys, take
from goodstanding.web.known_devices import known_device, remember_device

logger = logging.getLogger(__name__)


class LocalAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: administrators make the accounts."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This username and password do not belong together. Check "
        "both; in the password, capital letters count.",
        "enter_current_password": "This is not your password. Type the one that you signed in "
        "with.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user whose password this is; every try counts until it was right.

        A name that nobody has takes as long as another one, and is refused as often.
        """
        username, address = str(credentials["username"]), str(request.META["REMOTE_ADDR"])
        user = User.objects.filter(username__iexact=username).first()
        keys = sign_in_keys(user, username, address, known_device(request, user))
        # What nobody is called may be a password in the wrong field.
        who = user.username if user else "a name that no user has"
        take(keys, f"signing in as {who} from {address}")
        found: User | None = super().authenticate(request, **credentials)
        if found is not None:
            give_back(keys)
            _renew_hash(found, str(credentials["password"]))
        return found

    def set_password(self, user: User, password: str) -> None:
        """Keep the new password that somebody has chosen on the page for it."""
        change_own_password(password, actor=Actor(user, "web"))

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session; on a full disk, without a note of when that was."""
        try:
            super().login(request, user)
        except OperationalError as error:
            if request.user != user or not isinstance(error.__cause__, DiskFull):
                raise
            logger.warning("the disk of the database is full: a sign-in was not noted")

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """On to the pages, in a browser that is known from now on."""
        response: HttpResponse = super().post_login(request, user, **options)
        remember_device(request, response, user)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return "/"


def _renew_hash(user: User, password: str) -> None:
    """Keep the password by today's way of hashing; on a full disk, at the next sign-in."""
    try:
        renew_password_hash(password, actor=Actor(user, "web"))
    except OperationalError as error:
        if not isinstance(error.__cause__, DiskFull):
            raise
        logger.warning("the disk of the database is full: a password's hash was not renewed")
