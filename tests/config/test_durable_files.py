"""A file is there as a whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from goodstanding.config.durable_files import PART, DurableFiles, NotKept


@pytest.fixture
def files(tmp_path: Path) -> DurableFiles:
    return DurableFiles(location=str(tmp_path))


def test_what_is_saved_again_replaces_what_was_there(files: DurableFiles) -> None:
    for content in (b"first", b"second"):
        assert files.save("a/b/c", ContentFile(content)) == "a/b/c"
    with files.open("a/b/c") as kept:
        assert kept.read() == b"second"
    assert files.listdir("a/b") == ([], ["c"])


def failing(number: int) -> Callable[..., Any]:
    def fail(*given: Any, **named: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("step", "number", "said"),
    [
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.EIO, "Input/output error"),
        ("replace", errno.EROFS, "Read-only file system"),
    ],
)
def test_a_disk_that_fails_leaves_what_was_there(
    files: DurableFiles, monkeypatch: pytest.MonkeyPatch, step: str, number: int, said: str
) -> None:
    files.save("a/b", ContentFile(b"first"))
    with monkeypatch.context() as patched:
        patched.setattr(os, step, failing(number))
        with pytest.raises(NotKept, match=said) as refused:
            files.save("a/b", ContentFile(b"second"))
    assert refused.value.status == 507
    with files.open("a/b") as kept:
        assert kept.read() == b"first"
    assert not [name for name in os.listdir(files.path("a")) if name.startswith(PART)]


def test_a_file_is_synced_before_it_gets_its_name_and_its_folder_after(
    files: DurableFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    really_sync, really_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        really_sync(handle)

    def replace(source: str, target: str) -> None:
        steps.append("rename")
        really_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    files.save("a/b", ContentFile(b"x"))
    assert steps == ["file", "rename", "folder", "folder"]
