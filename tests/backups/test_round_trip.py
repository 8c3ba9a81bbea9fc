"""A backup brought back elsewhere is the same installation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password

from goodstanding.demo.sign_ins import PASSWORD
from tests.backups.conftest import Place

MADE_AT = re.compile(rb"<dcterms:(created|modified).*?</dcterms:(created|modified)>")
EXPORTS = [
    (what, ending)
    for what in ("licenses", "learners", "available")
    for ending in ("txt", "xml", "xlsx")
]


ALL = """
import argparse, sys
from goodstanding.cli.commands import export
from goodstanding.cli.set_up import set_up
set_up(may_migrate=False)
parser = argparse.ArgumentParser()
export.add_arguments(parser)
for each in sys.argv[1:]:
    export.run(parser.parse_args(each.split()))
"""


def exports(place: Place, folder: Path) -> dict[str, bytes]:
    """Every export in every format, by one process. Workbooks tell when they were made."""
    folder.mkdir()
    asked = [f"{what} -o {folder}/{what}.{ending}" for what, ending in EXPORTS]
    given = {**os.environ, "GOODSTANDING_HOME": str(place.home), **place.environment}
    subprocess.run([sys.executable, "-c", ALL, *asked], env=given, check=True)
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            del found[path.name]
            for part in book.namelist():
                found[f"{path.name}/{part}"] = MADE_AT.sub(b"", book.read(part))
    return found


def files(place: Place) -> dict[str, bytes]:
    root = place.home / "files"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.slow
def test_a_restored_installation_is_the_same(
    demonstration: Place, archive: Path, new_place: Callable[[], Place], tmp_path: Path
) -> None:
    place = new_place()
    said = place.told("restore", str(archive))
    assert (said["users"], said["licenses"], said["lost"]) == (300, 950, [])
    assert exports(place, tmp_path / "there") == exports(demonstration, tmp_path / "here")
    assert files(place) == files(demonstration) != {}
    before, after = (each.told("audit", "verify") for each in (demonstration, place))
    assert before == after
    assert after["broken"] is None
    assert said["chain"] == {"position": after["links"], "digest": after["head"]}
    [(hashed,)] = place.ask("SELECT password FROM people_user WHERE username = 'dora'")
    assert check_password(PASSWORD, hashed)
    key = "secret-key"
    assert (place.home / key).read_text() == (demonstration.home / key).read_text()
    held = place.told("mail", "status")
    assert held["because"].startswith("this was restored from a backup of 20")
    assert place.told("mail", "release")["held_since"] is None
    assert place.run("mail", "release")[0] == 5
    code, _, error = place.run("restore", str(archive))
    assert (code, error.splitlines()[-1]) == (5, "[target-in-use]")
    # It goes on: numbers that are taken are not given again, and the history grows.
    sheet = tmp_path / "one.txt"
    sheet.write_text("Username\tLicense ID\tLicense Number\ndora\tRN-TX\tUP-1\n")
    done = place.told("import", str(sheet), "--as", "alice", "--accept-warnings")
    assert done["state"] == "imported"
    verified = place.told("audit", "verify")
    assert (verified["broken"], verified["links"] > after["links"]) == (None, True)


def test_other_tools_can_open_it(archive: Path, tmp_path: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    subprocess.run(["tar", "-xf", archive, "-C", tmp_path], check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    sql = subprocess.run(
        ["gzip", "-dc", "database.sql.gz"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    assert "COPY public.licenses_license" in sql
    sessions = sql.split("COPY public.django_session ")
    assert len(sessions) == 1, "who is signed in stays behind"
    assert list(tmp_path.glob("**/.*")) == []


def test_a_backup_is_never_overwritten_and_a_folder_names_it(
    demonstration: Place, archive: Path, tmp_path: Path
) -> None:
    before = archive.read_bytes()
    code, _, error = demonstration.run("backup", str(archive))
    assert (code, error.splitlines()[-1]) == (5, "[backup-exists]")
    assert archive.read_bytes() == before
    said = demonstration.told("backup", str(tmp_path))
    [written] = tmp_path.iterdir()
    assert str(written) == said["file"]
    assert written.stat().st_size == said["bytes"]
    [(noted,)] = demonstration.ask("SELECT value FROM installation_fact WHERE key = 'backup'")
    assert (noted["file"], noted["head"]) == (said["file"], said["chain"]["digest"])
    code, _, error = demonstration.run("backup", str(tmp_path / "no" / "such"))
    assert (code, error.splitlines()[-1]) == (5, "[backup-not-written]")


def test_where_there_is_nothing_no_backup_is_made(
    new_place: Callable[[], Place], tmp_path: Path
) -> None:
    code, _, error = new_place().run("backup", str(tmp_path))
    assert (code, error.splitlines()[-1]) == (5, "[nothing-to-back-up]")
    assert list(tmp_path.iterdir()) == []


def test_standard_output_takes_it_too(demonstration: Place, tmp_path: Path) -> None:
    path = tmp_path / "piped.tar"
    given = {**os.environ, "GOODSTANDING_HOME": str(demonstration.home)}
    given |= demonstration.environment
    command = [sys.executable, "-m", "goodstanding.cli.main", "backup", "-"]
    with path.open("wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=given, check=False)
    assert done.returncode == 0, done.stderr
    said = demonstration.told("backup", "--verify", str(path))
    assert (said["verified"], said["licenses"]) == (True, 950)
