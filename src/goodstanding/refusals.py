"""The few ways in which we say no: a refused request is an exception with a code."""

from __future__ import annotations


class Refusal(Exception):
    """A request that is not carried out; every door turns it into its own tongue.

    ``code`` is stable and readable, ``message`` says what happened and what it means,
    ``remedy`` what to do. ``status`` is the HTTP status, ``exit_code`` the command line's,
    ``retry_after`` the seconds after which it may work, if that can be told.
    """

    status = 400
    exit_code = 5
    retry_after: int | None = None

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.code = code
        self.message = message
        self.remedy = remedy


class NotFound(Refusal):
    """The thing does not exist, or lies outside what the actor may see: one answer for both."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(
            "not-found",
            f"There is no such {what} among those that you may see.",
            "Check the address, or go back to the list and search there.",
        )


class NotAllowed(Refusal):
    """The actor's role does not include the permission that this takes."""

    status = 403

    def __init__(self, permission: str, deed: str) -> None:
        super().__init__(
            "not-allowed",
            f"Your role does not let you {deed} (permission {permission}).",
            "Ask an administrator of your organization.",
        )
        self.permission = permission


class Invalid(Refusal):
    """What was asked for makes no sense; ``field`` names the place in a form, if there is one."""

    status = 422

    def __init__(self, code: str, message: str, remedy: str = "", field: str | None = None) -> None:
        super().__init__(code, message, remedy)
        self.field = field


class Conflict(Refusal):
    """Somebody else was faster, or the thing is already in another state."""

    status = 409


class StalePlan(Conflict):
    """What a plan relied on has moved since it was made; nothing was written."""

    exit_code = 3
