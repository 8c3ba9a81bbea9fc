"""``goodstanding doctor``, started as people start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest


def doctor(**settings: str) -> tuple[int, dict[str, Any]]:
    """Its exit code, and what it found by the name of the check, on the database of the tests."""
    ours = {name: value for name, value in os.environ.items() if "GOODSTANDING_TEST" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "goodstanding.cli.main", "doctor", "--json"],
        env=ours | {"DJANGO_SETTINGS_MODULE": "goodstanding.config.settings"} | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    said = json.loads(done.stdout)
    found = {each["name"]: each for each in said["checks"]}
    assert said["ok"] is not any(each["state"] == "bad" for each in found.values())
    assert done.returncode == (0 if said["ok"] else 2)
    assert all(bool(each["remedy"]) == (each["state"] != "good") for each in found.values())
    return done.returncode, found


def test_a_wrong_setting_is_found_before_anything_starts() -> None:
    code, found = doctor(GOODSTANDING_TIME_ZONE="Mars/Phobos", DATABASE_URL="postgresql:///none")
    assert (code, set(found)) == (2, {"settings"})
    assert "Mars/Phobos" in found["settings"]["said"]


def test_a_database_that_is_not_there() -> None:
    code, found = doctor(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (code, found["settings"]["state"], found["database"]["state"]) == (2, "good", "bad")


@pytest.mark.parametrize("name", ["GOODSTANDING_HOSTZ"])
def test_everything_is_looked_at(name: str) -> None:
    """The server of the tests has no tables of ours in this database, and forgets on purpose."""
    code, found = doctor(**{name: "x"})
    assert code == 2
    assert found["settings"] | {"remedy": ""} == {
        "name": "settings", "state": "soon", "said": f"{name} is not a setting.", "remedy": "",
    }  # fmt: skip
    assert found["migrations"]["state"] == "bad"
    assert "synchronous_commit is off" in found["database-settings"]["said"]
    assert found["clock"]["state"] == found["files-writable"]["state"] == "good"
