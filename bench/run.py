"""``make bench``: measure, keep the figures, print and write the page and its picture."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.bars import bars
from bench.bases import Bases
from bench.figures import Records, Run, medians, pick, ratios
from bench.machine import describe_machine
from bench.options import ROOT, Options, read_options, short
from bench.page import console_table, write_page
from bench.parts import Parts
from bench.picture import write_picture
from bench.server import Server
from bench.tables import jobs

Machine = Mapping[str, str]


def main() -> int:
    """Run the parts that were asked for; 0 if everybody wrote what there was to write."""
    options = read_options()
    # The database ends with this process, whoever ends it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = measure(options) if set(options.parts) - {"page"} else []
    records, machine = kept(options)
    if failed and options.parts == ("imports",):
        return 1
    if len(options.sizes) == 1 and options.parts == ("imports",):
        report_size(options, records, machine)
    else:
        report_all(options, records, machine)
    for name in failed:
        print(f"FAILED: {name}; what it had measured before is still shown.", file=sys.stderr)
    return 1 if failed else 0


def measure(options: Options) -> list[str]:
    """Measure part by part; the figures of each are kept as soon as they are there.

    Gives the parts that failed: a run takes long, and the others are not to be lost with one.
    """
    server = Server(options.home)
    bases = Bases(server, options.home, options.seed)
    machine = describe_machine(server.version())
    options.records.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    for name, part in Parts(server, bases, options).all().items():
        try:
            runs = part()
        except RuntimeError as error:
            print(f"{name}: {error}", file=sys.stderr, flush=True)
            failed.append(name)
            continue
        said = {"machine": machine, "held": options.held, "runs": runs}
        (options.records / f"{name}.json").write_text(json.dumps(said, indent=1))
    return failed


def kept(options: Options) -> tuple[dict[str, list[Run]], Machine]:
    """The figures of every part, and the machine of the last one."""
    paths = sorted(options.records.glob("*.json"), key=lambda path: path.stat().st_mtime)
    found = {path.stem: json.loads(path.read_text()) for path in paths}
    machine = found[paths[-1].stem]["machine"] if paths else {}
    return {name: each["runs"] for name, each in found.items()}, machine


def report_size(options: Options, records: Records, machine: Machine) -> None:
    """Print the ratios of one size; as JSON, if that is wanted."""
    size = options.sizes[0]
    runs = records.get(f"imports-{short(size)}")
    if not runs:
        return
    said = as_json(size, runs, machine)
    for name, value in said["ratios"].items():
        print(f"{name:45} {value['median']:10.2f}  ({value['least']:.2f} to {value['most']:.2f})")
    if options.json:
        plain = {name: value["median"] for name, value in said["ratios"].items()}
        whole = {**said, "ratios": plain, "spread": said["ratios"]}
        options.json.write_text(json.dumps(whole, indent=1) + "\n")


def as_json(size: int, runs: list[Run], machine: Machine) -> dict[str, Any]:
    """The figures of one size, with the medians of the rounds."""
    contenders = []
    for name, job in jobs():
        figure = medians(runs, name, job)
        if figure is None:
            continue
        mine = [run for run in pick(runs, contender=name) if run["job"] in job]
        rows = mine[0]["rows"]
        contenders.append(
            {
                "name": name,
                "job": job,
                "rows": rows,
                "sampled": rows < size,
                "seconds": round(figure.median * rows, 4),
                "seconds_least": round(figure.least * rows, 4),
                "seconds_most": round(figure.most * rows, 4),
                "peak_mib": round(max(run["peak_mib"] for run in mine), 1),
                "child_peak_mib": round(max(run["child_mib"] for run in mine), 1),
            }
        )
    found = {name: vars(figure) for name, figure in ratios(runs).items()}
    return {"size": size, "machine": machine, "contenders": contenders, "ratios": found}


def report_all(options: Options, records: Records, machine: Machine) -> None:
    """Print what was asked and found; write the page where the figures are those of the page."""
    print("\n" + console_table(bars(records, options.sizes)))
    folder: Path = ROOT / "docs" if options.is_whole else options.records
    write_page(records, machine, options, folder / "performance.md")
    write_picture(records, options.sizes, folder / "performance.svg")
    print(f"\nWritten: {folder / 'performance.md'}")


if __name__ == "__main__":
    sys.exit(main())
