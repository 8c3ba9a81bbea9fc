"""The process that reads one file and nothing else: limited, then given the bytes."""

from __future__ import annotations

import errno
import gc
import json
import os
import sys

MEMORY_EXIT = 70
"""The exit code of a child to which memory was refused."""
OUTPUT_EXIT = 71
"""The exit code of a child that would have written more than it may."""


def limit_process(limits: dict[str, int]) -> None:
    """Bind this process to the limits; what it writes is bounded too, and it leaves no core."""
    if sys.platform == "win32":  # has no such limits; the parent's clock still counts
        return
    import resource

    def bind(kind: int, soft: int, hard: int) -> None:
        now = resource.getrlimit(kind)[1]
        most = hard if now == resource.RLIM_INFINITY else min(hard, now)
        resource.setrlimit(kind, (min(soft, most), most))

    seconds = limits["cpu_seconds"]
    bind(resource.RLIMIT_CORE, 0, 0)
    bind(resource.RLIMIT_CPU, seconds, seconds + 1)
    bind(resource.RLIMIT_AS, limits["memory_bytes"], limits["memory_bytes"])
    bind(resource.RLIMIT_FSIZE, limits["output_bytes"], limits["output_bytes"])


def main() -> int:
    """Read the file on standard input and send what it says to standard output.

    The limits come as JSON in the first argument, a chosen character set (or "") in the second.
    Polars is loaded only after they bind.
    """
    gc.disable()  # a short life; start-up and reading make no cycles worth collecting
    parts = json.loads(sys.argv[1])
    limit_process(parts)
    os.environ["POLARS_MAX_THREADS"] = "2"
    from goodstanding.formats.crossing import send_document, send_refusal
    from goodstanding.formats.detect import read_bytes
    from goodstanding.formats.limits import Limits
    from goodstanding.formats.unreadable import Unreadable

    try:
        try:
            document = read_bytes(sys.stdin.buffer.read(), Limits(**parts), sys.argv[2])
            send_document(document, sys.stdout.buffer)
        except Unreadable as refusal:
            send_refusal(refusal, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except MemoryError:
        return MEMORY_EXIT
    except OSError as error:
        # Polars tells the number of the error in words only.
        if error.errno != errno.EFBIG and f"(os error {errno.EFBIG})" not in str(error):
            raise
        return OUTPUT_EXIT
    return 0


if __name__ == "__main__":
    code = main()
    # Nothing is left to tidy up, and ending at once saves a twentieth of a second.
    os._exit(code)
