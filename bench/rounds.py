"""All contenders on one file, in turn and in many rounds, each on its own copy of one database."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.bases import Bases, head
from bench.contenders import CONTENDERS, OURS, Contender, sampled
from bench.options import Options, short
from bench.processes import run_job
from bench.server import Server
from bench.written import Written

Run = dict[str, Any]


class Rounds:
    """One size; ``runs`` grows with every run. What was written is counted each time."""

    def __init__(self, server: Server, bases: Bases, options: Options, size: int) -> None:
        self.server, self.options, self.size = server, options, size
        self.base = bases.name(options.held)
        self.sheet = bases.sheet(options.held, size)
        self.runs: list[Run] = []
        self.written: Written | None = None

    def measure(self) -> list[Run]:
        """Run everybody, and give what was measured."""
        with tempfile.TemporaryDirectory(prefix="goodstanding-bench-") as folder:
            for number in range(self.options.rounds):
                for contender in in_turn(CONTENDERS, number):
                    if self._has_turn(contender, number):
                        self._run(contender, number, Path(folder))
        return self.runs

    def _has_turn(self, contender: Contender, number: int) -> bool:
        who = self.options.who
        if who and contender.module not in who:
            return False
        if contender.needs and importlib.util.find_spec(contender.needs) is None:
            return False
        # Where the goals are not about the slow ones, they show growth, and one round is enough.
        return number == 0 or not contender.samples or self.size in self._main_sizes()

    def _main_sizes(self) -> tuple[int, ...]:
        sizes = self.options.sizes
        return sizes if len(sizes) == 1 else (sorted(sizes)[len(sizes) // 2],)

    def _run(self, contender: Contender, number: int, folder: Path) -> None:
        rows = contender.rows(self.size, self.options.sample)
        file = self.sheet if rows == self.size else head(self.sheet, rows)
        wish = {"module": contender.module, "file": str(file), "rows": rows}
        wish |= dict(contender.wish)
        if contender.module == "copy_floor":
            wish["folder"] = str(folder)
        with self.server.copied(self.base, "contender") as database:
            found = run_job(wish, address=self.server.address(database))
            if contender.name == OURS and self.written is None:
                with self.server.connect(database) as connection:
                    self.written = Written(connection, folder)
        for each in found:
            self._compare(contender, each)
            self.runs.append({"contender": contender.name, "round": number, **each})
            tell(f"{short(self.size)} rows, round {number + 1}", contender.name, each, self.size)

    def _compare(self, contender: Contender, found: Run) -> None:
        """Nobody wins by doing less than an import of ours wrote for the same rows."""
        if self.written is None or found["job"] == "read":
            return
        expected = self.written.expected(found["rows"])
        facts = found["facts"].get("plan", found["facts"])
        told = {key: facts[key] for key in expected if facts[key] is not None}
        if told != {key: expected[key] for key in told}:
            raise RuntimeError(f"{contender.name}, {found['job']}: {told}, not {expected}")


def in_turn(contenders: Sequence[Contender], number: int) -> Iterator[Contender]:
    """Everybody: as they stand, from behind, from the middle, from the middle backwards, …"""
    start = number // 2 % 2 * (len(contenders) // 2)
    order = [*contenders[start:], *contenders[:start]]
    yield from order if number % 2 == 0 else reversed(order)


def tell(where: str, name: str, found: Run, size: int = 0) -> None:
    """A line for each run."""
    note = sampled(found["rows"], size) if size else ""
    per_row = found["seconds"] / max(found["rows"], 1) * 1e6
    print(
        f"{where:24} {name:38} {found['job']:8} {found['seconds']:9.3f} s {per_row:10.1f} µs a row"
        f" {found['peak_mib']:6.0f} MiB  {note}",
        flush=True,
    )
