"""What each address answers to each of the cast, and what outsiders may not do.

alice administers, bob supervises North, charlie South; dora learns in North, erik in South;
grace audits. All things asked for lie in North. 302 sends whoever is not signed in to do so,
a learner to the own page, and a deed that is only looked at back to its list.
"""

from __future__ import annotations

ROLES = ("anonymous", "alice", "bob", "charlie", "dora", "erik", "grace")

Statuses = tuple[int, int, int, int, int, int, int]

EVERYBODY: Statuses = (200, 200, 200, 200, 200, 200, 200)
ELSEWHERE: Statuses = (302, 302, 302, 302, 302, 302, 302)
SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200, 200)
ADMINISTRATORS: Statuses = (302, 200, 403, 403, 403, 403, 403)
SUPERVISORS: Statuses = (302, 200, 200, 200, 403, 403, 403)
ALL_BUT_LEARNERS: Statuses = (302, 200, 200, 200, 403, 403, 200)
WHO_SEES_DORA: Statuses = (302, 200, 200, 404, 200, 404, 200)
WHO_CHANGES_DORA: Statuses = (302, 200, 200, 404, 403, 403, 403)
WHO_SEES_IMPORTS: Statuses = (302, 200, 403, 403, 403, 403, 200)
WHOSE_IMPORT: Statuses = (302, 200, 404, 404, 404, 404, 200)
WHOSE_IMPORT_TO_CHANGE: Statuses = (302, 200, 404, 404, 404, 404, 403)

TABLE: dict[str, Statuses] = {
    "home": ELSEWHERE,
    "account_login": (200, 302, 302, 302, 302, 302, 302),
    "account_logout": SIGNED_IN,
    "account_inactive": EVERYBODY,
    "account_signup": (200, 302, 302, 302, 302, 302, 302),
    "account_change_password": SIGNED_IN,
    "licenses": (302, 200, 200, 200, 302, 302, 200),
    "license-add": SUPERVISORS,
    "licenses-export": SIGNED_IN,
    "license": WHO_SEES_DORA,
    "license-edit": WHO_CHANGES_DORA,
    "license-remove": WHO_CHANGES_DORA,
    "license-put-back": ELSEWHERE,
    "users": ALL_BUT_LEARNERS,
    "user-add": ADMINISTRATORS,
    "users-export": ALL_BUT_LEARNERS,
    "units": ALL_BUT_LEARNERS,
    "learner": WHO_SEES_DORA,
    "user-edit": ADMINISTRATORS,
    "user-password": ADMINISTRATORS,
    "license-types": ALL_BUT_LEARNERS,
    "license-type-add": ADMINISTRATORS,
    "export-available": ALL_BUT_LEARNERS,
    "license-type-edit": ADMINISTRATORS,
    "license-type-retire": ELSEWHERE,
    "import-new:licenses": WHO_SEES_IMPORTS,
    "import-new:learners": WHO_SEES_IMPORTS,
    "import-new:license-types": WHO_SEES_IMPORTS,
    "template:licenses": ADMINISTRATORS,
    "template:learners": ADMINISTRATORS,
    "template:license-types": ADMINISTRATORS,
    "remembered:licenses": ADMINISTRATORS,
    "remembered:learners": ADMINISTRATORS,
    "remembered:license-types": ADMINISTRATORS,
    "remembered-forget:licenses": ELSEWHERE,
    "remembered-forget:learners": ELSEWHERE,
    "remembered-forget:license-types": ELSEWHERE,
    "import": WHOSE_IMPORT,
    "import-reading": WHOSE_IMPORT_TO_CHANGE,
    "import-fix": WHOSE_IMPORT_TO_CHANGE,
    "import-apply": ELSEWHERE,
    "import-cancel": ELSEWHERE,
    "import-again": ELSEWHERE,
    "import-undo": ELSEWHERE,
    "import-discard": ELSEWHERE,
    "import-results": WHOSE_IMPORT,
    "system": ADMINISTRATORS,
    "help": EVERYBODY,
    "help-topic": EVERYBODY,
    "help-pdf": EVERYBODY,
}

OPEN_TO_ALL = {
    "home", "account_login", "account_logout", "account_inactive", "account_signup",
    "account_change_password", "help", "help-topic", "help-pdf",
}  # fmt: skip
"""Addresses that hold no records, or that Django and allauth guard themselves."""

DEEDS: dict[str, dict[str, str]] = {
    "license-edit": {"number": "1", "status": "active", "version": "1"},
    "license-remove": {"reason": "none"},
    "license-put-back": {"really": "yes"},
    "user-add": {"username": "eve", "role": "administrator"},
    "user-edit": {"username": "dora", "role": "administrator"},
    "user-password": {"password": "maple-river-41"},
    "license-type-add": {"code": "X", "professional_role": "X", "name": "X"},
    "license-type-edit": {"code": "X", "professional_role": "X", "name": "X"},
    "license-type-retire": {"retired": "yes"},
    "import-new:licenses": {"only_validate": "on"},
    "import-new:learners": {"only_validate": "on"},
    "import-new:license-types": {"only_validate": "on"},
    "remembered-forget:licenses": {"really": "yes"},
    "remembered-forget:learners": {"really": "yes"},
    "remembered-forget:license-types": {"really": "yes"},
    "import-reading": {"header_row": "2"},
    "import-fix": {"username": "erik"},
    "import-apply": {"plan_digest": "0"},
    "import-cancel": {"really": "yes"},
    "import-again": {"really": "yes"},
    "import-undo": {"really": "yes"},
    "import-discard": {"really": "yes"},
}
"""What changes something, and what is sent to it. (Adding a license has tests of its own.)"""
