"""The process that reads one file and nothing else: limited, then told which."""

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

READY_SECONDS = 300
"""So long does a reader wait for a file. It holds some 60 MB that an idle server need not spend."""
WARM_UP = b"name\tnumber\n"
"""Once a text was read, threads have started that all later ones need."""


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


def read_one(bounds: dict[str, int]) -> None:
    """Load what it takes to read, wait for a wish, and do as it says.

    The wish comes as JSON on standard input: ``source``, the file to read, ``result``, the file
    to make of it, and ``encoding``, a chosen character set or "". That none comes is no fault.
    """
    from goodstanding.formats.detect import read_bytes
    from goodstanding.formats.limits import Limits
    from goodstanding.formats.process.ipc import send_document, send_refusal
    from goodstanding.formats.unreadable import Unreadable

    limits = Limits(**bounds)
    read_bytes(WARM_UP, limits)
    said = wait_for_wish()
    if not said:
        return
    wish = json.loads(said)
    with open(wish["source"], "rb") as source, open(wish["result"], "w+b") as result:
        try:
            send_document(read_bytes(source.read(), limits, wish["encoding"]), result)
        except Unreadable as refusal:
            send_refusal(refusal, result)


def wait_for_wish() -> bytes:
    """What is said on standard input; nothing if it is too late for that by more than a little."""
    if sys.platform != "win32":  # where one cannot wait for a pipe; the parent's end ends it, too
        import select

        if not select.select([sys.stdin], [], [], READY_SECONDS + 10)[0]:
            return b""
    return sys.stdin.buffer.read()


def main() -> int:
    """Read one file within the limits, which come as JSON in the first argument; an exit code."""
    gc.disable()  # a short life; start-up and reading make no cycles worth collecting
    bounds = json.loads(sys.argv[1])
    limit_process(bounds)
    os.environ["POLARS_MAX_THREADS"] = "2"
    try:
        read_one(bounds)  # only now Polars is loaded, when the limits bind
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
