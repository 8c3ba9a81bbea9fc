"""Facts of the installation, and its workers; nothing about people stands here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now


class Fact(models.Model):
    """What was noted last under a name: when, and what; ``installation.facts`` lists the names."""

    key = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField(db_default=Now())
    value = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class Worker(models.Model):
    """A process that does background work.

    ``seen_at`` is when its heart beat last, ``kept_house_at`` when it has last been round with
    everything that a worker sees to from time to time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(max_length=255)
    process = models.PositiveIntegerField()
    version = models.CharField(max_length=40)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    kept_house_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}"
