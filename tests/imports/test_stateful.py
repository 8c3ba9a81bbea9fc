"""Check, edit, move, retire, import and undo in any order: always what a plain dict says."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from goodstanding.history.verify import verify
from goodstanding.imports import actions
from goodstanding.imports.models import Import, State
from goodstanding.imports.records import CHAINED
from goodstanding.licenses.actions import add_license, change_license, remove_license
from goodstanding.licenses.models import License
from goodstanding.licenses.type_actions import retire_license_type
from goodstanding.people.actions import change_user
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import NotAllowed, NotFound, StalePlan
from tests.cast import Organization

Key = tuple[str, str, str]
KEYS: list[Key] = [
    (who, code, number)
    for who, code in (("dora", "RN-OH"), ("erik", "BLS"))
    for number in ("A1", "B2", "C3")
]
NOTES = st.sampled_from(["one", "two", "three"])
ROWS = st.dictionaries(st.sampled_from(KEYS), NOTES | st.just("delete"), min_size=1, max_size=4)
HEADER = "Action\tUsername\tLicense ID\tLicense Number\tNotes\n"


@dataclass
class Planned:
    """A check as the model sees it: what each row would do, and what that relies on."""

    import_: Import
    who: str
    rows: dict[Key, str]
    outcomes: dict[Key, str]
    stamps: dict[Key, int]
    types: dict[str, int]


@dataclass
class Done:
    """An import as the model sees it: what was there before each change, and its stamp after."""

    import_: Import
    before: dict[Key, str | None]
    stamps: dict[Key, int] = field(default_factory=dict)


class Machine(RuleBasedStateMachine):
    organization: Organization

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.held: dict[Key, str] = {}
        self.stamps = dict.fromkeys(KEYS, 0)
        self.types = {"RN-OH": 0, "BLS": 0}
        self.retired: set[str] = set()
        self.in_north = {"dora": True, "erik": False}
        self.bob_may = False
        self.planned: list[Planned] = []
        self.done: list[Done] = []

    def teardown(self) -> None:
        try:
            assert verify(CHAINED).broken is None
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def actor(self, who: str) -> Actor:
        return Actor(User.objects.get(username=who), "web")

    def outcome(self, who: str, key: Key, said: str) -> str:
        """What a row does, by the model."""
        if who == "bob" and not self.in_north[key[0]]:
            return "cannot"
        now = self.held.get(key)
        if said == "delete":
            return "cannot" if now is None else "remove"
        if now is None:
            return "cannot" if key[1] in self.retired else "add"
        return "same" if now == said else "change"

    def set(self, key: Key, notes: str | None) -> None:
        self.held.pop(key, None)
        if notes is not None:
            self.held[key] = notes
        self.stamps[key] += 1

    def remember(self, import_: Import, who: str, rows: dict[Key, str]) -> None:
        outcomes = {key: self.outcome(who, key, said) for key, said in rows.items()}
        counts = {one: list(outcomes.values()).count(one) for one in {*outcomes.values()}}
        assert {one: import_.counts[one] for one in counts} == counts
        assert import_.counts["read"] == len(rows)
        stamps = {key: self.stamps[key] for key in rows}
        self.planned.append(Planned(import_, who, rows, outcomes, stamps, {**self.types}))

    @rule(rows=ROWS, who=st.sampled_from(["alice", "alice", "bob"]))
    def check(self, rows: dict[Key, str], who: str) -> None:
        lines = [
            f"{'Delete' if said == 'delete' else ''}\t{key[0]}\t{key[1]}\t{key[2]}\t"
            f"{'' if said == 'delete' else said}"
            for key, said in rows.items()
        ]
        content, actor = BytesIO((HEADER + "\n".join(lines) + "\n").encode()), self.actor(who)
        if who == "bob" and not self.bob_may:
            with pytest.raises(NotAllowed):
                actions.upload(content, file_name="f.txt", kind="licenses", actor=actor)
            return
        import_ = actions.upload(content, file_name="f.txt", kind="licenses", actor=actor)
        actions.check(import_, actor=actor)
        self.remember(import_, who, rows)

    def is_stale(self, plan: Planned) -> bool:
        usable = {key: one for key, one in plan.outcomes.items() if one != "cannot"}
        # What was to be added still is where it came and went meanwhile.
        moved = any(
            key in self.held if one == "add" else self.stamps[key] != plan.stamps[key]
            for key, one in usable.items()
        )
        given = {key[1] for key, one in usable.items() if one in {"add", "change"}}
        other_type = any(self.types[code] != plan.types[code] for code in given)
        outside = plan.who == "bob" and any(not self.in_north[key[0]] for key in usable)
        return moved or other_type or outside

    @rule(data=st.data())
    def import_(self, data: st.DataObject) -> None:
        if not self.planned:
            return
        plan = self.planned.pop(data.draw(st.integers(0, len(self.planned) - 1)))
        actor, digest = self.actor(plan.who), plan.import_.plan_digest
        how = {"plan_digest": digest, "only_good_rows": True, "actor": actor}
        if plan.who == "bob" and not self.bob_may:
            with pytest.raises(NotFound):
                actions.apply(plan.import_.pk, **how)
        elif self.is_stale(plan):
            with pytest.raises(StalePlan):
                actions.apply(plan.import_.pk, **how)
            self.remember(Import.objects.get(follows=plan.import_), plan.who, plan.rows)
        else:
            actions.apply(plan.import_.pk, **how)
            changed = {k for k, one in plan.outcomes.items() if one in {"add", "change", "remove"}}
            done = Done(plan.import_, {key: self.held.get(key) for key in changed})
            for key in changed:
                said = plan.rows[key]
                self.set(key, None if said == "delete" else said)
            done.stamps = {key: self.stamps[key] for key in changed}
            if changed:
                self.done.append(done)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        if not self.done:
            return
        done = self.done.pop(data.draw(st.integers(0, len(self.done) - 1)))
        alice = self.actor("alice")
        undo = actions.undo(done.import_.pk, actor=alice)
        actions.check(undo, actor=alice)
        actions.apply(undo.pk, plan_digest=undo.plan_digest, only_good_rows=True, actor=alice)
        back = {
            key: was
            for key, was in done.before.items()
            # What the import deleted comes back, unless another one has taken its place.
            if self.stamps[key] == done.stamps[key]
            or (was is not None and key not in self.held and self.removed_by(done, key))
        }
        undone = Done(undo, {key: self.held.get(key) for key in back})
        for key, was in back.items():
            self.set(key, was)
        undone.stamps = {key: self.stamps[key] for key in back}
        if back:
            self.done.append(undone)

    def removed_by(self, done: Done, key: Key) -> bool:
        """Whether the import itself deleted the license: its own record has no later version."""
        from goodstanding.licenses.models import LicenseVersion

        own = LicenseVersion.objects.filter(event__import_id=done.import_.pk, removed=True)
        mine = own.filter(user__username=key[0], license_type__code=key[1], number=key[2]).first()
        later = LicenseVersion.objects.filter(
            record_id=mine.record_id if mine else 0, version__gt=mine.version if mine else 0
        )
        undo = Import.objects.filter(undoes=done.import_, state=State.IMPORTED).values("pk")
        return mine is not None and not later.exclude(event__import_id__in=undo).exists()

    @rule(key=st.sampled_from(KEYS), notes=NOTES | st.none())
    def edit(self, key: Key, notes: str | None) -> None:
        o, alice = self.organization, self.actor("alice")
        learner = o.dora if key[0] == "dora" else o.erik
        kind = o.rn_ohio if key[1] == "RN-OH" else o.bls
        seen = License.objects.filter(user=learner, license_type=kind, number=key[2]).first()
        if seen is None:
            if notes is None or key[1] in self.retired:
                return
            values = {"number": key[2], "notes": notes}
            add_license(values, learner_id=learner.pk, license_type_id=kind.pk, actor=alice)
        elif notes is None:
            remove_license(license_id=seen.pk, actor=alice)
        elif seen.notes == notes:
            return
        else:
            change_license({"notes": notes}, license_id=seen.pk, version=seen.version, actor=alice)
        self.set(key, notes)

    @rule(code=st.sampled_from(["RN-OH", "BLS"]))
    def retire_or_not(self, code: str) -> None:
        kind = self.organization.rn_ohio if code == "RN-OH" else self.organization.bls
        self.retired ^= {code}
        retire_license_type(
            license_type_id=kind.pk, retired=code in self.retired, actor=self.actor("alice")
        )
        self.types[code] += 1

    @rule(who=st.sampled_from(["dora", "erik"]))
    def move(self, who: str) -> None:
        o = self.organization
        self.in_north[who] = not self.in_north[who]
        unit = o.north if self.in_north[who] else o.south
        user = User.objects.get(username=who)
        change_user({"unit": unit}, user_id=user.pk, actor=self.actor("alice"))

    @rule()
    def let_bob_import_or_not(self) -> None:
        self.bob_may = not self.bob_may
        bob = User.objects.get(username="bob")
        change_user({"may_import": self.bob_may}, user_id=bob.pk, actor=self.actor("alice"))

    @invariant()
    def equals_the_model(self) -> None:
        found = License.objects.filter(number__in=["A1", "B2", "C3"])
        rows = found.values_list("user__username", "license_type__code", "number", "notes")
        assert {(who, code, number): notes for who, code, number, notes in rows} == self.held


@pytest.mark.slow
def test_every_order_of_deeds_equals_the_model(organization: Organization) -> None:
    machine = type("Machine", (Machine,), {"organization": organization})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
