from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_djangos_own_check_of_a_deployment_finds_nothing(tmp_path: Path) -> None:
    environment = os.environ | {
        "GOODSTANDING_HOME": str(tmp_path),
        "GOODSTANDING_HTTPS": "yes",
        "GOODSTANDING_PROXIES": "1",
        "GOODSTANDING_HOSTS": "licenses.example.org",
        "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
