"""Every license belongs to a user and a license type that exist, whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from django.db import IntegrityError, connection, transaction

from goodstanding.licenses.models import License
from goodstanding.people.models import User
from tests.cast import Organization, make_organization

NOWHERE = 1_000_000
COLUMNS = ["user_id", "license_type_id"]
SOON = 0.5
"""So many seconds tell whether somebody waits."""


@pytest.mark.parametrize("column", COLUMNS)
def test_a_new_license_of_nobody_is_refused(organization: Organization, column: str) -> None:
    held = organization.dora_rn
    values = {"user_id": held.user_id, "license_type_id": held.license_type_id, "number": "new"}
    new = License(**values | {column: NOWHERE}, event_id=held.event_id)
    with pytest.raises(IntegrityError, match=f"{column} of licenses_license"), transaction.atomic():
        License.objects.bulk_create([new])


@pytest.mark.parametrize("column", COLUMNS)
def test_a_license_cannot_be_given_to_nobody(organization: Organization, column: str) -> None:
    mine = License.objects.filter(pk=organization.dora_rn.pk)
    with pytest.raises(IntegrityError, match=f"{column} of licenses_license"), transaction.atomic():
        mine.update(**{column: NOWHERE})


@pytest.mark.parametrize("table", ["people_user", "licenses_licensetype"])
def test_what_licenses_belong_to_cannot_be_removed(organization: Organization, table: str) -> None:
    held = organization.dora_rn
    key = held.user_id if table == "people_user" else held.license_type_id
    with pytest.raises(IntegrityError, match="still needed"), transaction.atomic():
        remove(table, key)


def test_what_no_license_belongs_to_can_be_removed(organization: Organization) -> None:
    user = User.objects.create(username="erin")
    remove("people_user", user.pk)
    assert not User.objects.filter(username="erin").exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_removed_gets_no_license_meanwhile() -> None:
    held, erin = make_organization().dora_rn, User.objects.create(username="erin")
    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            remove("people_user", erin.pk)
            giving = beside.submit(on_its_own, lambda: give(erin, held))
            assert waits(giving)
        with pytest.raises(IntegrityError):
            giving.result()
    assert not License.objects.filter(user_id=erin.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_who_gets_a_license_is_not_removed_meanwhile() -> None:
    held, erin = make_organization().dora_rn, User.objects.create(username="erin")
    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            give(erin, held)
            removing = beside.submit(on_its_own, lambda: remove("people_user", erin.pk))
            assert waits(removing)
        with pytest.raises(IntegrityError):
            removing.result()
    assert License.objects.get(user_id=erin.pk).user == erin


def give(user: User, like: License) -> None:
    """A license like another one, for somebody else."""
    License.objects.create(
        user=user, license_type_id=like.license_type_id, number="new", event_id=like.event_id
    )


def remove(table: str, key: int) -> None:
    """Remove a row behind Django's back, which would look for licenses itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])


def on_its_own(deed: Callable[[], None]) -> None:
    """Do it in a transaction on the connection of this thread."""
    try:
        with transaction.atomic():
            deed()
    finally:
        connection.close()


def waits(deed: Future[None]) -> bool:
    """Whether it is still not done after a while."""
    return not wait([deed], timeout=SOON).done
