"""Figures for Prometheus: of requests from the processes, of all else from database and disk."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import Error
from django.db.models import Count, Max
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from goodstanding import __version__
from goodstanding.health.on_disk import room_left
from goodstanding.health.on_work import waiting_since
from goodstanding.health.requests import BUCKETS, all_requests
from goodstanding.imports.models import Import, State
from goodstanding.installation.facts import Key, noted
from goodstanding.installation.models import Worker

PREFIX = "goodstanding_"


def exposition(accept: str) -> tuple[bytes, str]:
    """All figures as they are now, in the format that was asked for, and its name."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class _Figures(Collector):
    def collect(self) -> Iterator[Metric]:
        """Whatever can be told; a database that is away takes only its own figures along."""
        info = GaugeMetricFamily(f"{PREFIX}info", "The program.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        yield from _of_requests()
        yield _gauge("disk_free_bytes", "What may still be written.", room_left())
        try:
            yield from [*_of_imports(), *_of_workers(), *_of_facts()]
        except Error:
            yield _gauge("database_up", "Whether the database answers.", 0)
        else:
            yield _gauge("database_up", "Whether the database answers.", 1)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}{name}", said, value=value)


def _of_requests() -> Iterator[Metric]:
    counts = CounterMetricFamily(
        f"{PREFIX}requests", "Requests answered.", labels=["page", "status"]
    )
    times = HistogramMetricFamily(
        f"{PREFIX}request_seconds", "How long they took.", labels=["page"]
    )
    by_page: dict[str, list[float]] = {}
    for key, values in sorted(all_requests().items()):
        page, status = key.split(" ")
        counts.add_metric([page, status], values[0])
        known = by_page.setdefault(page, [0.0] * len(values))
        by_page[page] = [one + other for one, other in zip(known, values, strict=True)]
    for page, (count, total, *within) in by_page.items():
        buckets = [(str(bucket), found) for bucket, found in zip(BUCKETS, within, strict=True)]
        times.add_metric([page], [*buckets, ("+Inf", count)], total)
    yield counts
    yield times


def _of_imports() -> Iterator[Metric]:
    states = GaugeMetricFamily(f"{PREFIX}imports", "Imports by state.", labels=["state"])
    found = dict(Import.objects.values_list("state").annotate(n=Count("pk")).order_by())
    for state in State.values:
        states.add_metric([state], found.get(state, 0))
    yield states
    waiting = waiting_since()
    yield _gauge("imports_waiting", "Imports that nobody is at work on yet.", len(waiting))
    oldest = (timezone.now() - min(waiting)).total_seconds() if waiting else 0
    yield _gauge("import_oldest_waiting_seconds", "How long the first of them waits.", oldest)


def _of_workers() -> Iterator[Metric]:
    last = Worker.objects.aggregate(last=Max("seen_at"))["last"]
    if last is not None:
        age = max((timezone.now() - last).total_seconds(), 0)
        yield _gauge("worker_heartbeat_age_seconds", "Since a worker's heart has beaten.", age)


def _of_facts() -> Iterator[Metric]:
    backup, chain = noted(Key.BACKUP), noted(Key.CHAIN_CHECK)
    if backup:
        at = backup.at.timestamp()
        yield _gauge("backup_timestamp_seconds", "When the last backup was made.", at)
    if chain:
        at, broken = chain.at.timestamp(), chain.value.get("broken")
        yield _gauge("chain_check_timestamp_seconds", "When the history was last checked.", at)
        yield _gauge("chain_whole", "Whether it was whole then.", 0 if broken else 1)
        yield _gauge("chain_links", "Its links.", chain.value.get("links", 0))
