"""Whichever way it is fetched, what is known makes the same plan, and no wider a scope."""

from __future__ import annotations

import pytest
from django.db import connection

from goodstanding.imports import lookup
from goodstanding.imports.storage import load_plan
from goodstanding.people.models import User
from tests.cast import Organization, make_organization
from tests.imports.test_actions import HEADER, checked

ROWS = HEADER + (
    "\tdora\tRN-TX\t0012345\t\t01/31/2037\t\n"
    "\terik\tRN-OH\tRN.445566\t\t01/31/2037\t\n"
    "\tDORA\tRN-OH\t77\t01/15/2026\t01/31/2037\t\n"
    "\tdorra\tBLS\t\t\t01/31/2037\t\n"
)


@pytest.fixture
def committed(transactional_db: None) -> Organization:
    """The organization as another connection sees it, and as the database counts it."""
    made = make_organization()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE licenses_license, people_user")
    return made


@pytest.fixture(params=["_pull_named", "_pull_many_named", "_pull_everything"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the three ways, which is taken from now on."""
    if request.param == "_pull_everything":
        monkeypatch.setattr(lookup, "LARGE_BYTES", 0)
        monkeypatch.setattr(lookup, "ROW_BYTES", 1)
    if request.param == "_pull_many_named":
        monkeypatch.setattr(lookup, "MANY_NAMES", 1)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_who_supervises_nothing_finds_nobody(committed: Organization) -> None:
    User.objects.filter(username="bob").update(may_import=True)
    committed.bob.supervisions.all().delete()
    plan = load_plan(checked(User.objects.get(username="bob"), ROWS))
    assert plan.frame["outcome"].to_list() == ["cannot"] * 4
    assert plan.problems["code"].to_list().count("learner-unknown") == 4
    assert plan.problems["suggestion"].null_count() == plan.problems.height


@pytest.mark.parametrize("username", ["alice", "bob"])
@pytest.mark.parametrize("way", ["_pull_everything", "_pull_many_named"])
def test_the_plan_is_the_same(
    committed: Organization, monkeypatch: pytest.MonkeyPatch, username: str, way: str
) -> None:
    User.objects.filter(username="bob").update(may_import=True)
    user = User.objects.get(username=username)
    usual = checked(user, ROWS)
    if way == "_pull_everything":
        monkeypatch.setattr(lookup, "LARGE_BYTES", 0)
        monkeypatch.setattr(lookup, "ROW_BYTES", 1)
    monkeypatch.setattr(lookup, "MANY_NAMES", 1)
    began = []
    pull = getattr(lookup, way)
    monkeypatch.setattr(lookup, way, lambda *args: began.append(1) or pull(*args))
    other = checked(user, ROWS)
    assert began == [1]
    assert other.plan_digest == usual.plan_digest
    assert load_plan(other).problems.equals(load_plan(usual).problems)
    outcomes = load_plan(other).frame["outcome"].to_list()
    others = "change" if username == "alice" else "cannot"
    assert outcomes == ["change", others, "add", "cannot"]
