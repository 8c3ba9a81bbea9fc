"""Figures for Prometheus, and who may read them."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from goodstanding.config.environment import WrongSetting, read_networks, read_token
from goodstanding.health import requests
from goodstanding.imports.models import Import
from goodstanding.installation import workers
from goodstanding.installation.facts import Key, note
from tests.cast import Organization
from tests.imports.test_job import uploaded

TOKEN = "a-long-random-text-0123456789"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_figures(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(requests, "this", requests.Counter())


def read() -> dict[str, float]:
    """Every figure by its name and labels, as Prometheus reads it."""
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    found = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        assert family.documentation.endswith(".")
        for sample in family.samples:
            labels = ",".join(f"{key}={value}" for key, value in sorted(sample.labels.items()))
            found[f"{sample.name.removeprefix('goodstanding_')}{{{labels}}}"] = sample.value
    return found


def test_requests_are_counted_by_page_and_status() -> None:
    for _ in range(3):
        Client().get("/help/")
    Client().get("/help/nothing-of-that-name/")
    Client().get("/some/where/0012345/")
    found = read()
    assert found["requests_total{page=help,status=200}"] == 3
    assert found["requests_total{page=help-topic,status=404}"] == 1
    assert found["requests_total{page=nowhere,status=404}"] == 1
    assert found["request_seconds_count{page=help}"] == 3
    assert found["request_seconds_bucket{le=30.0,page=help}"] == 3
    assert 0 < found["request_seconds_sum{page=help}"] < 90
    assert found["database_up{}"] == 1
    assert found["disk_free_bytes{}"] > 0
    assert not [name for name in found if "0012345" in name]


def test_processes_add_up_and_those_that_have_ended_are_forgotten(tmp_path: Path) -> None:
    Client().get("/help/")
    until = time.monotonic() + 10
    while not (files := list((tmp_path / "metrics").glob("*.json"))):
        assert time.monotonic() < until
        time.sleep(0.05)
    (kept,) = files
    assert list(json.loads(kept.read_text())) == ["help 200"]
    other, gone = (tmp_path / "metrics" / f"{name}.json" for name in ("other", "gone"))
    for path in (other, gone):
        path.write_text(kept.read_text())
    then = time.time() - requests.FORGOTTEN_AFTER - 1
    os.utime(gone, (then, then))
    assert read()["requests_total{page=help,status=200}"] == 2
    assert (other.exists(), gone.exists()) == (True, False)


def test_imports_workers_backup_and_history(organization: Organization) -> None:
    found = read()
    assert found["imports{state=uploaded}"] == found["import_oldest_waiting_seconds{}"] == 0
    assert {"worker_heartbeat_age_seconds{}", "chain_whole{}"}.isdisjoint(found)
    uploaded(organization.alice)
    Import.objects.update(created_at=Now() - timedelta(minutes=10))
    workers.beat(uuid4())
    note(Key.BACKUP)
    note(Key.CHAIN_CHECK, links=7, broken="somebody's name", broken_at=8)
    found = read()
    assert found["imports{state=uploaded}"] == found["imports_waiting{}"] == 1
    assert 600 <= found["import_oldest_waiting_seconds{}"] < 660
    assert found["worker_heartbeat_age_seconds{}"] < 30
    assert abs(found["backup_timestamp_seconds{}"] - time.time()) < 60
    assert abs(found["chain_check_timestamp_seconds{}"] - time.time()) < 60
    assert (found["chain_whole{}"], found["chain_links{}"]) == (0, 7)


@pytest.mark.parametrize(
    ("address", "shown", "status"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("::ffff:127.0.0.1", None, 200),
        ("192.0.2.7", None, 403),
        ("192.0.2.7", TOKEN, 200),
        ("192.0.2.7", TOKEN[:-1], 403),
        ("192.0.2.7", "", 403),
        ("198.51.100.9", None, 200),
        ("not an address", None, 403),
    ],
)
def test_who_may_read(settings: Settings, address: str, shown: str | None, status: int) -> None:
    settings.METRICS_FROM = read_networks("GOODSTANDING_X", "127.0.0.1,::1,198.51.100.0/24")
    settings.METRICS_TOKEN = TOKEN
    headers = {} if shown is None else {"Authorization": f"Bearer {shown}"}
    answer = Client().get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert answer.status_code == status
    assert (b"goodstanding_info" in answer.content) is (status == 200)


def test_without_a_token_none_is_good(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    headers = {"Authorization": "Bearer "}
    assert Client().get("/metrics", headers=headers, REMOTE_ADDR="192.0.2.7").status_code == 403


@pytest.mark.parametrize("token", ["short", "a long text with ümlauts", "tab\tin-a-long-text"])
def test_tokens_that_cannot_be(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("GOODSTANDING_X", token)
    with pytest.raises(WrongSetting):
        read_token("GOODSTANDING_X")


def test_no_network_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODSTANDING_X", "None")
    assert read_networks("GOODSTANDING_X", "127.0.0.1") == []


def test_networks_that_cannot_be() -> None:
    with pytest.raises(WrongSetting):
        read_networks("GOODSTANDING_X", "127.0.0.1,everybody")
