"""Time and memory of one deed, in the process that does it."""

from __future__ import annotations

import gc
import re
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Measured:
    """One deed: its rows and seconds, and how large the process has been until its end.

    ``child_mib`` is the largest of the processes that it started, ``facts`` what can be checked.
    """

    job: str
    rows: int
    seconds: float
    peak_mib: float = 0.0
    child_mib: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)


def measure(job: str, rows: int, deed: Callable[[], T]) -> tuple[Measured, T]:
    """Do it once, with the clock running."""
    gc.collect()
    start = time.perf_counter()
    result = deed()
    seconds = time.perf_counter() - start
    return Measured(job, rows, seconds, peak_mib(), child_mib()), result


def peak_mib() -> float:
    """The most memory that this process has had at a time.

    The kernel's own mark, where there is one: the figure of getrusage begins with what the
    process had that started this one.
    """
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        found = None
    kilobytes = int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / 1024


def child_mib() -> float:
    """The most memory that one of the processes has had which this one started and saw end."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def as_json(found: list[Measured]) -> list[dict[str, Any]]:
    return [asdict(each) for each in found]
