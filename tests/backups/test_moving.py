"""Moving from the embedded database to a PostgreSQL of another version, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backups.conftest import Place
from tests.backups.older_server import PASSWORD, older_server
from tests.backups.test_round_trip import exports


@pytest.mark.slow
def test_moving_to_an_older_server_and_back(
    demonstration: Place, archive: Path, new_place: Callable[[], Place], tmp_path: Path
) -> None:
    before = exports(demonstration, tmp_path / "before")
    history = demonstration.told("audit", "verify")
    with older_server() as address:
        place = Place(tmp_path / "home", address)
        code, out, error = place.run("restore", str(archive))
        assert code == 0, error
        assert PASSWORD not in out + error
        assert exports(place, tmp_path / "there") == before
        assert place.told("audit", "verify") == history
        back = tmp_path / "back.tar"
        code, out, error = place.run("backup", str(back))
        assert code == 0, error
    again = new_place()
    assert again.told("restore", str(back))["licenses"] == 950
    assert exports(again, tmp_path / "back") == before
    assert again.told("audit", "verify") == history
