"""Who can sign in to the demonstration, with passwords that everybody knows, and from where."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from goodstanding.people.models import User
from goodstanding.refusals import Refusal

PASSWORD = "good-standing-demo"  # noqa: S105 (printed at every start; for demonstrations only)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in to the demonstration."""

    username: str
    who: str
    password: str = PASSWORD


SIGN_INS = (
    SignIn("alice", "administrator: sees and changes everything"),
    SignIn("bob", "supervisor of the region North, may import"),
    SignIn("charlie", "supervisor of one clinic in the East"),
    SignIn("dora", "learner: sees her own licenses"),
    SignIn("grace", "auditor: sees everything, changes nothing"),
)


def refuse_open_demonstration(host: str, *, about_to_load: bool) -> None:
    """Raise where others than this machine could sign in with the passwords that we print."""
    if _is_loopback(host):
        return
    known = {sign_in.username: sign_in.password for sign_in in SIGN_INS}
    users = User.objects.filter(username__in=known, is_active=True).order_by("username")
    unchanged = [user.username for user in users if user.check_password(known[user.username])]
    if unchanged or (about_to_load and not User.objects.exists()):
        raise Refusal(
            "demonstration-open",
            f"Whoever reaches {host} could sign in to the demonstration with the passwords that "
            "everybody knows. The server was not started.",
            f"Change the passwords of {', '.join(unchanged or known)} first, or serve it to this "
            "machine only, without --host.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
