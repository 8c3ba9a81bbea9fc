"""What the probes say while the database is away: in a process that never had one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ASK = """
import json
import django
django.setup()
from django.test import Client
said = {}
for path in ("/healthz", "/readyz", "/metrics", "/help/", "/users/"):
    answer = Client(raise_request_exception=False).get(
        path, headers={"Accept": "application/json", "Cookie": "sessionid=" + "a" * 32}
    )
    said[path] = [answer.status_code, answer.content.decode()]
print(json.dumps(said))
"""


def test_each_probe_tells_what_it_can(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "GOODSTANDING_HOME": str(tmp_path),
            "GOODSTANDING_HOSTS": "testserver",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["/healthz"] == [200, "ok\n"]
    status, body = said["/readyz"]
    checks = {check["name"]: check["ok"] for check in json.loads(body)["checks"]}
    assert status == 503
    assert checks == {
        "database-write": False, "migrations": False, "files-writable": True, "disk": True,
        "worker": False,
    }  # fmt: skip
    assert said["/metrics"][0] == 200
    assert "\ngoodstanding_database_up 0.0\n" in said["/metrics"][1]
    assert "\ngoodstanding_disk_free_bytes " in said["/metrics"][1]
    assert said["/users/"][0] == 503
