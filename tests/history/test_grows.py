"""A later release may add a column: what was sealed before goes on being whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, models

from goodstanding.history import digests
from goodstanding.history.chain import digest_of, event_values
from goodstanding.history.digests import version_tables
from goodstanding.history.models import Event, Link, Version
from goodstanding.history.verify import verify
from goodstanding.imports.records import CHAINED
from tests.cast import Organization
from tests.history.steps import make_history, sql, unlock

COLUMNS = {
    "compact_number": models.CharField(max_length=40, default="", db_default=""),
    "remark": models.TextField(default="", db_default=""),
    "checked_twice": models.BooleanField(default=False, db_default=False),
    "may_sign": models.BooleanField(null=True),
    "turns": models.IntegerField(default=0, db_default=0),
    "share": models.DecimalField(max_digits=6, decimal_places=2, default=0, db_default=0),
    "seen_on": models.DateField(null=True),
    "seen_at": models.DateTimeField(null=True),
    "group_id": models.UUIDField(null=True),
}
SET = {
    "CharField": "'x'",
    "TextField": "'x'",
    "BooleanField": "true",
    "IntegerField": "7",
    "DecimalField": "7",
    "DateField": "current_date",
    "DateTimeField": "now()",
    "UUIDField": "gen_random_uuid()",
}


@contextmanager
def added(model: type[Version]) -> Iterator[None]:
    """The version table with one more column of each kind, in the database and in the model."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    fields = []
    try:
        for name, field in COLUMNS.items():
            new = field.clone()
            new.contribute_to_class(model, name)
            fields.append(new)
            with connection.schema_editor() as editor:
                editor.add_field(model, new)
        yield
    finally:
        for field in fields:
            model._meta.local_fields.remove(field)
            delattr(model, field.attname)
        model._meta._expire_cache()


def seal_by_format_1() -> None:
    """Make the chain that an installation has which was never upgraded."""
    unlock()
    sql("UPDATE history_link SET format = 1, digest = position")
    versions = {key: one.digest for key, one in digests.digests_of_versions().items()}
    before = ""
    for link in Link.objects.order_by("position").select_related("event"):
        sealed = versions.get(link.event_id, "")
        digest = digest_of(before, link.position, event_values(link.event), sealed, 1)
        sql(
            "UPDATE history_link SET versions = %s, digest = %s WHERE position = %s",
            sealed, digest, link.position,
        )  # fmt: skip
        before = digest
    sql("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("format_", [1, 2])
@pytest.mark.parametrize("model", version_tables(), ids=lambda model: model.__name__)
def test_a_column_is_added(
    organization: Organization,
    model: type[Version],
    format_: int,
) -> None:
    make_history(organization)
    if format_ == 1:
        seal_by_format_1()
    links = Link.objects.filter(format=format_).count()
    assert links == Event.objects.count()
    with added(model):
        assert verify(CHAINED).broken is None
        unlock()
        for name, field in COLUMNS.items():
            value = SET[type(field).__name__]
            sql("SAVEPOINT tampering")
            assert sql(f"UPDATE {model._meta.db_table} SET {name} = {value}")
            assert verify(CHAINED).broken is not None, name
            sql("ROLLBACK TO SAVEPOINT tampering")


@pytest.mark.parametrize("forged", [1, 3])
def test_another_format_than_the_one_sealed_is_found(
    organization: Organization, forged: int
) -> None:
    unlock()
    # A link whose event made no version.
    sql("UPDATE history_link SET format = %s WHERE position = 1", forged)
    assert verify(CHAINED).broken is not None


def test_old_and_new_links_stand_in_one_chain(organization: Organization) -> None:
    seal_by_format_1()
    make_history(organization)
    assert {*Link.objects.values_list("format", flat=True)} == {1, 2}
    assert verify(CHAINED).broken is None
