"""2,530 real licenses of 1,996 people go all the way, and the second time nothing changes."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from goodstanding.cli.main import main
from goodstanding.licenses.models import License
from goodstanding.people.actions import create_first_administrator
from goodstanding.people.models import User
from tests.journeys.roster import read_roster, write_sheets

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """What a command prints as JSON; it must have gone well."""
    assert main([*arguments, "--as", "alice", "--json"]) == 0
    printed: dict[str, object] = json.loads(capsys.readouterr().out)
    return printed


@pytest.mark.parametrize("ending", ["txt", "xml"])
def test_a_real_roster_goes_all_the_way(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = read_roster()
    sheets = write_sheets(roster, tmp_path, ending)
    create_first_administrator("alice", "correct horse battery")
    said(capsys, "import-types", str(sheets.types))
    said(capsys, "import-learners", str(sheets.learners))
    assert User.objects.count() == 1 + 1996

    checked = said(capsys, "check", str(sheets.licenses))
    counts = {"read": 2530, "add": 2530, "change": 0, "remove": 0, "same": 0, "cannot": 0}
    counts["kept"] = 0
    assert checked["counts"] == counts | {"blank": 0}
    assert License.objects.count() == 0

    imported = said(capsys, "import", str(sheets.licenses), "--accept-warnings")
    assert imported["counts"] == counts | {"blank": 0}
    assert imported["plan_digest"] == checked["plan_digest"]
    numbers = License.objects.values_list("user__username", "license_type__code", "number")
    code = pl.concat_str("Taxonomy", "License State", separator="-").str.strip_suffix("-")
    expected = roster.select("NPI", code, "License Number").rows()
    assert sorted(numbers) == sorted(expected)
    assert sum(number.startswith("0") for _, _, number in numbers) == 1038

    again = said(capsys, "import", str(sheets.licenses), "--accept-warnings")
    assert again["counts"] == counts | {"add": 0, "same": 2530, "blank": 0}
