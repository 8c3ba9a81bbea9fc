"""Events, and the shape of the version tables; append-only."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One deed: who did what, when, through which door, and why.

    Names and ids are kept as they were: an event outlives what it speaks of.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    door = models.CharField(max_length=20)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    learner_id = models.BigIntegerField(null=True)
    import_id = models.UUIDField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["learner_id", "-id"], name="event_by_learner")]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_name}"


class Link(models.Model):
    """A link of the chain: the digest of an event, its versions, and the link before.

    ``position`` counts 1, 2, 3 without gaps; ``versions`` is the digest of the event's versions;
    ``format`` says how both digests were made (``history.digests``).
    """

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="link")
    versions = models.TextField(blank=True)
    format = models.PositiveSmallIntegerField(default=1, db_default=1)
    digest = models.CharField(max_length=64)


class Version(models.Model):
    """A full copy of a record after one change, with the event that made it.

    The version tables are written by ``history.bulk`` alone, in the transaction of the change.
    """

    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    removed = models.BooleanField(default=False)
    source_row = models.PositiveIntegerField(null=True)
    # Written in the transaction of its event, which is never removed: a constraint would look for
    # it again for every version. Verification finds versions of events that are not there.
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    class Meta:
        abstract = True
