"""``docs/performance.md``: the figures, for people who come to the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.bars import Bar, bars
from bench.contenders import COPY_FLOOR, MODES, READ_FLOOR, ROW_BY_ROW, UPSERT
from bench.figures import Figure, Records
from bench.options import Options
from bench.tables import browsing_table, export_table, growth_table, memory_table, pages_table

HEAD = """# Performance

This page and its picture are written by `make bench`; the figures are those of its last run on
one machine (below). Take the ratios from them: each is worked out between two contenders that ran
in the same round, one after the other, on copies of the same database. A figure is the median of
the rounds, with the least and the most in parentheses.

The organization is made from a seed: {held} licenses, half as many learners, in 111 units,
everything with its history. The files are tab-delimited text of 10 columns: of a thousand rows,
200 are new, 300 change something, 480 say what is on record already, and 20 are wrong in one of
eleven ways.

## What is asked, and what was measured

"""

PICTURE = "\n![Microseconds a row, on a logarithmic scale](performance.svg)\n"

CONTENDERS = f"""
## Who was measured

- **Good Standing**, as its worker does it: `check` is the upload, reading in a process of its
  own (which stands ready, as it does for some minutes after any file), all rules, and the plan
  with old and new values of every row, kept on disk. `import` is the plan into the database, with
  a version of every license and one event in the chain. Who compares an import with somebody
  else's reads *check and import*, because the others read, check and write in one go; only
  {COPY_FLOOR}, which gets finished rows, is compared with `import` alone.
- **{READ_FLOOR}**: the same file read as text, and nothing done with it. A check cannot be
  quicker.
- **{COPY_FLOOR}**: the very rows that our import wrote, in one transaction: new ones by COPY into
  the table, changed ones by COPY into a temporary table and one UPDATE, versions by COPY, one
  event. All indexes, constraints and triggers are in place. An import cannot be much quicker.
- **{UPSERT}**: written by hand with dictionaries for all look-ups; what is the same is passed
  over; versions by `bulk_create`.
- **{ROW_BY_ROW}**: look up, validate, save and write a version, row by row.
- **django-import-export**, with a version written of everything that it adds or changes:
{{modes}}

  The ratios of the table take the quickest mode in which the library still validates the records.
  In *by hand* its validation is replaced by ours.

Everybody starts from tables, indexes and history that are the same file by file. The clock runs
for the deed alone: not for starting a process, setting Django up or copying databases; there is a
CHECKPOINT before each. Afterwards the rows that were added and changed are counted in the
versions: whoever wrote other rows than Good Standing did for the same part of the file stops the
run. Contenders that are too slow for a size get the first rows of the same file against the same
tables, as the table says.
"""

AGAIN = """
## Run it yourself

```
make bench                          # all of it, which takes an hour or more; writes this page
make bench SIZE=100k                # one size of file
make bench SIZE=100k JSON=FILE      # and its figures as JSON
make bench SIZE=10k HELD=10k        # a quick try
make bench PARTS="pages exports"    # some parts: imports same memory pages exports browsing
make bench PARTS=page               # this page again, from the figures of before
```

`SEED` (1), `ROUNDS` (3), `SAMPLE` (100 rows for the slow ones, ten times as many for the quicker
of them) and `WHO` (modules of `bench/contenders`, all) can be given too. Databases, sheets and the
figures of every part are kept in `build/bench`, or in the folder that `BENCH_HOME` names.
"""


def write_page(records: Records, machine: Mapping[str, str], options: Options, path: Path) -> None:
    """Write the page; the picture lies beside it."""
    modes = "\n".join(f"  - *{name}*: {words}." for name, words in MODES.items())
    parts = [
        HEAD.format(held=f"{options.held:,}"),
        bars_table(bars(records, options.sizes)),
        PICTURE if any(name.startswith("imports") for name in records) else "",
        CONTENDERS.format(modes=modes),
        growth_table(records, options.sizes),
        memory_table(records, options.sizes),
        pages_table(records.get("pages", [])),
        export_table(records.get("exports", [])),
        browsing_table(records.get("browsing", [])),
        machine_table(machine),
        AGAIN,
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(parts), encoding="utf-8")


def bars_table(found: Sequence[Bar]) -> str:
    """Must, aim and measured."""
    lines = ["| | must | aim | measured | |", "|---|---|---|---|---|"]
    for bar in found:
        bound = "at least" if bar.more else "at most"
        lines.append(
            f"| {bar.what} | {bound} {amount(bar.must, bar.unit)} | {amount(bar.aim, bar.unit)} | "
            f"{spread(bar.figure, bar.unit)} | {bar.verdict} |"
        )
    return "\n".join(lines) + "\n"


def spread(figure: Figure | None, unit: str) -> str:
    """A median with its least and most, where they differ."""
    if figure is None:
        return ""
    told = amount(figure.median, unit)
    least, most = amount(figure.least, unit), amount(figure.most, unit)
    return told if least == most else f"{told} ({least.split()[0]} to {most.split()[0]})"


def amount(number: float, unit: str) -> str:
    """A number with as many digits as mean something, and its unit."""
    digits = 0 if number >= 20 or number == int(number) else 1 if number >= 10 else 2
    return f"{number:,.{digits}f} {unit}".strip()


def machine_table(machine: Mapping[str, str]) -> str:
    lines = "\n".join(f"| {name} | {value} |" for name, value in machine.items())
    return f"\n## The machine\n\n| | |\n|---|---|\n{lines}\n"


def console_table(found: Sequence[Bar]) -> str:
    """The same for a terminal."""
    return "\n".join(
        f"{bar.verdict.strip('*'):20} {spread(bar.figure, bar.unit):32} "
        f"(must {amount(bar.must, bar.unit)}, aim {amount(bar.aim, bar.unit)})  {bar.what}"
        for bar in found
        if bar.figure is not None
    )
