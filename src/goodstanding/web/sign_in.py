"""Signing in with a local account."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class LocalAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: administrators make the accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return "/"
