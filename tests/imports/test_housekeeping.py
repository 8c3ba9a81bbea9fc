"""What a worker sees to from time to time."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from goodstanding.backups.snapshot import own_connection
from goodstanding.config.mail import MailServer
from goodstanding.imports import actions, housekeeping, job
from goodstanding.imports.models import Import, Mail, State
from goodstanding.imports.storage import load_plan
from goodstanding.imports.worker import carry_out
from goodstanding.installation.mail import hold_mail, release_mail
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict
from tests.cast import Organization
from tests.exports.whole import results_file
from tests.imports.test_job import let_lease_run_out, uploaded


def checked(user: User) -> Import:
    import_ = uploaded(user)
    actions.check(import_, actor=Actor(user, "web"))
    return import_


def age(days: int) -> None:
    Import.objects.update(created_at=timezone.now() - timedelta(days=days))
    then = time.time() - days * 86_400
    for path in Path(default_storage.path("imports")).rglob("*"):
        os.utime(path, (then, then))


def test_a_waking_that_was_lost_is_made_up_for_once(organization: Organization) -> None:
    uploaded(organization.alice)
    for _ in range(2):
        housekeeping.see_to_work()
        assert DBTaskResult.objects.ready().count() == 1


def test_the_first_start_of_a_server_takes_up_what_was_left(organization: Organization) -> None:
    import_ = uploaded(organization.alice)
    assert job.take_up() is not None
    assert job.take_up() is None
    housekeeping.release_leases()
    taken = job.take_up()
    assert taken is not None
    carry_out(taken)
    import_.refresh_from_db()
    assert import_.state == State.CHECKED


def test_a_plan_that_nobody_imports_expires_and_can_be_made_again(
    organization: Organization, settings: Settings
) -> None:
    import_ = checked(organization.alice)
    age(settings.PLAN_DAYS - 1)
    housekeeping.tidy_up()
    import_.refresh_from_db()
    assert import_.state == State.CHECKED
    age(settings.PLAN_DAYS + 1)
    housekeeping.tidy_up()
    import_.refresh_from_db()
    assert import_.state == State.EXPIRED
    actions.try_again(import_.pk, actor=Actor(organization.alice, "web"))
    actions.check(import_, actor=Actor(organization.alice, "web"))
    assert import_.state == State.CHECKED


def test_files_are_kept_for_as_long_as_was_set_and_the_record_for_ever(
    organization: Organization, settings: Settings
) -> None:
    actor = Actor(organization.alice, "web")
    import_ = checked(organization.alice)
    actions.apply(import_.pk, plan_digest=import_.plan_digest, actor=actor)
    age(settings.FILE_DAYS - 1)
    housekeeping.tidy_up()
    import_.refresh_from_db()
    assert load_plan(import_).frame.height == 1
    age(settings.FILE_DAYS + 1)
    housekeeping.tidy_up()
    import_.refresh_from_db()
    assert import_.files_removed_at is not None
    with pytest.raises(Conflict) as refused:
        results_file(import_, "txt")
    assert refused.value.code == "import-files-removed"


def test_files_of_nobody_go_after_a_day_and_all_others_stay(organization: Organization) -> None:
    import_ = checked(organization.alice)
    orphan = "imports/5d263b84-7467-4b31-a06a-55560b7c4628"
    default_storage.save(f"{orphan}/upload", ContentFile(b"x"))
    default_storage.save(f"imports/{import_.pk}/7/plan.parquet", ContentFile(b"x"))
    housekeeping.tidy_up()
    assert default_storage.exists(f"{orphan}/upload")
    age(2)
    housekeeping.tidy_up()
    assert not default_storage.exists(orphan)
    assert not default_storage.exists(f"imports/{import_.pk}/7")
    assert load_plan(import_).frame.height == 1


def test_mail_tells_of_slow_work_once(organization: Organization, settings: Settings) -> None:
    settings.MAIL = MailServer("mail.example.org", sender="standing@example.org")
    User.objects.filter(pk=organization.alice.pk).update(email="alice@example.org")
    for after, sent in ((60, 0), (0, 1)):
        settings.MAIL_AFTER_SECONDS = after
        import_ = uploaded(organization.alice)
        taken = job.take_up()
        assert taken is not None
        carry_out(taken)
        for _ in range(2):
            housekeeping.send_due_mail()
        assert len(mail.outbox) == sent
    assert mail.outbox[0].to == ["alice@example.org"]
    assert mail.outbox[0].subject == "may.txt: checked"
    assert f"{settings.ADDRESS}/imports/{import_.pk}/" in mail.outbox[0].body
    assert Import.objects.get(pk=import_.pk).mail == Mail.SENT


def test_mail_that_is_held_waits_until_it_is_released(
    organization: Organization, settings: Settings
) -> None:
    User.objects.filter(pk=organization.alice.pk).update(email="alice@example.org")
    Import.objects.filter(pk=uploaded(organization.alice).pk).update(mail=Mail.DUE)
    hold_mail("it was restored")
    housekeeping.send_due_mail()
    assert (len(mail.outbox), Import.objects.get().mail) == (0, Mail.DUE)
    release_mail()
    housekeeping.send_due_mail()
    assert (len(mail.outbox), Import.objects.get().mail) == (1, Mail.SENT)


def test_whoever_was_deactivated_gets_no_mail(organization: Organization) -> None:
    alice = User.objects.filter(pk=organization.alice.pk)
    alice.update(email="alice@example.org")
    Import.objects.filter(pk=uploaded(organization.alice).pk).update(mail=Mail.DUE)
    alice.update(is_active=False)
    housekeeping.send_due_mail()
    assert (len(mail.outbox), Import.objects.get().mail) == (0, Mail.NONE)


def test_nothing_is_swept_while_a_backup_is_made(organization: Organization) -> None:
    orphan = "imports/5d263b84-7467-4b31-a06a-55560b7c4628"
    default_storage.save(f"{orphan}/upload", ContentFile(b"x"))
    age(2)
    with own_connection() as backup:
        backup.execute("SELECT pg_advisory_lock_shared(%s)", [housekeeping.TIDY_LOCK])
        housekeeping.tidy_up()
        assert default_storage.exists(f"{orphan}/upload")
        # The server notices only some time later that a connection was closed.
        backup.execute("SELECT pg_advisory_unlock_shared(%s)", [housekeeping.TIDY_LOCK])
    housekeeping.tidy_up()
    assert not default_storage.exists(orphan)


def test_a_lease_that_ran_out_wakes_a_worker(organization: Organization) -> None:
    import_ = uploaded(organization.alice)
    assert job.take_up() is not None
    housekeeping.see_to_work()
    assert not DBTaskResult.objects.exists()
    let_lease_run_out(import_)
    housekeeping.see_to_work()
    assert DBTaskResult.objects.ready().count() == 1
