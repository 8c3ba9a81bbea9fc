"""The wheel that is built installs into an empty environment, and serves from there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 90
QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The folder of programs of an environment that has nothing but the wheel and its needs."""
    pip = [sys.executable, "-m", "pip"]
    wheel = [*pip, "wheel", *QUIET, "--no-deps", "--no-build-isolation", "-w", "dist", str(ROOT)]
    subprocess.run(wheel, check=True, cwd=tmp_path)
    (built,) = (tmp_path / "dist").glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "empty"], check=True)
    programs = tmp_path / "empty" / "bin"
    subprocess.run([programs / "pip", "install", *QUIET, str(built)], check=True, cwd=tmp_path)
    return programs


@pytest.fixture
def address(commands: Path, tmp_path: Path) -> Iterator[str]:
    """Where the installed program serves, from a folder in which there is nothing of ours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = {name: value for name, value in os.environ.items() if "GOODSTANDING_" not in name}
    environment = {
        **{
            name: value
            for name, value in ours.items()
            if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
        },
        "GOODSTANDING_HOME": str(tmp_path / "home"),
        "PORT": str(port),
    }
    server = subprocess.Popen([commands / "goodstanding", "serve"], cwd=tmp_path, env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def fetch(address: str) -> str:
    """The page, as soon as the server answers."""
    for _ in range(SECONDS * 5):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.mark.slow
def test_the_wheel_serves_pages_style_and_help(address: str) -> None:
    page = fetch(f"{address}/accounts/login/")
    assert "Sign in" in page
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert any(".css" in file for file in files)
    assert any("htmx" in file for file in files)
    for file in files:
        assert fetch(f"{address}{file}")
    assert "<h1" in fetch(f"{address}/help/importing-licenses/")
