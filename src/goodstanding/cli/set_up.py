"""What a command stands on: settings that can be, the database, and Django on both."""

from __future__ import annotations

import os


def set_up_django() -> None:
    """Start the database, and Django on it. What is wrong with a setting is told before that.

    A process that has Django already, such as a test, keeps the one that it has.
    """
    from django.apps import apps

    if apps.ready:
        return
    from goodstanding.config import settings
    from goodstanding.config.database import database_settings, start_database

    settings.DATABASES["default"] = database_settings(start_database())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")
    import django

    django.setup()


def set_up(*, may_migrate: bool) -> None:
    """The same, and refuse data that this program cannot work with.

    ``may_migrate`` is for commands that bring older data up to date.
    """
    set_up_django()
    from goodstanding.config.schema import check_database

    check_database(may_migrate=may_migrate)
