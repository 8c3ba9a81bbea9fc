"""How often passwords may be tried: by account, by address and by known device, each apart."""

from __future__ import annotations

import ipaddress
import logging
import math
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from goodstanding.people.models import Tries, User
from goodstanding.refusals import Refusal

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    """So many tries at once, and one more after every so many seconds."""

    tries: int
    seconds: float


LIMITS = {
    # Somebody at a device that has signed in to the account before: nobody else counts.
    "device": Limit(10, 60),
    # Strangers: one address cannot use up what the account has for all others, and what many
    # addresses do to an account slows only other strangers down.
    "account-from-address": Limit(10, 60),
    "account": Limit(30, 30),
    "address": Limit(60, 10),
    # Whoever is signed in and says the password once more, to change it.
    "password-change": Limit(10, 60),
}
TOLD_AGAIN_AFTER = timedelta(minutes=10)


class Key(NamedTuple):
    """What is counted: the limit that holds for it, and a digest that names nobody."""

    kind: str
    digest: str


class TooManyTries(Refusal):
    """Passwords were tried too often; ``retry_after`` says when to come back."""

    status = 429

    def __init__(self, seconds: int) -> None:
        minutes = math.ceil(seconds / 60)
        super().__init__(
            "too-many-tries",
            "Too many wrong passwords were typed.",
            "To keep accounts safe, not even the right one is taken for now. Wait "
            f"{minutes} {'minute' if minutes == 1 else 'minutes'}, then try again. If the "
            "password is forgotten, an administrator of your organization can set a new one.",
        )
        self.retry_after = seconds


def sign_in_keys(user: User | None, username: str, address: str, device: str) -> list[Key]:
    """What a try to sign in counts against; ``device`` is empty unless the account knows it."""
    account = str(user.pk) if user else f"nobody {username.strip().casefold()}"
    if user and device:
        return [_key("device", account, device)]
    place = network_of(address)
    return [
        _key("account-from-address", account, place),
        _key("account", account),
        _key("address", place),
    ]


def password_change_keys(user: User) -> list[Key]:
    """What saying the password once more counts against."""
    return [_key("password-change", str(user.pk))]


def _key(kind: str, *parts: str) -> Key:
    return Key(kind, salted_hmac(f"tries {kind}", "\n".join(parts), algorithm="sha256").hexdigest())


def network_of(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address the /64, all of which one house has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


# Of each key one moment is kept: when all its tries will have been forgotten. A try moves it on
# by the seconds of one. A moment that is further off than all tries together can only come from
# a clock that was set back, and counts as past; but for a minute, because whoever had to wait for
# the row began before the one who wrote it.
_SINCE = """
    CASE WHEN t.free_at BETWEEN statement_timestamp()
        AND statement_timestamp() + make_interval(secs => %(full)s + 60)
    THEN t.free_at ELSE statement_timestamp() END"""
_LEFT = f"""
    extract(epoch FROM {_SINCE} - statement_timestamp()) + %(seconds)s - %(full)s"""
_WAIT = f"SELECT {_LEFT} FROM people_tries t WHERE key = %(key)s"
_TAKE = f"""
    INSERT INTO people_tries AS t (key, free_at)
    VALUES (%(key)s, statement_timestamp() + make_interval(secs => %(seconds)s))
    ON CONFLICT (key) DO UPDATE SET free_at = {_SINCE} + make_interval(secs => %(seconds)s)
    WHERE {_LEFT} <= 0
    RETURNING key"""
_GIVE_BACK = """
    UPDATE people_tries SET free_at = free_at - make_interval(secs => %(seconds)s)
    WHERE key = %(key)s"""


def take(keys: Sequence[Key], about: str) -> None:
    """Count a try before it is made, or raise ``TooManyTries`` and count nothing.

    The first refusal in a while is told in the log; ``about`` says there who tried what.
    """
    # A look comes first, so that an attack at full speed writes nothing.
    _refuse_if_full(keys, about)
    with transaction.atomic(), connection.cursor() as cursor:
        for key in keys:
            cursor.execute(_TAKE, _values(key))
            if cursor.fetchone() is None:
                # Many tried in the same moment.
                raise TooManyTries(math.ceil(LIMITS[key.kind].seconds))


def give_back(keys: Sequence[Key]) -> None:
    """Forget the try: the password was right."""
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(_GIVE_BACK, _values(key))


def forget_old_tries() -> None:
    """Remove what counts no longer."""
    Tries.objects.filter(free_at__lt=Now()).delete()


def _refuse_if_full(keys: Sequence[Key], about: str) -> None:
    waits = {key: wait for key in keys if (wait := _seconds_to_wait(key)) > 0}
    if not waits:
        return
    untold = Tries.objects.filter(key__in=[key.digest for key in waits]).exclude(
        told_at__gt=Now() - TOLD_AGAIN_AFTER
    )
    if untold.update(told_at=Now()):
        kinds = ", ".join(key.kind for key in waits)
        logger.warning("too many wrong passwords (%s): %s", kinds, about)
    raise TooManyTries(math.ceil(max(waits.values())))


def _seconds_to_wait(key: Key) -> float:
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, _values(key))
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def _values(key: Key) -> dict[str, str | float]:
    limit = LIMITS[key.kind]
    return {"key": key.digest, "seconds": limit.seconds, "full": limit.seconds * limit.tries}
