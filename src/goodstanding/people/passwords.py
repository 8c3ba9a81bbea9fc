"""Which passwords are good enough: one rule for every door, and all that is wrong at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from goodstanding.people.models import Role, Unit, User, normalized
from goodstanding.refusals import Invalid

SHORTEST, SHORTEST_OF_ADMINISTRATORS, LONGEST = 12, 15, 256
UNFORESEEN = 8
"""So many characters must not follow from the one before them, nor be part of a name."""

PRODUCT = "Good Standing"
OVERUSED = re.compile(
    "(?:password|passwort|passphrase|welcome|letmein|changeme|change|secret|login|admin|user|test"
    "|temp|default|qwerty|asdf|abc|nurse|nursing|doctor|clinic|hospital|health|care|license"
    "|spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august"
    "|september|october|november|december|monday|friday|sunday|iloveyou|please|hello|now|me|my"
    "|the|is|to|in|correcthorsebatterystaple|thequickbrownfox)+"
)
KEYBOARD = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "9012", "qwertz", "azerty")
KEYS_BESIDE = {pair for row in KEYBOARD for pair in pairwise(row)}
DISGUISES = [str.maketrans("01345789@$!+", signs) for signs in ("oieastbgasit", "oleastbgaslt")]
WORDS = "Several words that have nothing to do with each other are long and easy to remember."


class Reason(NamedTuple):
    """Why a password is refused, in the shape of a refusal."""

    code: str
    message: str
    remedy: str


class WeakPassword(Invalid):
    """A password that breaks the rule in one way or in several."""

    def __init__(self, reasons: list[Reason]) -> None:
        remedies = dict.fromkeys(reason.remedy for reason in reasons)
        said = " ".join(f"{reason.message} ({reason.code})" for reason in reasons)
        super().__init__(
            "password-weak",
            f"This password cannot be used. {said}",
            " ".join(remedies),
            field="password",
        )
        self.reasons = reasons


class HouseRule:
    """The rule as Django and allauth ask for it, in AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise a ValidationError with one error for each reason."""
        reasons = wrong_with(password, user if isinstance(user, User) else None)
        if reasons:
            raise ValidationError(
                [ValidationError(said, code=code) for code, said in in_sentences(reasons)]
            )

    def get_help_text(self) -> str:
        """The rule in a sentence."""
        return in_words()


def in_words() -> str:
    """The rule in a sentence."""
    return (
        f"At least {SHORTEST} characters ({SHORTEST_OF_ADMINISTRATORS} for administrators), in "
        "any script. No common password, no sequence of keys, no name of the person or of the "
        "organization."
    )


def in_sentences(reasons: list[Reason]) -> list[tuple[str, str]]:
    """The code of each reason, and what to say: what several can be mended by, but once."""
    last = {reason.remedy: reason for reason in reasons}
    return [
        (why.code, f"{why.message} {why.remedy}" if why is last[why.remedy] else why.message)
        for why in reasons
    ]


def require_good(password: str, user: User) -> None:
    """Raise ``WeakPassword`` with all reasons against the user having this password."""
    reasons = wrong_with(password, user)
    if reasons:
        raise WeakPassword(reasons)


def wrong_with(password: str, user: User | None) -> list[Reason]:
    """Everything that speaks against this password for this user; nothing if it is good."""
    password = normalized(password)
    if len(password) > LONGEST:
        said = f"It has {len(password)} characters; there is room for {LONGEST}."
        return [Reason("password-long", said, "Choose a shorter one.")]
    return [*_short(password, user), *_well_known(password), *_named(password, user)]


def _short(password: str, user: User | None) -> Iterator[Reason]:
    is_administrator = user is not None and user.role == Role.ADMINISTRATOR
    least = SHORTEST_OF_ADMINISTRATORS if is_administrator else SHORTEST
    if len(password) < least:
        who = "an administrator's password" if is_administrator else "a password"
        said = f"It has {len(password)} characters; {who} needs {least}."
        yield Reason("password-short", said, WORDS)


def _well_known(password: str) -> Iterator[Reason]:
    folded = password.casefold()
    once = _once(folded)
    if len(once) < min(SHORTEST, len(folded)) or len(set(folded)) < min(5, len(folded)):
        yield Reason("password-repeats", "It repeats itself.", WORDS)
    elif _unforeseen(folded) < min(UNFORESEEN, len(folded) - 1):
        yield Reason("password-runs", "It is a sequence of keys, letters or numbers.", WORDS)
    word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", once)
    spellings = {folded, once, *(_letters(word.translate(how)) for how in ({}, *DISGUISES))}
    if spellings & _common() or any(OVERUSED.fullmatch(spelling) for spelling in spellings):
        said = "It is a common password, or nearly one."
        yield Reason("password-common", said, WORDS)


def _once(text: str) -> str:
    """The piece that the text repeats, if it is nothing else; otherwise the text."""
    for size in range(1, len(text) // 2 + 1):
        if text[size:] == text[:-size]:
            return text[:size]
    return text


def _unforeseen(text: str) -> int:
    """How many characters neither repeat the one before nor stand beside it in a known row."""
    return len(text) - sum(
        abs(ord(one) - ord(next_)) <= 1 or bool({(one, next_), (next_, one)} & KEYS_BESIDE)
        for one, next_ in pairwise(text)
    )


@cache
def _common() -> frozenset[str]:
    """Some 20,000 common passwords, which Django brings along."""
    return frozenset(CommonPasswordValidator().passwords)


def _named(password: str, user: User | None) -> Iterator[Reason]:
    plain = _plain(password)
    spellings = {_letters(plain.translate(how)) for how in ({}, *DISGUISES)}
    for whose, names in _names(user).items():
        found = next((name for name in names if any(name in one for one in spellings)), None)
        if found:
            said = f"It contains “{found}”, which is {whose}."
            yield Reason("password-named", said, "Leave it out: it is what is guessed first.")


def _names(user: User | None) -> dict[str, list[str]]:
    """Whose names must not occur in a password, as they are looked for."""
    roots = Unit.objects.filter(parent=None).values_list("name", flat=True)
    organization = [part for root in roots for part in (root, *_long_words(root))]
    own = []
    if user is not None:
        email, _, _ = user.email.partition("@")
        own = [user.username, user.first_name, user.last_name, email]
        own += [word for name in own for word in re.split(r"[\W\d_]+", name)]
    found = {
        "the person's own name": own,
        "the name of this program": [PRODUCT],
        "the name of the organization": organization,
    }
    return {
        whose: [plain for name in names if _tells(plain := _letters(_plain(name)))]
        for whose, names in found.items()
    }


def _tells(name: str) -> bool:
    """Whether a name is long enough not to stand in other words by chance."""
    return len(name) >= (4 if name.isascii() else 2)


def _long_words(name: str) -> list[str]:
    return [word for word in re.split(r"\W+", name) if len(word) >= 6]


def _plain(text: str) -> str:
    """In small letters, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())
