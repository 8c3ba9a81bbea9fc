"""A campaign of broken files: made, judged in processes of their own, counted by verdict."""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from goodstanding.formats.read import read_file
from goodstanding.formats.unreadable import Unreadable
from tests.fuzz.mutate import mutant
from tests.fuzz.seeds import Seeds, own_seeds, real_seeds

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30


@dataclass
class Campaign:
    """What was found: how often each verdict, the slowest file, and every file that fell through.

    ``stopped`` counts the files that ended their reading process; each of them was read once
    more the way an upload is, which has to give a refusal with code, place and remedy.
    """

    seed: int
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    stopped: int = 0
    slowest: float = 0.0
    slowest_file: str = ""

    def fail(self, name: str, number: int, data: bytes, wrong: str) -> None:
        """Keep the file, and say how to get at it."""
        folder = Path(tempfile.gettempdir()) / "goodstanding-fuzz"
        folder.mkdir(exist_ok=True)
        kept = folder / f"seed{self.seed}-{number}"
        kept.write_bytes(data)
        self.failures.append(f"{kept} (was {name}): {wrong}")


def run_campaign(count: int, seed: int, workers: int = 2, start: int = 0) -> Campaign:
    """Judge the files ``start`` to ``start + count`` of a seed."""
    found = Campaign(seed)
    seeds = own_seeds() + real_seeds()
    numbers = [range(start + first, start + count, workers) for first in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(_work, found, seeds, part) for part in numbers]:
            done.result()
    return found


def _work(found: Campaign, seeds: Seeds, numbers: range) -> None:
    judge = _start()
    for number in numbers:
        name, data = mutant(seeds, found.seed, number)
        said = _ask(judge, data)
        if said is None:
            judge.kill()
            _end(judge)
            judge = _start()
            _read_as_an_upload(found, name, number, data)
            continue
        found.verdicts[said["verdict"]] += 1
        if float(said["seconds"]) > found.slowest:
            found.slowest, found.slowest_file = float(said["seconds"]), f"{number} (was {name})"
        if said["wrong"]:
            found.fail(name, number, data, said["wrong"])
    _end(judge)


def _end(judge: subprocess.Popen[bytes]) -> None:
    """Tell the judge that nothing more is coming, if it still listens, and see it off."""
    for pipe in (judge.stdin, judge.stdout):
        assert pipe is not None
        with suppress(BrokenPipeError):
            pipe.close()
    judge.wait()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fuzz.judge"],
        cwd=ROOT,
        # Small tables all of them, and one judge for each core.
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _ask(judge: subprocess.Popen[bytes], data: bytes) -> dict[str, str] | None:
    """What the judge says; None if it ended or thinks for too long."""
    assert judge.stdin is not None
    assert judge.stdout is not None
    try:
        judge.stdin.write(struct.pack("<Q", len(data)) + data)
        judge.stdin.flush()
    except BrokenPipeError:
        return None
    ready, _, _ = select.select([judge.stdout], [], [], SECONDS)
    line = judge.stdout.readline() if ready else b""
    said: dict[str, str] | None = json.loads(line) if line else None
    return said


def _read_as_an_upload(found: Campaign, name: str, number: int, data: bytes) -> None:
    """The file in a process of its own: however that ends, the answer must be a clear one."""
    found.stopped += 1
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            read_file(Path(file.name))
        except Unreadable as refusal:
            found.verdicts[refusal.code] += 1
            if not (refusal.place and refusal.remedy):
                found.fail(name, number, data, f"{refusal.code} without place or remedy")
            if refusal.code == "reader-stopped":
                found.fail(name, number, data, "the reader stopped, and nobody knows why")
            return
    found.fail(name, number, data, "ended its judge, or took longer than 30 seconds")
