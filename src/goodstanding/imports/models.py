"""Imports: each upload, how it was read, what it would do, and what came of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from goodstanding.history.models import Version
from goodstanding.people.actor import Actor
from goodstanding.people.models import User


class State(models.TextChoices):
    """Where an import is. Only ``imported`` has changed anything."""

    UPLOADED = "uploaded", "Waiting to be checked"
    CHECKING = "checking", "Checking"
    UNREADABLE = "unreadable", "Could not be read"
    NEEDS_HELP = "needs-help", "Needs your help"
    CHECKED = "checked", "Checked"
    IMPORTING = "importing", "Importing"
    IMPORTED = "imported", "Imported"
    STALE = "stale", "Out of date"
    STOPPED = "stopped", "Stopped, nothing imported"
    DISCARDED = "discarded", "Discarded"
    EXPIRED = "expired", "Expired"


UNDO_FOR = timedelta(days=30)
"""For so long can an import be undone."""


class Mail(models.TextChoices):
    """Whether somebody is to be told by mail that the work is done."""

    NONE = "none", "None"
    DUE = "due", "Due"
    SENT = "sent", "Sent"


BUSY_STATES = (State.UPLOADED, State.CHECKING, State.IMPORTING)


class Import(models.Model):
    """One upload and all that came of it.

    ``kind`` is the kind of sheet (licenses, learners, license-types). ``counts`` has the keys
    read, add, change, remove, same, cannot, blank, errors, warnings. ``refusal`` holds code,
    message, remedy and place when the file could not be read or the import was stopped.
    ``follows`` is the import that went out of date and was checked again as this one.
    ``import_at_once`` is the box "Only validate the file" left unticked. ``answers`` is what was
    said about the file since (``sheets.answers``), ``asked`` which questions are still open.

    ``key`` is what a door gave so that the same request twice makes one import. ``saved_at`` is
    when the file was last saved, where that is known. ``undoes`` is the import that this one takes
    back: its plan was made from versions, and there is no file.

    The rest belongs to the work (``imports.job``): ``fence`` counts who has taken it up, so that
    whoever lost it can write nothing any more; ``lease_until`` is when it may be taken up by
    another, ``attempts`` how often that happened in this state; ``files`` is the fence of the
    attempt whose plan is kept; ``chain_position`` is where the chain of events ended when that
    began. ``progress`` has phase, rows and began (a time); ``seconds`` is how long check and
    import took.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=State.choices, default=State.UPLOADED)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    door = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_size = models.PositiveBigIntegerField()
    file_digest = models.CharField(max_length=64)
    import_at_once = models.BooleanField(default=False)
    only_good_rows = models.BooleanField(default=False)
    read_as = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    chain_position = models.BigIntegerField(default=0)
    refusal = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    asked = models.JSONField(default=list)
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="successor"
    )
    undoes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    key = models.CharField(max_length=100, blank=True)
    saved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.JSONField(default=dict)
    seconds = models.JSONField(default=dict)
    files = models.PositiveIntegerField(default=0)
    # The format of what is kept beside the record (``imports.storage.KEPT_FORMAT``).
    kept_format = models.PositiveSmallIntegerField(default=1)
    files_removed_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.NONE)

    viewer: Actor | None = None
    """Who looks at it, set by ``imports.queries``; see ``imports.shown``."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "key"], condition=~models.Q(key=""), name="import_once_for_a_key"
            )
        ]
        indexes = [
            models.Index(fields=["-created_at"], name="import_by_time"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["uploaded", "checking", "importing"]),
                name="import_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def reference(self) -> str:
        """The short name of the import that the results file carries."""
        return f"GS-{self.id.hex[:8].upper()}"

    @property
    def is_busy(self) -> bool:
        """Whether the worker still has something to do with it."""
        return self.state in BUSY_STATES

    @property
    def changes(self) -> int:
        """How many records the plan would add, change or remove."""
        return sum(int(self.counts.get(key, 0)) for key in ("add", "change", "remove"))

    @property
    def unusual(self) -> int:
        """How many records are changed or deleted, if that is an unusual share of those held."""
        change, remove = int(self.counts.get("change", 0)), int(self.counts.get("remove", 0))
        held = int(self.counts.get("held", 0))
        many = change + remove >= max(20, held / 2)
        return change + remove if many or remove >= max(10, held / 10) else 0

    @property
    def may_be_undone(self) -> bool:
        """Whether this import did something that can still be taken back."""
        if self.state != State.IMPORTED or not self.changes or self.imported_at is None:
            return False
        done = self.undone_by.filter(state=State.IMPORTED)
        return timezone.now() - self.imported_at < UNDO_FOR and not done.exists()


class Remembered(models.Model):
    """An answer of one person that holds for files of a kind to come, until it is forgotten.

    About a person it holds for whoever gave it, about anything else for everybody who has not
    answered differently; nobody's answer takes the place of another's (``imports.memory``).

    ``what`` it is about decides the rest: for a heading, ``text`` is the heading and ``value`` the
    field; for a value, ``text`` in the column ``field`` stands for ``value``; for the order of
    dates, ``value`` is "day" or "month". ``text_key`` is what texts are compared by.
    """

    class About(models.TextChoices):
        HEADING = "heading", "Heading"
        VALUE = "value", "Value"
        DATE_ORDER = "date-order", "Order of dates"

    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=20, choices=About.choices)
    field = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    text_key = models.TextField(blank=True)
    value = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "what", "field", "text_key", "by"], name="remembered_once_by_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text or 'dates'}: {self.value}"


class ImportVersion(Version):
    """What proves an import: written by the import itself, and never again.

    ``record_id`` is the first half of the import's id, ``import_id``, as a number. What is kept as
    JSON with the import is kept as its text here.
    """

    import_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField()
    door = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_size = models.BigIntegerField()
    file_digest = models.CharField(max_length=64)
    read_as = models.TextField()
    answers = models.TextField()
    counts = models.TextField()
    only_good_rows = models.BooleanField()
    plan_digest = models.CharField(max_length=64)
    follows_id = models.UUIDField(null=True)
    undoes_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    imported_at = models.DateTimeField()
    imported_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="import_version_once")
        ]
