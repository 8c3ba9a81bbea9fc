"""What is asked of the figures, and whether it holds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.contenders import COPY_FLOOR, OURS, READ_FLOOR, UPSERT
from bench.figures import Figure, Records, Run, growth, peak, pick, ratio, ratios, seconds
from bench.options import short
from bench.parts import COPY_TO, XLSXWRITER

GIB = 1024.0
SAME = 1.1
"""What is not to grow may differ by so much."""


@dataclass(frozen=True)
class Bar:
    """``must`` has to hold, ``aim`` is hoped for; ``more`` says that more is better."""

    what: str
    must: float
    aim: float
    figure: Figure | None
    more: bool = False
    unit: str = "times"

    def holds(self, bound: float) -> bool:
        """Whether the median keeps a bound."""
        if self.figure is None:
            return False
        return self.figure.median >= bound if self.more else self.figure.median <= bound

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.figure is None:
            return "not measured"
        if self.holds(self.must):
            return "holds, and the aim" if self.holds(self.aim) else "holds"
        return "**does not hold**"


def bars(records: Records, sizes: Sequence[int]) -> list[Bar]:
    """All of them, in the order of the page."""
    middle, largest = sorted(sizes)[len(sizes) // 2], max(sizes)
    return [
        *_of_imports(records, middle, largest),
        *_of_growth(records, middle, largest),
        *_of_memory(records, largest),
        *_of_pages(records.get("pages", [])),
        *_of_exports(records.get("exports", [])),
        *_of_browsing(records.get("browsing", [])),
    ]


def _of_imports(records: Records, middle: int, largest: int) -> list[Bar]:
    here, there = (ratios(_imports(records, size)) for size in (middle, largest))
    rows, many = short(middle), short(largest)
    return [
        Bar(f"check of {rows} rows, per row, quicker than django-import-export's dry run",
            400, 1000, here.get("check_vs_django_import_export"), more=True),
        Bar(f"check and import of {rows} rows, per row, quicker than django-import-export's best "
            "mode", 120, 300, here.get("import_vs_django_import_export"), more=True),
        Bar(f"check and import of {rows} rows, per row, quicker than {UPSERT} with history",
            5, 10, here.get("import_vs_bulk_create"), more=True),
        Bar(f"import of {many} rows, as long as {COPY_FLOOR} of the same writes",
            1.5, 1.2, there.get("import_vs_copy_floor")),
        Bar(f"check of {many} rows, as long as {READ_FLOOR} of the file",
            12, 8, there.get("check_vs_polars_read")),
    ]  # fmt: skip


def _of_growth(records: Records, middle: int, largest: int) -> list[Bar]:
    few, many = _imports(records, middle), _imports(records, largest)
    span = f"from {short(middle)} to {short(largest)} rows"
    same = records.get("same", [])
    whole = ratio(seconds(same, OURS, "check and import"), seconds(same, OURS, "check"))
    factor = largest / middle / 10 if largest > middle else 1
    return [
        Bar(f"growth of {job} {span}", 11 * factor, 9 * factor, growth(few, many, job))
        for job in ("check", "import")
    ] + [Bar("check and import of a file in which nothing changed, as long as its check",
             SAME, SAME, whole)]  # fmt: skip


def _of_memory(records: Records, largest: int) -> list[Bar]:
    most = peak(_imports(records, largest), OURS)
    memory = records.get("memory", [])
    held = sorted({run["held"] for run in memory})
    grown = [peak(pick(memory, held=each), OURS) for each in held]
    return [
        Bar(f"memory of the worker at {short(largest)} rows", GIB, GIB / 2,
            Figure.of([most] if most else []), unit="MiB"),
        Bar("the same with ten times as many licenses held", SAME, SAME,
            Figure.of([grown[-1] / grown[0]] if len(grown) > 1 else [])),
    ]  # fmt: skip


ONE_RECORD = ("a learner", "a license")
"""The pages that show one record, and not a list."""


def _of_pages(runs: list[Run]) -> list[Bar]:
    runs = [run for run in runs if not run["job"].endswith(ONE_RECORD)]
    held = sorted({run["held"] for run in runs})
    grown = Figure.of(page_ratios(runs).values())
    worst = grown and Figure(grown.most, grown.least, grown.most)
    queries = max((run["facts"]["queries"] for run in runs), default=0)
    words = f"{short(held[-1])} licenses as among {short(held[0])}" if held else "many as few"
    return [
        Bar(f"the worst list page, as long among {words}", 2, 1.3, worst),
        Bar("queries of any list page", 8, 8, Figure.of([queries] if runs else []), unit=""),
    ]


def page_ratios(runs: list[Run]) -> dict[str, float]:
    """By page, how many times as long among many licenses as among few."""
    held = sorted({run["held"] for run in runs})
    if len(held) < 2:
        return {}
    few = {run["job"]: run["seconds"] for run in pick(runs, held=held[0])}
    many = {run["job"]: run["seconds"] for run in pick(runs, held=held[-1])}
    return {name: many[name] / few[name] for name in many if name in few}


def _of_exports(runs: list[Run]) -> list[Bar]:
    held = sorted({run["held"] for run in pick(runs, job="export txt")})
    text, book = (
        ratio(seconds(part, OURS, job), seconds(part, floor, job))
        for job, floor, part in (
            ("export txt", COPY_TO, pick(runs, held=held[-1] if held else 0)),
            ("export xlsx", XLSXWRITER, runs),
        )
    )
    texts = pick(runs, contender=OURS, job="export txt")
    peaks = [statistics.median(run["peak_mib"] for run in pick(texts, held=each)) for each in held]
    rows = short(held[-1]) if held else "all"
    books = pick(runs, job="export xlsx")
    workbook = short(books[0]["rows"]) if books else "many"
    return [
        Bar(f"export of {rows} licenses as text, as long as COPY TO", 2.5, 1.5, text),
        Bar("memory of it, for ten times as many licenses", SAME, SAME,
            Figure.of([peaks[-1] / peaks[0]] if len(peaks) > 1 else [])),
        Bar(f"export of {workbook} licenses as .xlsx, as long as bare XlsxWriter",
            1.2, 0.2, book),
    ]  # fmt: skip


def _of_browsing(runs: list[Run]) -> list[Bar]:
    p95 = {run["job"]: run["p95"] for run in runs}
    errors = [sum(run["errors"] for run in runs)] if runs else []
    grown = [p95["beside an import"] / p95["alone"]] if runs else []
    return [
        Bar("20 people browsing beside an import: p95, as long as without it", 3, 1.5,
            Figure.of(grown)),
        Bar("errors that they see", 0, 0, Figure.of(errors), unit=""),
    ]  # fmt: skip


def _imports(records: Records, size: int) -> list[Run]:
    return records.get(f"imports-{short(size)}", [])
