"""django-import-export in the modes that it has, on a resource for the sheet of licenses.

``bench.contenders.MODES`` says what they are. Each writes a version of everything that it adds or
changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tablib
from bench.contenders.import_export_resource import make_resource
from bench.contenders.records import count_versions
from bench.measure import Measured, measure


def run(file: str, rows: int, mode: str, dry_run: bool) -> list[Measured]:
    """Import the file, or only try; rows that cannot be imported are left out and counted."""
    before = count_versions()
    job = "check" if dry_run else "import"
    found, result = measure(job, rows, lambda: _import(file, mode, dry_run))
    after = count_versions()
    written = {key: after[key] - before[key] for key in after}
    if dry_run and any(written.values()):
        raise RuntimeError(f"a dry run has written {written}")
    told = {"add": result.totals["new"], "change": result.totals["update"]}
    if result.base_errors:
        raise RuntimeError(f"{result.base_errors[0].error!r}")
    if mode == "row":
        # It writes all that is on record once more, and calls it an update.
        told["change"] = written["change"] = None
    found.facts = {**(told if dry_run else written), "cannot": result.totals["invalid"]}
    if result.totals["error"]:
        raise RuntimeError(f"errors: {result.row_errors()[0][1][0].error!r}")
    return [found]


def _import(file: str, mode: str, dry_run: bool) -> Any:
    text = Path(file).read_text(encoding="utf-8")
    dataset = tablib.Dataset().load(text, format="tsv")
    return make_resource(mode)().import_data(dataset, dry_run=dry_run)
