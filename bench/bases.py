"""Installations to measure on, made once for each number of licenses and kept; their sheets."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bench.options import ROOT, short
from bench.processes import run_here
from bench.server import EMPTY, Server

SOURCES = ("bench/organization.py", "src/goodstanding/*/migrations/*.py",
           "src/goodstanding/licenses/starter_catalog.txt")  # fmt: skip


class Bases:
    """The bases of a home and a seed; what the sources made otherwise before is thrown away."""

    def __init__(self, server: Server, home: Path, seed: int) -> None:
        self.server, self.home, self.seed = server, home, seed
        self.mark = digest(*SOURCES)
        for name in server.databases():
            if name.startswith(("held_", "making_")) and not name.endswith(self.mark):
                server.drop(name)

    def name(self, held: int) -> str:
        """The database that holds so many licenses; it is made if it is not there."""
        name = f"held_{held}_{self.seed}_{self.mark}"
        if name not in self.server.databases():
            print(f"Making an installation of {held:,} licenses …", flush=True)
            making = name.replace("held_", "making_")
            self.server.drop(making)
            self.server.copy(EMPTY, making)
            self._run(making, {"make": "base", "held": held, "seed": self.seed})
            self.server.rename(making, name)
        return name

    def sheet(self, held: int, rows: int, kind: str = "dirty") -> Path:
        """A sheet of so many rows for that base, ``dirty`` or ``same``."""
        mark = digest(*SOURCES, "bench/sheet.py")
        folder = self.home / "sheets" / f"held-{short(held)}-seed-{self.seed}-{mark}"
        path = folder / f"{kind}-{rows}.txt"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            print(f"Writing a sheet of {rows:,} rows ({kind}) …", flush=True)
            part = path.with_suffix(".part")
            wish = {"make": kind, "path": str(part), "rows": rows, "seed": self.seed}
            self._run(self.name(held), wish)
            part.rename(path)
        return path

    def _run(self, database: str, wish: dict[str, object]) -> None:
        run_here("bench.make", wish, address=self.server.address(database), home=self.home)


def head(path: Path, rows: int) -> Path:
    """The first rows of a sheet, as a sheet."""
    target = path.with_name(f"{path.stem}-first-{rows}.txt")
    if not target.exists():
        part = target.with_suffix(".part")
        with path.open("rb") as source, part.open("wb") as out:
            for _ in range(rows + 1):
                out.write(source.readline())
        part.rename(target)
    return target


def digest(*patterns: str) -> str:
    """A mark of the sources, in six letters."""
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()[:6]
