"""The files by which others run the program: what they name exists, and can be read."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from goodstanding.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy"
FILES = sorted(FOLDER.iterdir())
UNITS = [path for path in FILES if path.suffix in {".service", ".timer"}]
SETTINGS = (ROOT / "ARCHITECTURE.md").read_text().split("## Settings")[1].split("\n## ")[0]
DOCUMENTS = sorted((ROOT / "docs/run").glob("*.md"))


def test_there_is_something_to_look_at() -> None:
    assert {"Containerfile", "compose.yaml", "goodstanding.service"} <= {p.name for p in FILES}


@pytest.mark.parametrize("path", [*FILES, *DOCUMENTS], ids=lambda path: path.name)
def test_every_setting_and_command_exists(path: Path) -> None:
    text = path.read_text()
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS, re.MULTILINE))
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bGOODSTANDING_[A-Z_]+\b", text)}
    assert named - known == set()
    commands = re.findall(r"(?:`|bin/|exec embedded |[ \"])goodstanding ([a-z][a-z-]+)", text)
    assert set(commands) - {*COMMANDS, "as"} == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_can_read_a_unit(path: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: the units of systemd were NOT read")
    for unit in UNITS:
        # The program is not installed there on this machine.
        text = re.sub(r"/opt/goodstanding/bin/goodstanding", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / path.name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "oodstanding" in line]
    assert (done.returncode, said) == (0, [])


def test_compose_can_read_its_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], check=False).returncode:
        pytest.skip("docker compose is not installed: the compose file was NOT read")
    command = [docker, "compose", "-f", str(FOLDER / "compose.yaml")]
    done = subprocess.run(
        [*command, "--profile", "embedded", "--profile", "external", "config", "--services"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == {"embedded", "external", "postgres"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_pages_link_to_what_is_there(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []
    assert path.name == "README.md" or f"({path.name})" in (ROOT / "docs/run/README.md").read_text()
