"""The product's own settings, on a database server and a data folder of the test run's own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# One server for the whole run: the first process starts it, the others find it by its address.
if "GOODSTANDING_TEST_HOME" not in os.environ:
    home = tempfile.mkdtemp(prefix="goodstanding-tests-")
    os.environ["GOODSTANDING_TEST_HOME"] = os.environ["GOODSTANDING_HOME"] = home
    # What is registered first runs last: the server has stopped by then.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["DATABASE_URL"] = os.environ.get("GOODSTANDING_TEST_DATABASE_URL", "")

from goodstanding.config.database import start_database

start_database()

from goodstanding.config.settings import *  # noqa: E402, F403

# The test databases have the locale of a real one.
DATABASES["default"]["TEST"] = {"TEMPLATE": DATABASES["default"]["NAME"]}  # noqa: F405
DATABASES["default"]["ENGINE"] = "tests.database"  # noqa: F405
