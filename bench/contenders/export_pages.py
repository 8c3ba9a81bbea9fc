"""Exports as the page hands them out, every byte of them taken."""

from __future__ import annotations

from typing import Any

from bench.measure import Measured, measure


def run(fmt: str, rows: int) -> list[Measured]:
    """All licenses as a file of a format."""
    from django.test import Client

    from goodstanding.people.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="alice"))
    client.get("/users/")  # once for nothing: the addresses, the middleware
    found, (size, lines) = measure(f"export {fmt}", rows, lambda: _export(client, fmt))
    found.facts = {"bytes": size}
    if fmt == "txt" and lines != rows + 1:
        raise RuntimeError(f"{lines} lines were exported, of {rows} licenses")
    return [found]


def _export(client: Any, fmt: str) -> tuple[int, int]:
    response = client.get(f"/users/licenses/export.{fmt}?learners=all")
    if response.status_code != 200:
        raise RuntimeError(f"the export was answered with {response.status_code}")
    size = lines = 0
    for block in response.streaming_content if response.streaming else [response.content]:
        size += len(block)
        lines += block.count(b"\n")
    response.close()
    return size, lines
