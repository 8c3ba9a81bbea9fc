from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from goodstanding.people.models import Tries, User
from goodstanding.people.room import BYTES, keep_room
from goodstanding.people.tries import sign_in_keys, take

PASSWORD = "maple-river-41"


def sizes() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_table_size('people_tries'), pg_table_size('django_session')")
        return list(cursor.fetchone())


@pytest.mark.django_db(transaction=True)
def test_the_tables_keep_room_and_what_is_in_them() -> None:
    take(sign_in_keys(None, "nobody", "192.0.2.1", ""), "nobody")
    SessionStore().save()
    assert max(sizes()) < BYTES
    keep_room()
    made = sizes()
    assert min(made) >= BYTES
    assert (Tries.objects.count(), Session.objects.count()) == (3, 1)
    keep_room()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM people_tries")
        cursor.execute("VACUUM django_session")
    assert sizes() == made


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_keeps_nobody_out_for_want_of_a_note() -> None:
    user = User.objects.create(username="dora")
    user.set_password(PASSWORD)
    user.save()
    with connection.cursor() as cursor:
        # What PostgreSQL itself says where a page is needed and there is none.
        cursor.execute(
            """
            CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER no_more BEFORE UPDATE OF last_login ON people_user
            FOR EACH ROW EXECUTE FUNCTION no_more()"""
        )
    try:
        browser = Client()
        answer = browser.post("/accounts/login/", {"login": "dora", "password": PASSWORD})
        assert answer.status_code == 302
        assert browser.get("/accounts/password/").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION no_more CASCADE")
