"""The tables of the page, each from the runs of a part; empty where there are none."""

from __future__ import annotations

from collections.abc import Sequence

from bench.bars import page_ratios
from bench.contenders import CONTENDERS, OURS, sampled
from bench.figures import Figure, Records, Run, medians, peak, pick
from bench.options import short


def growth_table(records: Records, sizes: Sequence[int]) -> str:
    """Microseconds a row of everybody, by size."""
    there = {size: records.get(f"imports-{short(size)}", []) for size in sizes}
    there = {size: runs for size, runs in there.items() if runs}
    if not there:
        return ""
    heads = [f"{short(size)} rows" for size in there]
    lines = [
        "\n## By size\n\nMicroseconds a row. Where no ratio is asked of the slow ones, they ran in "
        "one round.\n",
        f"| | {' | '.join(heads)} |",
        f"|---|{'---|' * len(heads)}",
    ]
    for name, job in jobs():
        cells = [_cell(runs, name, job, size) for size, runs in there.items()]
        if any(cells):
            lines.append(f"| {name}, {job} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def jobs() -> list[tuple[str, str]]:
    """Every contender with every job of it, as they are shown."""
    names = list(dict.fromkeys(each.name for each in CONTENDERS))
    found = [(OURS, job) for job in ("check", "import", "check and import")]
    others = [(name, job) for job in ("read", "check", "import") for name in names if name != OURS]
    return [*found, *others]


def _cell(runs: list[Run], name: str, job: str, size: int) -> str:
    figure = medians(runs, name, job)
    if figure is None:
        return ""
    rows = pick(runs, contender=name)[0]["rows"]
    note = sampled(rows, size)
    return f"{micro(figure)}{f'; {note}' if note else ''}"


def micro(figure: Figure) -> str:
    """Microseconds with their spread."""
    told, least, most = (_digits(value * 1e6) for value in
                         (figure.median, figure.least, figure.most))  # fmt: skip
    return told if least == most else f"{told} ({least} to {most})"


def _digits(number: float) -> str:
    return (
        f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 1 else f"{number:.2f}"
    )


def memory_table(records: Records, sizes: Sequence[int]) -> str:
    """Peak memory of the process that checks and imports, and of the one that reads for it."""
    lines = []
    for size in sizes:
        runs = records.get(f"imports-{short(size)}", [])
        if runs:
            lines.append(_memory_row(f"{short(size)} rows", runs))
    memory = records.get("memory", [])
    for held in sorted({run["held"] for run in memory}):
        runs = pick(memory, held=held)
        lines.append(_memory_row(f"{short(runs[0]['rows'])} rows, {short(held)} held", runs))
    if not lines:
        return ""
    head = (
        "\n## Memory\n\nThe most that the process had which checks and imports; beside it the most "
        "that the process had which it starts to read the file. PostgreSQL's own is not in it.\n\n"
        "| | checks and imports | reads |\n|---|---|---|\n"
    )
    return head + "\n".join(lines) + "\n"


def _memory_row(what: str, runs: list[Run]) -> str:
    own, child = peak(runs, OURS), peak(runs, OURS, "child_mib")
    return f"| {what} | {own:,.0f} MiB | {child:,.0f} MiB |"


MOST, SHOWN = 2, 30
"""How many times as long a page may take, and so many of the worst are shown."""


def pages_table(runs: list[Run]) -> str:
    """Every address: among few and many licenses, the ratio, the queries."""
    held = sorted({run["held"] for run in runs})
    if len(held) < 2:
        return ""
    few, many = ({run["job"]: run for run in pick(runs, held=each)} for each in (held[0], held[-1]))
    ratios = page_ratios(runs)
    hold = sum(ratio <= MOST for ratio in ratios.values())
    lines = [
        "\n## Pages\n\nMilliseconds of the server for a page of the list of licenses, and some "
        "others, as an administrator sees them and two supervisors: the median of up to five "
        "requests after a first one; the pages among few and among many licenses are asked for in "
        f"turn, some at a time. Of {len(ratios)} pages, {hold} take at most {MOST} times as "
        f"long; these are the {min(SHOWN, len(ratios))} that grow most.\n",
        f"| | {short(held[0])} licenses | {short(held[-1])} licenses | ratio | queries |",
        "|---|---|---|---|---|",
    ]
    for name, grown in sorted(ratios.items(), key=lambda item: -item[1])[:SHOWN]:
        one, other = few[name]["seconds"] * 1000, many[name]["seconds"] * 1000
        queries = max(few[name]["facts"]["queries"], many[name]["facts"]["queries"])
        lines.append(f"| {name} | {one:,.0f} | {other:,.0f} | {grown:.2f} | {queries} |")
    return "\n".join(lines) + "\n"


def export_table(runs: list[Run]) -> str:
    """Seconds and memory of exports and of their floors."""
    if not runs:
        return ""
    lines = [
        "\n## Exports\n\nAs a page hands them out, by learner; the floors do not sort. COPY TO "
        "writes the same columns of the same licenses to a file; XlsxWriter writes cells that lie "
        "ready in memory.\n",
        "| | licenses | seconds | memory |",
        "|---|---|---|---|",
    ]
    keys = dict.fromkeys((run["job"], run["contender"], run["rows"]) for run in runs)
    for job, contender, rows in sorted(keys, key=lambda key: (key[0], -key[2])):
        found = pick(runs, job=job, contender=contender, rows=rows)
        figure = Figure.of(run["seconds"] for run in found)
        if figure:
            lines.append(
                f"| {job.removeprefix('export ')}, {contender} | {rows:,} | {figure.median:.2f} "
                f"({figure.least:.2f} to {figure.most:.2f}) | {peak(found, contender):,.0f} MiB |"
            )
    return "\n".join(lines) + "\n"


def browsing_table(runs: list[Run]) -> str:
    """Requests of people, with and without an import."""
    if not runs:
        return ""
    lines = [
        "\n## Browsing beside an import\n\n20 people are signed in to a real server and ask for "
        "lists, filters, learners and licenses, with a second or two between an answer and the "
        "next request; then they do so while the largest file is checked and imported.\n",
        "| | requests | median | p95 | longest | errors |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {run['job']} | {run['rows']:,} | {run['seconds']:.3f} s | {run['p95']:.3f} s | "
        f"{run['longest']:.3f} s | {run['errors']} |"
        for run in runs
    ]
    return "\n".join(lines) + "\n"
