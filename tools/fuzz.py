"""``make fuzz``: very many broken files, read one by one; fails if any is not answered clearly."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.formats.samples import SAMPLES
from tests.fuzz.campaign import run_campaign


def main() -> int:
    """``N=`` files (100,000) of the seed ``SEED=`` (1); 0 only if every one was answered."""
    count, seed = int(os.environ.get("N") or 100_000), int(os.environ.get("SEED") or 1)
    if not SAMPLES.is_dir():
        print(f"NO REAL FILES: there is no folder {SAMPLES}; only our own files are broken.")
    started = time.monotonic()
    found = run_campaign(count, seed)
    print(f"{count:,} broken files of seed {seed} in {time.monotonic() - started:,.0f} s")
    for verdict, times in found.verdicts.most_common():
        print(f"{times:>9,}  {verdict}")
    print(
        f"{found.stopped:>9,}  of these ended their reading process and were answered all the same"
    )
    print(f"the slowest, number {found.slowest_file}, took {found.slowest:.1f} s")
    for failure in found.failures:
        print(f"NOT ANSWERED: {failure}")
    unanswered = max(len(found.failures), count - sum(found.verdicts.values()))
    print(f"{unanswered:,} were not answered." if unanswered else "Every file was answered.")
    return 1 if unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
