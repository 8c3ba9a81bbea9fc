"""A process that reads one broken file after the other, as far as a plan, and says how each ended.

It stands under the same limits as the process that reads a single upload.
"""

from __future__ import annotations

import json
import struct
import sys
import time
from dataclasses import asdict, replace
from datetime import date

from goodstanding.formats.limits import DEFAULT_LIMITS
from goodstanding.formats.process.child import limit_process

LIMITS = replace(DEFAULT_LIMITS, cpu_seconds=3_600, rows=20_000)
"""Of the time that many files take together, the parent keeps count; rows are bounded lower, so
that a block that was repeated often does not take the time of a thousand other files."""
TODAY = date(2026, 11, 22)


def judge(data: bytes) -> dict[str, str]:
    """The ``verdict`` (read, or the code of the refusal), and what is ``wrong`` with it, if any."""
    import polars as pl

    from goodstanding.formats.detect import read_bytes
    from goodstanding.formats.unreadable import Unreadable
    from goodstanding.plans.licenses import plan_licenses
    from goodstanding.sheets.licenses import LICENSES
    from goodstanding.sheets.normalize import normalize
    from goodstanding.sheets.recognize import recognize
    from tests.plans.make import make_reference

    try:
        document = read_bytes(data, LIMITS)
    except Unreadable as refusal:
        missing = [
            name
            for name in ("code", "place", "message", "remedy")
            if not getattr(refusal, name).strip()
        ]
        return {"verdict": refusal.code, "wrong": f"no {missing}" if missing else ""}
    recognized = recognize(document, LICENSES)
    entries = normalize(recognized, today=TODAY)
    plan = plan_licenses(entries, make_reference(), TODAY)
    said = pl.concat([entries.problems, plan.problems]).select("code", "message", "remedy")
    bare = said.filter(pl.any_horizontal(pl.all().is_null() | (pl.all().str.strip_chars() == "")))
    counts = plan.counts()
    outcomes = sum(counts[name] for name in ("add", "change", "remove", "same", "cannot"))
    wrong = f"a problem without words: {bare.row(0)}" if bare.height else ""
    if outcomes != counts["read"]:
        wrong = f"{outcomes} outcomes of {counts['read']} rows"
    return {"verdict": "read" if said.is_empty() else "read, with problems", "wrong": wrong}


def main() -> int:
    """Answer each file (its length in 8 bytes, then the file) with a line of JSON."""
    limit_process(asdict(LIMITS))
    while head := sys.stdin.buffer.read(8):
        data = sys.stdin.buffer.read(struct.unpack("<Q", head)[0])
        started = time.monotonic()
        try:
            said = judge(data)
        except MemoryError:
            return 70
        except Exception as error:  # what would be an error page is what is looked for
            import traceback

            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
            said = {"verdict": "unforeseen", "wrong": f"{type(error).__name__} at {place}: {error}"}
        said["seconds"] = f"{time.monotonic() - started:.3f}"
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
