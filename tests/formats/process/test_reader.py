"""The reading process that stands ready: who takes it, and when it goes."""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from goodstanding.formats.limits import DEFAULT_LIMITS, Limits
from goodstanding.formats.process import reader
from goodstanding.formats.process.reader import Reader, find_reader, stand_ready
from goodstanding.formats.read import read_bytes_here, read_file
from tests.formats.reading import assert_refused_alike

DATA = b"name\tnumber\nAnn\t0012345\n"
SECONDS = 30


@pytest.fixture
def ready() -> Reader:
    """A reader that stands ready, bound by what usually binds."""
    reader._dismiss()
    stand_ready(DEFAULT_LIMITS)
    return reader._ready[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to read."""
    path = tmp_path / "licenses.txt"
    path.write_bytes(DATA)
    return path


def test_the_one_that_stands_ready_reads_the_next_file_and_no_other(
    ready: Reader, file: Path
) -> None:
    document = read_file(file)
    assert document.tables[0].frame.equals(read_bytes_here(DATA).tables[0].frame)
    assert ready.process.returncode == 0
    assert reader._ready == []
    assert read_file(file).read_as == document.read_as


def test_it_can_refuse_as_well(ready: Reader, file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n0000")
    assert_refused_alike(file)
    assert ready.process.returncode == 0


def test_only_one_stands_ready(ready: Reader) -> None:
    stand_ready(DEFAULT_LIMITS)
    assert reader._ready == [ready]


def test_who_is_bound_otherwise_is_not_taken_and_makes_room(ready: Reader) -> None:
    few = Limits(rows=5)
    found = find_reader(few)
    assert found is not ready
    found.end()
    stand_ready(few)
    assert [each.limits for each in reader._ready] == [few]
    assert ready.process.returncode is not None


def test_who_died_meanwhile_is_not_taken(ready: Reader, file: Path) -> None:
    ready.process.kill()
    ready.process.wait()
    assert len(read_file(file).tables) == 1


def test_who_waits_for_too_long_is_not_taken(ready: Reader) -> None:
    reader._ready[:] = [replace(ready, until=time.monotonic())]
    found = find_reader(DEFAULT_LIMITS)
    assert found.process is not ready.process
    found.end()


def test_who_waits_in_vain_goes() -> None:
    program = (
        "import sys; from goodstanding.formats.process import child; child.READY_SECONDS = -9;"
        "sys.exit(child.main())"
    )
    held_open, never_written = os.pipe()
    begun = time.monotonic()
    limits = json.dumps(asdict(DEFAULT_LIMITS))
    done = subprocess.run([sys.executable, "-c", program, limits], stdin=held_open, timeout=SECONDS)
    os.close(held_open)
    os.close(never_written)
    assert done.returncode == 0
    assert time.monotonic() - begun >= 1


def test_it_does_not_outlive_who_started_it() -> None:
    program = (
        "import os; from goodstanding.formats import limits;"
        "from goodstanding.formats.process import reader;"
        "reader.stand_ready(limits.DEFAULT_LIMITS);"
        "print(reader._ready[0].process.pid, flush=True); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    pid = int(done.stdout)
    until = time.monotonic() + SECONDS
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.05)
