"""The refusal of a whole file: it cannot be read, and why."""

from __future__ import annotations

from goodstanding.refusals import Refusal


class Unreadable(Refusal):
    """The whole file cannot be used; ``place`` says where reading stopped, such as "line 7"."""

    status = 422
    exit_code = 4

    def __init__(self, code: str, message: str, remedy: str, place: str = "") -> None:
        super().__init__(code, message, remedy)
        self.place = place
