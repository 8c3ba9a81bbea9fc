"""A new signing key."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from goodstanding.config.environment import secret_key
from goodstanding.config.key_rotation import GOOD_FOR_SECONDS, OLD_KEY, old_keys, rotate_key
from goodstanding.refusals import Refusal


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOODSTANDING_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GOODSTANDING_SECRET_KEY", raising=False)
    return tmp_path / "home"


def test_the_old_key_is_good_for_nothing() -> None:
    before = secret_key()
    rotate_key(keep_old=True)
    rotate_key(keep_old=False)
    assert secret_key() != before
    assert len(secret_key()) > 60
    assert old_keys() == []


def test_the_old_key_is_good_for_a_while(home: Path) -> None:
    before = secret_key()
    rotate_key(keep_old=True)
    assert secret_key() != before
    assert old_keys() == [before]
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}
    then = time.time() - GOOD_FOR_SECONDS - 1
    os.utime(home / OLD_KEY, (then, then))
    assert old_keys() == []


def test_a_key_that_is_a_setting_is_not_ours(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rotate_key(keep_old=True)
    monkeypatch.setenv("GOODSTANDING_SECRET_KEY", "x" * 60)
    assert old_keys() == []
    with pytest.raises(Refusal) as refused:
        rotate_key(keep_old=True)
    assert refused.value.code == "key-is-a-setting"


def test_what_cannot_be_written_leaves_the_old_key(home: Path) -> None:
    before = secret_key()
    (home / f"secret-key.{os.getpid()}").mkdir()
    with pytest.raises(Refusal) as refused:
        rotate_key(keep_old=False)
    assert refused.value.code == "key-not-written"
    assert secret_key() == before
