"""The parts of the whole, each of which gives the runs that it measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bench.bases import Bases
from bench.browsing import measure_browsing
from bench.contenders import OURS
from bench.options import Options, short
from bench.processes import run_job
from bench.rounds import Rounds, Run, tell
from bench.server import Server

Turn = TypeVar("Turn")

SMALLEST = 200
COPY_TO, XLSXWRITER = "COPY TO", "XlsxWriter"
MEMORY_ROWS = 100_000
LOTS = 20
"""In so many lots, pages among few and among many licenses are asked for in turn: a machine that
others use too is not as quick at one time as at another."""


class Parts:
    """Everything that can be measured, on one server."""

    def __init__(self, server: Server, bases: Bases, options: Options) -> None:
        self.server, self.bases, self.options = server, bases, options

    def all(self) -> dict[str, Callable[[], list[Run]]]:
        """The parts that were asked for, by the name under which their figures are kept."""
        options = self.options
        imports = {
            f"imports-{short(size)}": Rounds(self.server, self.bases, options, size).measure
            for size in (options.sizes if "imports" in options.parts else ())
        }
        others: dict[str, Callable[[], list[Run]]] = {
            "same": self.same,
            "memory": self.memory,
            "pages": self.pages,
            "exports": self.exports,
            "browsing": lambda: measure_browsing(self.server, self.bases, options),
        }
        wanted = {name: part for name, part in others.items() if name in options.parts}
        return imports | wanted

    def same(self) -> list[Run]:
        """A file in which nothing changed."""
        rows = self.options.largest
        sheet = self.bases.sheet(self.options.held, rows, "same")
        wish = {"module": "good_standing", "file": str(sheet), "rows": rows}
        found = [
            run
            for number in range(self.options.rounds)
            for run in self._run("nothing changed", OURS, wish, self.options.held, number)
        ]
        if any(run["facts"].get("add", 0) or run["facts"].get("change", 0) for run in found):
            raise RuntimeError("something was written of a file in which nothing changed")
        return found

    def memory(self) -> list[Run]:
        """The same number of rows against ten times as many licenses."""
        rows = min(MEMORY_ROWS, self.options.largest)
        found = []
        for held in (max(self.options.held // 10, SMALLEST), self.options.held):
            sheet = self.bases.sheet(held, rows)
            wish = {"module": "good_standing", "file": str(sheet), "rows": rows}
            found += self._run(f"memory, {short(held)} held", OURS, wish, held)
        return found

    def pages(self) -> list[Run]:
        """Every list, among few licenses and among many, in turn."""
        found: list[Run] = []
        few, many = max(self.options.held // 100, SMALLEST), self.options.held
        copied, name = self.server.copied, self.bases.name
        with copied(name(few), "few") as small, copied(name(many), "many") as large:
            for lot in range(LOTS):
                pair = [(few, small), (many, large)]
                for held, database in _in_turn(pair, lot):
                    wish: Run = {"module": "pages", "rows": held, "lot": lot, "lots": LOTS}
                    found += self._on(database, OURS, wish, held)
        for held in (few, many):
            slowest = max((r for r in found if r["held"] == held), key=lambda r: r["seconds"])
            print(f"Pages among {held:,} licenses: the slowest is “{slowest['job']}”, "
                  f"{slowest['seconds']:.3f} s", flush=True)  # fmt: skip
        return found

    def exports(self) -> list[Run]:
        """Text of all licenses, and of a tenth; workbooks of a fifth; with their floors."""
        held = self.options.held
        tenth, fifth = max(held // 10, SMALLEST), max(held // 5, SMALLEST)
        found: list[Run] = []
        for number in range(self.options.rounds):
            contests = [("txt", held, COPY_TO), ("xlsx", fifth, XLSXWRITER)]
            for fmt, rows, floor in _in_turn(contests, number):
                pair = [(OURS, "export_pages"), (floor, "export_floors")]
                for name, module in _in_turn(pair, number):
                    wish: Run = {"module": module, "fmt": fmt, "rows": rows}
                    found += self._run(f"export, {fmt}", name, wish, rows, number)
        wish = {"module": "export_pages", "fmt": "txt", "rows": tenth}
        return found + self._run("export of a tenth", OURS, wish, tenth)

    def _run(self, where: str, name: str, wish: Run, held: int, number: int = 0) -> list[Run]:
        """One job on a copy of the base of so many licenses."""
        with self.server.copied(self.bases.name(held), "part") as database:
            runs = self._on(database, name, wish, held, number)
        for run in runs:
            tell(where, f"{name}, {short(held)} held", run)
        return runs

    def _on(self, database: str, name: str, wish: Run, held: int, number: int = 0) -> list[Run]:
        found: list[dict[str, Any]] = run_job(wish, address=self.server.address(database))
        return [{"contender": name, "round": number, "held": held, **run} for run in found]


def _in_turn(some: list[Turn], number: int) -> list[Turn]:
    """The same, where every other time the last one begins."""
    return some[:: 1 if number % 2 == 0 else -1]
