"""The Users Spreadsheet: its columns."""

from __future__ import annotations

from goodstanding.sheets.column import Choice, Column, SheetKind

LEARNERS = SheetKind(
    "learners",
    "Users Spreadsheet",
    (
        Column(
            "username",
            "Username",
            "identifier",
            "The name to sign in with; it tells one user from another.",
            example="dora",
            synonyms=("user name", "user", "login", "user id", "userid", "login name"),
            required=True,
            max_length=150,
        ),
        Column(
            "first_name",
            "First Name",
            "text",
            "",
            example="Dora",
            synonyms=("given name", "fname", "first"),
            clearable=True,
            max_length=100,
        ),
        Column(
            "last_name",
            "Last Name",
            "text",
            "",
            example="Lind",
            synonyms=("surname", "family name", "lname", "last"),
            clearable=True,
            max_length=100,
        ),
        Column(
            "email",
            "E-mail",
            "text",
            "",
            example="dora@example.org",
            synonyms=("email", "e-mail address", "email address", "mail"),
            clearable=True,
            max_length=254,
        ),
        Column(
            "job_title",
            "Job Title",
            "text",
            "",
            example="Staff Nurse",
            synonyms=("title", "position", "job"),
            clearable=True,
            max_length=150,
        ),
        Column(
            "unit",
            "Unit",
            "text",
            'The unit\'s full name with " / " between the parts, or its own name where only '
            "one unit has it.",
            example="Riverbend Care / North / Harbor Clinic",
            synonyms=("department", "location", "team", "site", "hierarchy"),
            max_length=600,
        ),
        Column(
            "is_active",
            "Active",
            "flag",
            "No for people who have left. A new user is active.",
            example="Yes",
            synonyms=("enabled", "is active"),
        ),
        Column(
            "role",
            "Role",
            "choice",
            "Administrator, Supervisor, Learner or Auditor. A new user is a learner.",
            example="Learner",
            synonyms=("user role", "user type"),
            choices=(
                Choice("administrator", "Administrator", ("admin",)),
                Choice("supervisor", "Supervisor", ("manager",)),
                Choice("learner", "Learner", ("user", "staff", "employee", "student")),
                Choice("auditor", "Auditor", ("surveyor",)),
            ),
        ),
    ),
)
