"""How much lies on the disk while it is sent, of all senders and of each."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path


class Room:
    """So many bytes in files without names; no sender has more than half of them."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self.most = most
        self.of: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, sender: str, size: int) -> bool:
        """Whether there was room for so many more, which are taken then."""
        with self._lock:
            is_enough = (
                self.of.total() + size <= self.most and self.of[sender] + size <= self.most // 2
            )
            if is_enough:
                self.of[sender] += size
            return is_enough

    def give_back(self, sender: str, size: int) -> None:
        """So many are gone from the disk."""
        with self._lock:
            self.of[sender] -= size
            if self.of[sender] <= 0:
                del self.of[sender]
