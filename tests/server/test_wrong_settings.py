"""Settings of the server that cannot be: one sentence, its remedy, and nothing was started."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.server.running import COMMAND, environment_of

FILES = ("GOODSTANDING_TLS_CERTIFICATE", "GOODSTANDING_TLS_KEY")
WRONG = [
    ({"PORT": "http"}, [], "PORT is http, which is not a whole number"),
    ({"PORT": "70000"}, [], "PORT is 70000, which is not a whole number"),
    ({}, ["--host", "203.0.113.9"], "This machine has no address 203.0.113.9"),
    ({}, ["--host", "no such host"], "This machine has no address no such host"),
    ({"GOODSTANDING_PROXIES": "-1"}, [], "GOODSTANDING_PROXIES has -1"),
    ({"GOODSTANDING_PROXIES": "192.0.2.0/24,nginx"}, [], "GOODSTANDING_PROXIES has nginx"),
    ({"GOODSTANDING_PROXIES": "99"}, [], "GOODSTANDING_PROXIES has 99"),
    ({"GOODSTANDING_PROCESSES": "0"}, [], "GOODSTANDING_PROCESSES is 0"),
    ({"GOODSTANDING_THREADS": "many"}, [], "GOODSTANDING_THREADS is many"),
    ({"GOODSTANDING_HTTPS": "yes"}, [], "redirect all of them for ever"),
    ({FILES[1]: "/etc/hostname"}, [], "is set, but GOODSTANDING_TLS_CERTIFICATE is not"),
    (dict.fromkeys(FILES, "/etc/hostname"), [], "which cannot be used"),
    (dict.fromkeys(FILES, "/nowhere"), [], "which cannot be used: No such file"),
]


def refused(home: Path, arguments: list[str], more: dict[str, str]) -> str:
    done = subprocess.run(
        [*COMMAND, *arguments],
        env=environment_of(home, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 5, done.stdout + done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 3, done.stderr
    assert not (home / "database").exists()
    return done.stderr


@pytest.mark.parametrize(("more", "arguments", "said"), WRONG)
def test_wrong_settings_are_told_before_anything_starts(
    tmp_path: Path, more: dict[str, str], arguments: list[str], said: str
) -> None:
    assert said in refused(tmp_path / "home", arguments, more)


def test_a_port_that_was_asked_for_is_not_replaced_by_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(tmp_path / "home", [], {"PORT": port})
    assert f"Port {port} of 127.0.0.1 is taken" in said
    assert "set PORT to a free one" in said
