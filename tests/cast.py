"""The people of the tests: alice administers, bob supervises, charlie is an outsider, dora holds
licenses, erik learns in South, grace audits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from goodstanding.licenses.actions import add_license
from goodstanding.licenses.models import License, LicenseType
from goodstanding.licenses.type_actions import add_license_type
from goodstanding.people.actions import (
    add_first_administrator,
    add_unit,
    add_user,
    set_supervised_units,
)
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, Unit, User


@dataclass(frozen=True)
class Organization:
    """Everything that ``make_organization`` makes."""

    root: Unit
    north: Unit
    north_clinic: Unit
    south: Unit
    alice: User
    bob: User
    charlie: User
    dora: User
    erik: User
    grace: User
    rn_texas: LicenseType
    rn_ohio: LicenseType
    bls: LicenseType
    general: LicenseType
    dora_rn: License
    dora_bls: License
    erik_rn: License


def make_user(username: str, actor: Actor, **values: Any) -> User:
    """A user below ``unit`` with sensible names."""
    given: dict[str, Any] = {"first_name": username.capitalize(), "last_name": "Lind"}
    return add_user({"username": username, **given, **values}, actor=actor)


def make_license(learner: User, kind: LicenseType, actor: Actor, **values: Any) -> License:
    """A license that the learner holds, valid for a long time unless told otherwise."""
    given: dict[str, Any] = {
        "number": "0012345",
        "issued_on": date(2025, 1, 15),
        "expires_on": date(2035, 1, 31),
    }
    return add_license(
        {**given, **values}, learner_id=learner.pk, license_type_id=kind.pk, actor=actor
    )


def make_organization() -> Organization:
    """A root with North (and a clinic in it) and South."""
    first = add_first_administrator(
        {"username": "alice", "first_name": "Alice", "last_name": "Moreau"}, door="web"
    )
    alice = Actor(first, "web")
    root = add_unit("Riverbend Care", parent=None, actor=alice)
    north = add_unit("North", parent=root, actor=alice)
    clinic = add_unit("Harbor Clinic", parent=north, actor=alice)
    south = add_unit("South", parent=root, actor=alice)
    bob = make_user("bob", alice, last_name="Tanaka", role=Role.SUPERVISOR, unit=root)
    charlie = make_user("charlie", alice, last_name="Osei", role=Role.SUPERVISOR, unit=root)
    set_supervised_units([north], user_id=bob.pk, actor=alice)
    set_supervised_units([south], user_id=charlie.pk, actor=alice)
    dora = make_user("dora", alice, unit=clinic, email="dora@example.org")
    erik = make_user("erik", alice, last_name="Sandoval", unit=south)
    grace = make_user("grace", alice, last_name="Petit", role=Role.AUDITOR, unit=root)
    rn_texas = _nursing("RN-TX", "TX", "Texas Board of Nursing", alice)
    rn_ohio = _nursing("RN-OH", "OH", "Ohio Board of Nursing", alice)
    bls = add_license_type(
        {
            "code": "BLS",
            "professional_role": "All Staff",
            "name": "Basic Life Support",
            "aliases": "BLS; CPR/BLS",
            "renewal_months": 24,
        },
        actor=alice,
    )
    general = add_license_type(
        {
            "code": "GENERAL",
            "professional_role": "General Staff",
            "name": "General Staff / Other",
            "expires": False,
        },
        actor=alice,
    )
    return Organization(
        root=root,
        north=north,
        north_clinic=clinic,
        south=south,
        alice=first,
        bob=bob,
        charlie=charlie,
        dora=dora,
        erik=erik,
        grace=grace,
        rn_texas=rn_texas,
        rn_ohio=rn_ohio,
        bls=bls,
        general=general,
        dora_rn=make_license(dora, rn_texas, alice),
        dora_bls=make_license(dora, bls, alice, number=""),
        erik_rn=make_license(erik, rn_ohio, alice, number="RN.445566"),
    )


def _nursing(code: str, state: str, board: str, actor: Actor) -> LicenseType:
    return add_license_type(
        {
            "code": code,
            "professional_role": "Nursing",
            "state": state,
            "name": "Registered Nurse",
            "board": board,
            "aliases": "RN; R.N.",
            "renewal_months": 24,
        },
        actor=actor,
    )
