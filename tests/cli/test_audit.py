"""``goodstanding audit`` as its user sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from pytest_django import Settings

from goodstanding.cli.main import main
from goodstanding.config.mail import MailServer
from tests.cast import Organization


def test_a_whole_history_is_said_to_be_whole(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchors = str(tmp_path / "anchors.txt")
    assert main(["audit", "anchor", anchors]) == 0
    assert main(["audit", "verify", "--anchor", anchors]) == 0
    said = capsys.readouterr().out
    assert "The history is whole: " in said
    assert "Every record is what its last version says: " in said
    assert "4 units, 6 users, 0 passwords, 2 supervisions, " in said


def test_a_broken_history_is_said_to_be_broken_and_where(
    organization: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE licenses_licenseversion SET number = 'forged'")
    assert main(["audit", "verify"]) == 2
    said = capsys.readouterr().out
    assert "The history is BROKEN at link " in said
    assert "were altered, added or removed" in said
    assert main(["audit", "verify", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["broken_at"] == told["links"] + 1


def test_an_anchor_goes_by_mail(
    organization: Organization, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "anchor", "--mail", "auditor@example.org"]) == 5
    assert "GOODSTANDING_MAIL" in capsys.readouterr().err
    settings.MAIL = MailServer("mail.example.org", sender="standing@example.org")
    assert main(["audit", "anchor", "--mail", "auditor@example.org"]) == 0
    assert capsys.readouterr().out.strip() in mail.outbox[0].body


@pytest.mark.parametrize("content", ["", "nothing of the kind\n"])
def test_a_file_without_anchors_is_refused(
    organization: Organization, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "anchors.txt"
    path.write_text(content)
    assert main(["audit", "verify", "--anchor", str(path)]) == 5
    assert main(["audit", "verify", "--anchor", str(tmp_path / "none.txt")]) == 5
    assert "[no-anchors]" in capsys.readouterr().err
