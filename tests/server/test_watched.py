"""A real server as an operator sees it: ready, broken, brought back; its log and its figures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.server.running import Running, environment_of, running


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The log as it is, each line of which is an object."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def bad_ones(server: Running) -> list[str]:
    """What is not ready just now."""
    status, _, body = server.get("/readyz", Accept="application/json")
    if status not in {200, 503} or not body.startswith(b'{"ready"'):
        return ["no answer of ours"]
    return [each["name"] for each in json.loads(body)["checks"] if not each["ok"]]


def postmaster(server: Running) -> int:
    """The process of its database."""
    return int((server.home / "database/postmaster.pid").read_text().split()[0])


def requests_for_help(server: Running) -> float:
    """How many /metrics knows of."""
    said = server.get("/metrics")[2].decode()
    name = 'goodstanding_requests_total{page="help",status="200"} '
    return next((float(line.split()[1]) for line in said.splitlines() if name in line), 0)


def doctor(server: Running, log: Path) -> dict[str, dict[str, str]]:
    """What the command finds, by the name of the check."""
    done = subprocess.run(
        [sys.executable, "-m", "goodstanding.cli.main", "doctor", "--json"],
        env=environment_of(server.home, GOODSTANDING_LOG_PATH=str(log)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return {each["name"]: each for each in json.loads(done.stdout)["checks"]}


@pytest.mark.slow
def test_a_server_is_watched(tmp_path: Path) -> None:
    log = tmp_path / "gs.log"
    settings = {"GOODSTANDING_LOG_FORMAT": "json", "GOODSTANDING_LOG_PATH": str(log)}
    with running(**settings, GOODSTANDING_PROCESSES="2") as server:
        server.wait_until(lambda: bad_ones(server) == [], "readiness")
        for _ in range(20):
            assert server.get("/help/", Host="localhost")[0] == 200
        server.wait_until(lambda: requests_for_help(server) == 20, "both processes add up")
        assert server.get("/healthz", Host="anything.example.org")[2] == b"ok\n"
        assert server.get("/help/", Host="anything.example.org")[0] == 400

        server.wait_until(
            lambda: doctor(server, log)["chain"]["state"] == "good", "the first check of history"
        )
        found = doctor(server, log)
        assert {name for name, each in found.items() if each["state"] == "bad"} <= {"disk"}

        (worker,) = server.parts("worker --attached")
        os.kill(worker.pid, signal.SIGKILL)
        server.wait_until(lambda: server.parts("worker --attached"), "another worker")
        os.kill(
            int((server.home / "database/postmaster.pid").read_text().split()[0]), signal.SIGKILL
        )
        assert server.get("/healthz")[:1] == (200,)
        server.wait_until(lambda: bad_ones(server) == [], "back again", 60)

    lines = lines_of(log)
    access = [line for line in lines if line["logger"] == "goodstanding.access"]
    assert [line["route"] for line in access].count("help") == 20
    assert all(line["client"] == "127.0.0.1" and len(line["request_id"]) == 32 for line in access)
    assert any("The worker is started again" in line["message"] for line in lines)
