"""Every deed that is written down has words where histories are shown."""

from __future__ import annotations

import re
from pathlib import Path

import goodstanding
from goodstanding.imports.kinds import find_kind
from goodstanding.web.templatetags.words import DEEDS

SOURCE = Path(goodstanding.__file__).parent
WRITTEN = re.compile(
    r'(?:recorded\(|record_event\(|_write\(|action=)\s*"([a-z-]+\.[a-z-]+)"', re.MULTILINE
)


def test_every_action_of_an_event_has_words() -> None:
    actions = {
        action
        for path in SOURCE.rglob("*.py")
        for action in WRITTEN.findall(path.read_text(encoding="utf-8"))
    }
    actions |= {find_kind(kind).action for kind in ("licenses", "learners", "license-types")}
    assert len(actions) >= 15
    assert actions - DEEDS.keys() == set()
