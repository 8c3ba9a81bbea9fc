"""The form in which somebody changes the own password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm

from goodstanding.people.passwords import in_words
from goodstanding.people.tries import give_back, password_change_keys, take


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The password now, so that an open session is not enough, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = in_words()

    def clean_oldpassword(self) -> str:
        """The password now; every try counts until it was right."""
        keys = password_change_keys(self.user)
        take(keys, f"{self.user.username} changing the own password")
        password: str = super().clean_oldpassword()
        give_back(keys)
        return password
