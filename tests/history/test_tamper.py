"""Whatever is done to the history directly in the database is found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from goodstanding.history.anchors import anchor_to_file, read_anchors
from goodstanding.history.bulk import merge, stage_rows, staged_ids
from goodstanding.history.chain import seal
from goodstanding.history.digests import version_tables
from goodstanding.history.models import Event, Link
from goodstanding.history.record import recorded
from goodstanding.history.verify import verify
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License
from goodstanding.licenses.records import LICENSE_TYPES, LICENSES
from goodstanding.people.actor import Actor
from goodstanding.people.records import USERS
from goodstanding.refusals import Conflict
from tests.cast import Organization, make_license, make_organization
from tests.history.steps import sql

RECORDS = (USERS, LICENSE_TYPES, LICENSES)
TABLES = ("history_event", "history_link", *(m._meta.db_table for m in version_tables()))
FLIPS = {
    "history_event": [
        "actor_name = actor_name || 'x'",
        "at = at + interval '1 microsecond'",
        "subject = substr(subject, 2)",
        "learner_id = coalesce(learner_id, 0) + 1",
        "import_id = gen_random_uuid()",
        "reason = 'because'",
        "actor_id = NULL, door = 'x'",
    ],
    "history_link": ["digest = md5(digest) || md5('x')", "versions = versions || 'x'"],
    "people_userversion": ["role = role || 'x'", "unit_id = coalesce(unit_id, 0) + 1"],
    "licenses_licenseversion": [
        "number = number || ' '",
        "expires_on = expires_on + 1, issued_on = issued_on + 1",
        "removed = NOT removed",
        "source_row = coalesce(source_row, 0) + 1",
        "version = version + 1000",
        "user_id = user_id + 1",
        "notes = '\x1fstatus=6:active'",
        "multistate = NOT multistate",
    ],
    "people_unitversion": ["path = path || 'x'", "parent_id = coalesce(parent_id, 0) + 1"],
    "people_supervisionversion": ["user_id = user_id + 1", "unit_id = unit_id + 1"],
    "people_passwordversion": ["digest = md5(digest)"],
    "imports_importversion": ["file_name = file_name || 'x'", "file_digest = 'x'"],
    "licenses_licensetypeversion": ["retired = NOT retired", "board = board || 'x'"],
}


def write_at_once(licenses: Sequence[License], actor: Actor) -> list[int]:
    """One deed that adds the licenses, or changes those that have a number; their numbers."""
    rows = [
        {column: getattr(one, column) for column in LICENSES.columns}
        | {"outcome": "change" if one.pk else "add", "record_id": one.pk, "source_row": row}
        | {"record_version": one.version}
        for row, one in enumerate(licenses, 2)
    ]
    stage_rows(LICENSES, rows)
    with recorded("licenses.import", "sheet.txt", import_id=uuid4(), actor=actor) as event:
        merge(LICENSES, event)
    return staged_ids(LICENSES)


@pytest.fixture
def history(organization: Organization) -> list[tuple[str, int]]:
    """A thousand rows of history, of deeds by hand and of sheets; then the tables can be
    tampered with.
    """
    o, alice = organization, Actor(organization.alice, "web")
    for n in range(4):
        by_hand = make_license(o.dora, o.bls, alice, number=f"h{n}")
        for turn in range(1, 4):
            note = {"notes": f"turn {turn}"}
            change_license(note, license_id=by_hand.pk, version=turn, actor=alice)
    dates = {"issued_on": date(2025, 1, 15), "expires_on": date(2035, 1, 31)}
    kept = {"user": o.dora, "license_type": o.bls, **dates}
    new = [License(number=f"n{n}", version=0, **kept) for n in range(24)]
    held = write_at_once(new, alice)
    for turn in range(1, 35):
        for one, pk in zip(new, held, strict=True):
            one.pk, one.version, one.notes = pk, turn, f"turn {turn}"
        write_at_once(new, alice)
    assert verify(RECORDS).broken is None
    sql("SET LOCAL session_replication_role = replica")
    rows = []
    for table in TABLES:
        key = "position" if table == "history_link" else "id"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key} FROM {table} ORDER BY {key}")
            rows += [(table, row[0]) for row in cursor.fetchall()]
    assert len(rows) >= 1_000
    return rows


def flip(table: str, row: int, turn: int) -> None:
    key = "position" if table == "history_link" else "id"
    change = FLIPS[table][turn % len(FLIPS[table])]
    assert sql(f"UPDATE {table} SET {change} WHERE {key} = %s", row) == 1


def delete(table: str, row: int, turn: int) -> None:
    key = "position" if table == "history_link" else "id"
    assert sql(f"DELETE FROM {table} WHERE {key} = %s", row) == 1


def insert(table: str, row: int, turn: int) -> None:
    """A copy of the row, under the next number."""
    key = "position" if table == "history_link" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({key}) + 1 FROM {table}")
        fresh = {key: cursor.fetchone()[0]}
        if table == "history_link":
            fresh["event_id"] = "event_id + 1000000"
        elif table != "history_event":
            fresh["version"] = "version + 1000"
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join(str(fresh.get(name, name)) for name in columns)
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    assert sql(f"{into} SELECT {values} FROM {table} WHERE {key} = %s", row) == 1


def reorder(table: str, row: int, turn: int) -> None:
    """The row and the next one of another deed change places: each says what the other said."""
    key, of_another = "id", "event_id <> (SELECT event_id FROM {0} WHERE {1} = %s)"
    if table == "history_link":
        swapped, key = ["digest", "versions"], "position"
    elif table == "history_event":
        swapped, of_another = ["at", "subject"], "{1} <> %s"
    else:
        swapped = ["event_id"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} FROM {table} WHERE {of_another.format(table, key)} "
            f"ORDER BY {key} < %s, abs({key} - %s) LIMIT 1",  # the last ones have none behind them
            [row, row, row],
        )
        other = cursor.fetchone()[0]
    sets = ", ".join(f"{name} = o.{name}" for name in swapped)
    pair = f"(t.{key}, o.{key}) IN ((%s, %s), (%s, %s))"
    found = sql(f"UPDATE {table} t SET {sets} FROM {table} o WHERE {pair}", row, other, other, row)
    assert found == 2


@pytest.mark.slow
@pytest.mark.parametrize("tamper", [flip, delete, insert, reorder])
def test_tampering_with_any_row_is_found(
    history: list[tuple[str, int]], tamper: Callable[[str, int, int], None]
) -> None:
    unseen = []
    for turn, (table, row) in enumerate(history):
        mark = transaction.savepoint()
        tamper(table, row, turn)
        if verify().broken is None:
            unseen.append((table, row, turn))
        transaction.savepoint_rollback(mark)
    assert unseen == []
    assert verify(RECORDS).broken is None


@pytest.mark.parametrize(
    "change", ["notes = 'x'", "version = version + 1", "user_id = user_id + 1"]
)
def test_a_record_that_was_changed_past_its_history_is_found(
    history: list[tuple[str, int]], organization: Organization, change: str
) -> None:
    sql(f"UPDATE licenses_license SET {change} WHERE id = %s", organization.dora_bls.pk)
    broken = verify(RECORDS).broken
    assert broken is not None
    assert broken.what == (
        f"license {organization.dora_bls.pk} was changed in the database: "
        f"{change.partition(' ')[0]} is not what its last version says"
    )


def test_a_record_that_was_deleted_past_its_history_is_found(
    history: list[tuple[str, int]], organization: Organization
) -> None:
    sql("DELETE FROM licenses_license WHERE id = %s", organization.dora_bls.pk)
    assert verify(RECORDS).broken is not None


def cut_off_the_end() -> None:
    last = Link.objects.order_by("-position").first()
    assert last is not None
    sql("UPDATE licenses_license SET event_id = %s", Event.objects.order_by("pk")[0].pk)
    for table in ("licenses_licenseversion", "history_link"):
        sql(f"DELETE FROM {table} WHERE event_id = %s", last.event_id)
    sql("DELETE FROM history_event WHERE id = %s", last.event_id)


def write_all_anew() -> None:
    sql("UPDATE history_event SET reason = 'never happened'")
    sql("DELETE FROM history_link")
    for event in Event.objects.order_by("pk"):
        seal(event)


@pytest.mark.parametrize("deed", [cut_off_the_end, write_all_anew])
def test_what_leaves_the_chain_whole_is_found_by_an_anchor(
    history: list[tuple[str, int]], tmp_path: Path, deed: Callable[[], None]
) -> None:
    kept = tmp_path / "anchors.txt"
    anchor_to_file(kept)
    assert verify((), read_anchors(kept)).broken is None
    deed()
    assert verify().broken is None
    assert verify((), read_anchors(kept)).broken is not None


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_history(
    organization: Organization, table: str, deed: str
) -> None:
    key = "position" if table == "history_link" else "id"
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="the history only grows"), transaction.atomic():
        sql(deed.format(table, key, key))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain() -> None:
    organization = make_organization()
    came: list[str] = []

    def edit(number: int) -> None:
        actor = Actor(organization.alice, "web")
        try:
            for turn in range(20):
                now = License.objects.get(pk=organization.dora_rn.pk).version
                try:
                    change_license(
                        {"notes": f"{number} {turn}"},
                        license_id=organization.dora_rn.pk,
                        version=now,
                        actor=actor,
                    )
                    came.append("done")
                except Conflict as refusal:
                    came.append(refusal.code)
        finally:
            connection.close()

    before = Link.objects.count()
    threads = [threading.Thread(target=edit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert {*came} == {"done", "license-changed-meanwhile"}
    verdict = verify(RECORDS)
    assert verdict.broken is None
    assert verdict.links == before + came.count("done")
