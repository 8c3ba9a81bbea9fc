"""Before an upgrade changes the embedded database, it is backed up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from goodstanding.backups.archive import check_archive
from tests.backups.conftest import Place

BACK = """
from goodstanding.cli.set_up import set_up
set_up(may_migrate=True)
from django.core.management import call_command
call_command("migrate", "installation", "zero", verbosity=0)
"""


def make_older(place: Place) -> None:
    """Take the last of the tables away, as if the program that made them were not here yet."""
    given = {**os.environ, "GOODSTANDING_HOME": str(place.home), **place.environment}
    subprocess.run([sys.executable, "-c", BACK], env=given, check=True)


def backups(place: Place) -> list[Path]:
    return sorted((place.home / "backups").glob("*"))


@pytest.mark.slow
def test_an_upgrade_of_the_embedded_database_is_backed_up_before(
    new_place: Callable[[], Place],
) -> None:
    # Not one of pytest's folders: they are closed to the user whom PostgreSQL runs as under root.
    with tempfile.TemporaryDirectory(prefix="goodstanding-upgraded-") as home:
        _upgrade(Place(Path(home)), new_place())


def _upgrade(place: Place, other: Place) -> None:
    for _ in range(2):  # nothing is there yet, and then nothing is left to do
        assert place.run("migrate")[0] == 0
    assert not (place.home / "backups").exists()

    make_older(place)
    (place.home / "backups").write_text("in the way")
    code, _, error = place.run("migrate")
    assert (code, error.splitlines()[-1]) == (5, "[not-upgraded]")
    assert "--without-backup" in error
    assert "[data-older-than-program]" in place.run("audit", "verify")[2]
    (place.home / "backups").unlink()
    (place.home / "backups").mkdir()

    for day in range(1, 5):
        (place.home / "backups" / f"before-upgrade-2020-01-0{day}-120000.tar").write_text("old")
    (place.home / "backups" / "mine.tar").write_text("not of an upgrade")
    code, _, error = place.run("migrate")
    assert code == 0
    kept = backups(place)
    assert [path.name[:25] for path in kept[:2]] == [
        "before-upgrade-2020-01-03", "before-upgrade-2020-01-04",
    ]  # fmt: skip
    assert [path.name for path in kept[3:]] == ["mine.tar"]
    assert str(kept[2]) in error
    manifest = check_archive(kept[2])
    assert manifest.files is None
    assert "installation" not in manifest.schema

    # Back to how it was before, beside the files that stayed in their places.
    (place.home / "files" / "imports").mkdir(parents=True)
    back = Place(place.home, other.database)
    said = back.told("restore", str(kept[2]))
    assert (said["files"], said["migrated"]) == (None, 1)
    assert (place.home / "files" / "imports").exists()
    assert back.told("mail", "status")["held_since"]

    make_older(place)
    assert place.run("migrate", "--without-backup")[0] == 0
    assert backups(place) == kept


def test_a_disk_that_is_full_is_told_before_anything_is_written(
    demonstration: Place, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        code, _, error = demonstration.run("backup", str(small))
        assert (code, error.splitlines()[-1]) == (5, "[no-room-for-backup]")
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
