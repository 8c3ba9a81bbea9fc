"""What can be permitted, and which role includes what: a list that can be read."""

from __future__ import annotations

from enum import StrEnum

from goodstanding.people.models import Role, User


class Permission(StrEnum):
    """Keep the list in alphabetical order; the words follow "Your role does not let you"."""

    AVAILABLE_LICENSES_CHANGE = "available-licenses.change"
    AVAILABLE_LICENSES_VIEW = "available-licenses.view"
    INSTALLATION_VIEW = "installation.view"
    LICENSES_CHANGE = "licenses.change"
    LICENSES_IMPORT = "licenses.import"
    LICENSES_VIEW = "licenses.view"
    USERS_CHANGE = "users.change"
    USERS_VIEW = "users.view"


DEEDS: dict[Permission, str] = {
    Permission.AVAILABLE_LICENSES_CHANGE: "change the list of available licenses",
    Permission.AVAILABLE_LICENSES_VIEW: "see the list of available licenses",
    Permission.INSTALLATION_VIEW: "see how the installation is",
    Permission.LICENSES_CHANGE: "add, edit or delete licenses",
    Permission.LICENSES_IMPORT: "import licenses",
    Permission.LICENSES_VIEW: "see licenses",
    Permission.USERS_CHANGE: "change users and units",
    Permission.USERS_VIEW: "see the list of users",
}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SUPERVISOR: frozenset(
        {
            Permission.AVAILABLE_LICENSES_VIEW,
            Permission.LICENSES_CHANGE,
            Permission.LICENSES_VIEW,
            Permission.USERS_VIEW,
        }
    ),
    Role.LEARNER: frozenset({Permission.LICENSES_VIEW}),
    Role.AUDITOR: frozenset(
        {
            Permission.AVAILABLE_LICENSES_VIEW,
            Permission.LICENSES_VIEW,
            Permission.USERS_VIEW,
        }
    ),
}


def permissions_of(user: User) -> frozenset[Permission]:
    """The user's permissions; importing is granted to a supervisor one by one."""
    if not user.is_active:
        return frozenset()
    granted = ROLES[Role(user.role)]
    if user.role == Role.SUPERVISOR and user.may_import:
        return granted | {Permission.LICENSES_IMPORT}
    return granted


class Seen(StrEnum):
    """How much of an import somebody sees, from the least to the most."""

    NOTHING = "nothing"
    CHANGES = "what changed for each person whom one may see, when and by whom; no file, no counts"
    EVERYTHING = "its page, plan and results, as far as one may see the people in it"


IMPORTS_SEEN: dict[Role, tuple[Seen, Seen]] = {
    # Of one's own imports, and of others'. Whoever may not import has none of his or her own.
    Role.ADMINISTRATOR: (Seen.EVERYTHING, Seen.EVERYTHING),
    Role.SUPERVISOR: (Seen.EVERYTHING, Seen.CHANGES),
    Role.LEARNER: (Seen.CHANGES, Seen.CHANGES),
    Role.AUDITOR: (Seen.EVERYTHING, Seen.EVERYTHING),
}


def imports_seen_by(user: User) -> tuple[Seen, Seen]:
    """How much the user sees of his or her own imports, and of others'."""
    if not user.is_active:
        return Seen.NOTHING, Seen.NOTHING
    own, others = IMPORTS_SEEN[Role(user.role)]
    if user.role == Role.SUPERVISOR and not user.may_import:
        return others, others
    return own, others
