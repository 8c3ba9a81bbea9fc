"""The product's own settings, on a database server and a data folder of the test run's own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg

# One server for the whole run: the first process starts it, the others find it by its address.
is_first = "GOODSTANDING_TEST_HOME" not in os.environ
if is_first:
    home = tempfile.mkdtemp(prefix="goodstanding-tests-")
    os.environ["GOODSTANDING_TEST_HOME"] = os.environ["GOODSTANDING_HOME"] = home
    # What is registered first runs last: the server has stopped by then.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["DATABASE_URL"] = os.environ.get("GOODSTANDING_TEST_DATABASE_URL", "")

from goodstanding.config.database import start_database  # noqa: E402

start_database()

# Nothing in it has to outlive a power failure: what tries that starts servers of its own. Not by
# ALTER SYSTEM, by which the product itself sets its server up.
configuration = Path(os.environ["GOODSTANDING_TEST_HOME"]) / "database" / "postgresql.conf"
if is_first and configuration.exists():
    with configuration.open("a") as lines:
        lines.write("\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("SELECT pg_reload_conf()")

from goodstanding.config.settings import *  # noqa: E402, F403

# The test databases have the locale of a real one.
DATABASES["default"]["TEST"] = {"TEMPLATE": DATABASES["default"]["NAME"]}  # noqa: F405
DATABASES["default"]["ENGINE"] = "tests.database"  # noqa: F405
