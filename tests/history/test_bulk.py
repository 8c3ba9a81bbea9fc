"""Staging, finding what has moved, merging: on license types, the plainest of the records."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from goodstanding.history.bulk import (
    STAGING_COLUMNS,
    Moved,
    create_staging,
    find_moved,
    merge,
    stage_csv,
    stage_rows,
    staged_ids,
)
from goodstanding.history.models import Event
from goodstanding.history.record import record_event
from goodstanding.licenses.models import LicenseType, LicenseTypeVersion
from goodstanding.licenses.records import LICENSE_TYPES
from goodstanding.people.actor import Actor
from tests.cast import Organization

pytestmark = pytest.mark.django_db


def staged(outcome: str, kind: LicenseType | None = None, **values: Any) -> dict[str, Any]:
    """A row as an import stages it: every value of the record, some of them changed."""
    base = {
        "code": "PT", "professional_role": "Therapy", "state": "", "name": "Therapist",
        "board": "", "number_format": "", "aliases": "", "expires": True, "retired": False,
    }  # fmt: skip
    if kind is not None:
        base = {column: getattr(kind, column) for column in LICENSE_TYPES.columns}
        base |= {"record_id": kind.pk, "record_version": kind.version}
    else:
        base |= {"record_version": 0}
    return {**base, "outcome": outcome, **values}


def event_of(organization: Organization) -> Event:
    return record_event(
        "available-licenses.import", "x.txt", actor=Actor(organization.alice, "web")
    )


def moved(*rows: dict[str, Any]) -> list[int]:
    stage_rows(LICENSE_TYPES, [{"source_row": n, **row} for n, row in enumerate(rows, 2)])
    return find_moved(LICENSE_TYPES)


def test_nothing_has_moved_when_all_is_as_it_was(organization: Organization) -> None:
    o = organization
    rows = [staged("change", o.bls), staged("remove", o.general), staged("same", o.rn_ohio)]
    assert moved(*rows, staged("add")) == []


@pytest.mark.parametrize("outcome", ["change", "remove", "same"])
def test_a_record_that_was_changed_has_moved(organization: Organization, outcome: str) -> None:
    rows = [staged(outcome, organization.bls), staged("same", organization.general)]
    LicenseType.objects.filter(pk=organization.bls.pk).update(version=2)
    assert moved(*rows) == [2]


@pytest.mark.parametrize("outcome", ["change", "remove", "same"])
def test_a_record_that_was_removed_has_moved(organization: Organization, outcome: str) -> None:
    row = staged(outcome, organization.general)
    LicenseType.objects.filter(pk=organization.general.pk).delete()
    assert moved(row) == [2]


@pytest.mark.parametrize(
    "values",
    [
        {"code": "bls"},
        {"professional_role": "All Staff", "name": "Basic Life Support"},
    ],
)
def test_a_record_to_be_added_that_is_there_by_now_has_moved(
    organization: Organization, values: dict[str, str]
) -> None:
    assert moved(staged("same", organization.general), staged("add", **values)) == [3]


def test_all_that_moved_is_told_in_the_order_of_the_rows(organization: Organization) -> None:
    o = organization
    rows = [staged("add", code="BLS"), staged("change", o.bls), staged("remove", o.general)]
    LicenseType.objects.filter(pk__in=[o.bls.pk, o.general.pk]).update(version=7)
    assert moved(*rows) == [2, 3, 4]


def test_a_merge_writes_counts_and_versions(organization: Organization) -> None:
    o, event = organization, event_of(organization)
    rows = [
        staged("add", source_row=2),
        staged("add", source_row=3, code="OT", name="Occupational Therapist"),
        staged("change", o.bls, source_row=4, board="Heart Association"),
        staged("remove", o.general, source_row=5),
        staged("same", o.rn_ohio, source_row=6),
    ]
    stage_rows(LICENSE_TYPES, rows)
    assert merge(LICENSE_TYPES, event) == {"add": 2, "change": 1, "remove": 1}
    assert not LicenseType.objects.filter(pk=o.general.pk).exists()
    bls = LicenseType.objects.get(pk=o.bls.pk)
    assert (bls.board, bls.version, bls.aliases) == ("Heart Association", 2, "BLS; CPR/BLS")
    added = LicenseType.objects.filter(code__in=["PT", "OT"]).order_by("pk")
    assert [(one.code, one.version) for one in added] == [("PT", 1), ("OT", 1)]
    written = LicenseTypeVersion.objects.filter(event=event).order_by("source_row")
    assert [(v.source_row, v.code, v.version, v.removed) for v in written] == [
        (2, "PT", 1, False),
        (3, "OT", 1, False),
        (4, "BLS", 2, False),
        (5, "GENERAL", 2, True),
    ]
    assert LicenseType.objects.get(pk=o.rn_ohio.pk).version == 1


def test_a_removed_record_leaves_its_last_values_whatever_was_staged(
    organization: Organization,
) -> None:
    event = event_of(organization)
    stage_rows(LICENSE_TYPES, [staged("remove", organization.general, name="Another name")])
    merge(LICENSE_TYPES, event)
    assert LicenseTypeVersion.objects.get(event=event).name == "General Staff / Other"


def test_a_record_that_is_put_back_keeps_its_number(organization: Organization) -> None:
    pk, row = organization.general.pk, staged("add", organization.general)
    stage_rows(LICENSE_TYPES, [staged("remove", organization.general)])
    merge(LICENSE_TYPES, event_of(organization))
    stage_rows(LICENSE_TYPES, [row | {"record_version": 2}])
    assert merge(LICENSE_TYPES, event_of(organization)) == {"add": 1, "change": 0, "remove": 0}
    assert staged_ids(LICENSE_TYPES) == [pk]
    assert LicenseType.objects.get(pk=pk).version == 3


def test_csv_tells_nothing_from_an_empty_text(organization: Organization) -> None:
    columns = (*STAGING_COLUMNS, *LICENSE_TYPES.columns)
    line = '"add",,0,2,"PT","Therapy","","Ther, ""a""pist","",,20.5,"","",true,false,\n'
    create_staging(LICENSE_TYPES)
    stage_csv(LICENSE_TYPES, columns, [line[:20].encode(), line[20:].encode()])
    merge(LICENSE_TYPES, event_of(organization))
    made = LicenseType.objects.get(code="PT")
    assert (made.name, made.state, made.renewal_months, str(made.hours_required)) == (
        'Ther, "a"pist', "", None, "20.50",
    )  # fmt: skip


def test_new_records_without_a_number_are_numbered_as_they_are_staged(
    organization: Organization,
) -> None:
    columns = ("outcome", "record_version", "source_row", *LICENSE_TYPES.columns)
    line = '"add",0,2,"PT","Therapy","","Therapist","",,,"","",true,false,\n'
    create_staging(LICENSE_TYPES)
    stage_csv(LICENSE_TYPES, columns, [line.encode()])
    merge(LICENSE_TYPES, event_of(organization))
    assert staged_ids(LICENSE_TYPES) == [LicenseType.objects.get(code="PT").pk]


@pytest.mark.parametrize("outcome", ["change", "remove"])
def test_what_moves_after_the_look_is_not_written_over(
    organization: Organization, outcome: str
) -> None:
    assert moved(staged(outcome, organization.bls, name="Ours")) == []
    LicenseType.objects.filter(pk=organization.bls.pk).update(version=2, name="Theirs")
    with pytest.raises(Moved):
        merge(LICENSE_TYPES, event_of(organization))
    assert LicenseType.objects.get(pk=organization.bls.pk).name == "Theirs"


def test_staging_again_starts_anew(organization: Organization) -> None:
    stage_rows(LICENSE_TYPES, [staged("add")])
    stage_rows(LICENSE_TYPES, [staged("add", code="OT")])
    assert merge(LICENSE_TYPES, event_of(organization))["add"] == 1
    assert not LicenseType.objects.filter(code="PT").exists()


@pytest.mark.django_db(transaction=True)
def test_the_staging_table_goes_with_the_transaction() -> None:
    with transaction.atomic():
        stage_rows(LICENSE_TYPES, [staged("add")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [LICENSE_TYPES.staging])
        assert cursor.fetchone() == (None,)
