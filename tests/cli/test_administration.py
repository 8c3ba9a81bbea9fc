"""Commands about people, imports and the key: the same deeds as on the pages."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from goodstanding.cli.main import main
from goodstanding.config.environment import secret_key
from goodstanding.history.models import Event
from goodstanding.imports.models import Import, State
from goodstanding.people.models import User
from tests.cast import Organization
from tests.imports.test_job import uploaded

ClientOf = Callable[[User], Client]
PASSWORD = "lantern otter velvet 47"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Run a command with --json: its exit code, and what it says."""

    def run_command(*arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run_command


Run = Callable[..., tuple[int, Any]]


def test_users_are_listed(organization: Organization, run: Run) -> None:
    User.objects.filter(username="erik").update(is_active=False)
    code, said = run("people", "list")
    names = [user["username"] for user in said["users"]]
    assert (code, names) == (0, ["alice", "bob", "charlie", "dora", "grace"])
    assert said["users"][3] == {
        "username": "dora", "name": "Dora Lind", "role": "learner", "active": True,
        "unit": "Riverbend Care / North / Harbor Clinic", "can_sign_in": False,
    }  # fmt: skip
    assert len(run("people", "list", "--all")[1]["users"]) == 6
    assert len(run("people", "list", "--as", "bob")[1]["users"]) < 5


def test_the_list_is_lines_for_people(
    organization: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people", "list"]) == 0
    assert "dora\tDora Lind\tlearner\tno sign-in\t" in capsys.readouterr().out


def test_a_user_is_deactivated(organization: Organization, client_of: ClientOf, run: Run) -> None:
    bob = client_of(organization.bob)
    assert bob.get("/users/").status_code == 200
    assert run("people", "deactivate", "BOB")[0] == 0
    assert not User.objects.get(username="bob").is_active
    assert bob.get("/users/").status_code == 302
    assert not Session.objects.exists()
    assert Event.objects.filter(action="users.change", subject="bob").exists()


@pytest.mark.parametrize(
    ("typed", "code", "is_set"),
    [(f"{PASSWORD}\n", 0, True), ("short\n", 5, False), ("\n", 5, False)],
)
def test_a_password_is_read_from_standard_input_and_held_to_the_rule(
    organization: Organization,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    code: int,
    is_set: bool,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    found, said = run("people", "set-password", "dora")
    assert found == code
    assert PASSWORD not in json.dumps(said)
    assert User.objects.get(username="dora").check_password(PASSWORD) is is_set


def test_sessions_are_ended(organization: Organization, client_of: ClientOf, run: Run) -> None:
    client_of(organization.bob)
    code, said = run("people", "end-sessions", "bob")
    assert (code, "(1 sessions)" in said["said"]) == (0, True)


@pytest.mark.parametrize(
    "command",
    [
        ("people", "deactivate", "dora"),
        ("people", "end-sessions", "dora"),
        ("rotate-key",),
    ],
)
def test_only_administrators_may(
    organization: Organization, run: Run, command: tuple[str, ...]
) -> None:
    code, said = run(*command, "--as", "bob")
    assert code == 5
    assert said["problems"][0]["code"] == "not-allowed"


def test_nobody_is_not_found(organization: Organization, run: Run) -> None:
    assert run("people", "deactivate", "nobody")[1]["problems"][0]["code"] == "not-found"
    assert run("imports", "cancel", "GS-00000000")[1]["problems"][0]["code"] == "not-found"
    assert run("imports", "cancel", "the last one")[1]["problems"][0]["code"] == "not-found"


def test_imports_are_listed_cancelled_and_tried_again(organization: Organization, run: Run) -> None:
    import_ = uploaded(organization.alice)
    (listed,) = run("imports", "list")[1]["imports"]
    assert listed["reference"] == import_.reference
    assert (listed["state"], listed["by"]) == ("uploaded", "alice")
    assert run("imports", "list", "--state", "imported")[1]["imports"] == []
    assert run("imports", "cancel", import_.reference.lower())[0] == 0
    import_.refresh_from_db()
    assert (import_.state, import_.refusal["code"]) == (State.STOPPED, "cancelled")
    assert run("imports", "cancel", str(import_.pk))[1]["problems"][0]["code"] == (
        "nothing-to-cancel"
    )
    assert run("imports", "retry", str(import_.pk))[0] == 0
    assert Import.objects.get().state == State.UPLOADED


def test_others_do_not_see_them(organization: Organization, run: Run) -> None:
    import_ = uploaded(organization.alice)
    assert run("imports", "list", "--as", "bob")[1]["imports"] == []
    code, said = run("imports", "cancel", import_.reference, "--as", "bob")
    assert (code, said["problems"][0]["code"]) == (5, "not-found")


@pytest.mark.parametrize("keep", [True, False])
def test_a_new_key_ends_all_sessions_unless_told_otherwise(
    organization: Organization,
    client_of: ClientOf,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    keep: bool,
) -> None:
    monkeypatch.setenv("GOODSTANDING_HOME", str(tmp_path / "home"))
    before = secret_key()
    client_of(organization.bob)
    code, said = run("rotate-key", *(["--keep-sessions"] if keep else []))
    assert (code, said["ended"]) == (0, 0 if keep else 1)
    assert secret_key() != before
    assert Session.objects.count() == (1 if keep else 0)
