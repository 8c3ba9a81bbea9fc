"""``docs/performance.svg``: microseconds a row on a logarithmic scale; a bar for each contender."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

from bench.contenders import COPY_FLOOR, OURS, READ_FLOOR, sampled
from bench.figures import Figure, Records, Run, medians, pick
from bench.options import short
from bench.tables import jobs, micro

WIDTH, LEFT, RIGHT = 900, 310, 190
TOP, ROW, BAR, GAP = 70, 24, 14, 34
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2933; }
  .title { font-size: 16px; font-weight: 600; }
  .small, .tick { font-size: 12px; fill: #52606d; }
  .line { stroke: #d3d9e0; stroke-width: 1; }
  .ours { fill: #0b7a75; } .floor { fill: #8a94a6; } .other { fill: #c8703a; }
  .spread { stroke: #1f2933; stroke-width: 1.5; }
  .back { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6eaf0; } .small, .tick { fill: #a3afbf; } .line { stroke: #38424f; }
    .spread { stroke: #e6eaf0; } .back { fill: #11161d; }
    .ours { fill: #35b5ad; } .other { fill: #e08d57; }
  }
"""
GROUPS = (("Check", ("read", "check")), ("Import", ("import", "check and import")))


class Scale:
    """Microseconds -> where they stand across."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.first = math.floor(math.log10(min(f.least for f in figures) * 1e6))
        last = math.ceil(math.log10(max(f.most for f in figures) * 1e6))
        self.last = max(last, self.first + 1)

    def at(self, seconds: float) -> float:
        share = (math.log10(seconds * 1e6) - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> list[tuple[float, str]]:
        powers = range(self.first, self.last + 1)
        return [(self.at(10.0**power / 1e6), _micro_label(power)) for power in powers]


def write_picture(records: Records, sizes: Sequence[int], path: Path) -> None:
    """Draw the size in the middle, or the one that there is."""
    there = [size for size in sorted(sizes) if records.get(f"imports-{short(size)}")]
    if not there:
        return
    size = there[len(there) // 2]
    path.write_text(draw(records[f"imports-{short(size)}"], size), encoding="utf-8")


def draw(runs: list[Run], size: int) -> str:
    """The picture of one size."""
    groups = [(title, _bars(runs, names)) for title, names in GROUPS]
    scale = Scale([figure for _, found in groups for _, _, figure in found])
    parts, y = [], TOP
    for title, found in groups:
        parts.append(f'<text x="20" y="{y}" class="title">{title}</text>')
        y += 12
        for name, job, figure in found:
            parts += _row(y, name, job, figure, scale, _note(runs, name, size))
            y += ROW
        y += GAP
    bottom = y - GAP + 6
    lines = [line for tick in scale.ticks() for line in _tick(*tick, bottom)]
    head = (
        f'<text x="20" y="28" class="title">Microseconds a row, {size:,} rows: shorter is '
        'quicker</text><text x="20" y="46" class="small">Logarithmic scale: each line is ten '
        "times as long. Median, with the least and the most of the rounds.</text>"
    )
    height = bottom + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="Microseconds a row by contender">\n<style>{STYLE}</style>\n'
        f'<rect class="back" width="{WIDTH}" height="{height}"/>\n'
        + "\n".join([head, *lines, *parts])
        + "\n</svg>\n"
    )


def _bars(runs: list[Run], names: Sequence[str]) -> list[tuple[str, str, Figure]]:
    """Whoever does one of the jobs, the quick ones first."""
    found = [(name, job, medians(runs, name, job)) for name, job in jobs() if job in names]
    there = [(name, job, figure) for name, job, figure in found if figure is not None]
    return sorted(there, key=lambda each: each[2].median)


def _row(y: int, name: str, job: str, figure: Figure, scale: Scale, note: str) -> list[str]:
    kind = {OURS: "ours", COPY_FLOOR: "floor", READ_FLOOR: "floor"}.get(name, "other")
    end, middle = scale.at(figure.median), y + BAR / 2
    words = f"{name}, {job}" if name == OURS else name
    least, most = scale.at(figure.least), scale.at(figure.most)
    said = f"{micro(Figure(figure.median, figure.median, figure.median))} µs{note}"
    return [
        f'<text x="{LEFT - 10}" y="{middle + 4:.0f}" text-anchor="end">{escape(words)}</text>',
        f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" '
        f'height="{BAR}" rx="2"/>',
        f'<line class="spread" x1="{least:.1f}" x2="{most:.1f}" y1="{middle}" y2="{middle}"/>',
        f'<text x="{max(end, most) + 8:.1f}" y="{middle + 4:.0f}" class="small">{said}</text>',
    ]


def _tick(x: float, label: str, bottom: float) -> list[str]:
    return [
        f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}"/>',
        f'<text class="tick" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{label}</text>',
    ]


def _note(runs: list[Run], name: str, size: int) -> str:
    rows = pick(runs, contender=name)[0]["rows"]
    return f" ({sampled(rows, size)})" if rows < size else ""


def _micro_label(power: int) -> str:
    if power >= 3:
        return f"{10 ** (power - 3):,} ms"
    return f"{10**power:g} µs" if power >= 0 else f"{10.0**power:g} µs"
