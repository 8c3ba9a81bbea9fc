"""One module for each command; ``COMMANDS`` is the list, in the order of the help."""

from __future__ import annotations

COMMANDS = (
    "serve",
    "demo",
    "inspect",
    "check",
    "import",
    "export",
    "template",
    "import-learners",
    "import-types",
    "create-administrator",
    "worker",
    "backup",
    "restore",
    "mail",
    "migrate",
    "check-config",
    "doctor",
    "people",
    "imports",
    "rotate-key",
    "version",
    "audit",
)
"""The module of ``import-learners`` is ``import_learners``; "import" itself is a word of Python,
so its module is ``import_file``."""
