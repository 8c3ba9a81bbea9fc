"""Break an installation again and again: ``python -m tests.faults.campaign KIND TIMES SEED``."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.proxy import Proxy
from tests.faults.world import COMMAND, World

if TYPE_CHECKING:
    from goodstanding.imports.models import Import

HEADER = "Action\tUsername\tLicense ID\tLicense Number\tExpiration Date\tNotes\n"
ROWS = 200
Break = Callable[[World, random.Random, Proxy], str]


class Campaign:
    """One kind of fault, many times; ``found`` is everything that did not hold."""

    def __init__(self, world: World, luck: random.Random) -> None:
        from goodstanding.people.actor import Actor
        from tests.cast import make_organization

        self.world, self.luck = world, luck
        self.alice = Actor(make_organization().alice, "web")
        self.tried: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        self.found: list[str] = []
        self.judged: set[object] = set()
        self.proxy = Proxy(world.socket)

    def sheet(self) -> bytes:
        numbers = self.luck.sample(range(3 * ROWS), ROWS)
        turn = self.luck.randrange(10**6)
        rows = [f"\tdora\tRN-OH\t{number:05}\t01/31/2037\t{turn}" for number in numbers]
        return (HEADER + "\n".join(rows) + "\n").encode()

    def begin(self, deed: str) -> Import | None:
        """Ask for something that a worker then does; None if there is nothing to do it to."""
        from goodstanding.imports import actions
        from goodstanding.imports.models import Import, State
        from goodstanding.imports.worker import wake_worker

        done = Import.objects.order_by("-created_at")
        made: Import | None = None
        if deed == "check":
            content = BytesIO(self.sheet())
            made = actions.upload(content, file_name="f.txt", kind="licenses", actor=self.alice)
        elif deed == "import":
            checked = done.filter(state=State.CHECKED, counts__errors=0).first()
            if checked is not None:
                made = actions.request_import(
                    checked.pk,
                    plan_digest=checked.plan_digest,
                    accept_warnings=True,
                    actor=self.alice,
                )
        else:
            last = next((one for one in done[:20] if one.may_be_undone), None)
            made = actions.undo(last.pk, actor=self.alice) if last else None
        wake_worker()
        return made

    def round(self, fault: Break) -> None:
        deed = self.luck.choice(["check", "import", "import", "undo"])
        if self.begin(deed) is None:
            deed = "check"
            self.begin(deed)
        what = fault(self.world, self.luck, self.proxy)
        self.tried[f"{what} during {deed}"] += 1
        self.settle()

    def settle(self) -> None:
        """Let a worker finish what is left, and judge."""
        from tests.faults.judge import faults_found

        self.proxy.cut = ""
        if self.world.worker is None or self.world.worker.poll() is not None:
            self.world.start_worker()
        if not self.world.wait_for_rest():
            self.found.append("an import was stuck")
        self.found += faults_found(self.judged)

    def command_round(self) -> None:
        """``kill -9`` of a command that uploads, checks, imports and writes results."""
        path = self.world.home / "command.txt"
        path.write_bytes(self.sheet())
        out = str(path.with_name("results.xlsx"))
        arguments = [
            "import",
            str(path),
            "--as",
            "alice",
            "--accept-warnings",
            "--results",
            out,
        ]
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(self.luck.uniform(0.4, 2.2))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.tried["kill -9 of a command"] += 1
        self.settle()


def kill(world: World, luck: random.Random, proxy: Proxy) -> str:
    if world.worker is None or world.worker.poll() is not None:
        world.start_worker()
    time.sleep(luck.choice([luck.uniform(0, 0.5), luck.uniform(0, 1.8)]))
    world.kill_worker()
    return "kill -9 of worker and reader"


def crash(world: World, luck: random.Random, proxy: Proxy) -> str:
    if world.worker is None:
        world.start_worker()
    time.sleep(luck.uniform(0, 0.6))
    world.crash_database()
    return "pg_ctl stop -m immediate"


def cut(world: World, luck: random.Random, proxy: Proxy) -> str:
    world.kill_worker()
    # The heartbeat's and the queue's transactions are cut as well as the import's.
    proxy.cut = luck.choice(["before commit", "after commit", ""])
    how = f"cut {proxy.cut}" if proxy.cut else "cut at random"
    world.start_worker(port=proxy.port)
    for _ in range(3):
        time.sleep(luck.uniform(0.5, 1.3))
        if how == "cut at random":
            proxy.cut_all()
        else:
            proxy.cut = luck.choice(["before commit", "after commit"])
    return how


def disk(world: World, luck: random.Random, proxy: Proxy) -> str:
    world.kill_worker()
    world.start_worker(file_bytes=luck.choice([1, 500, 2_000, 5_000, 9_000]))
    world.wait_for_rest()
    world.kill_worker()
    return "files may not grow"


def full_disk(world: World, luck: random.Random, proxy: Proxy) -> str:
    """Not a byte more for files, tables and the log of the database; then space again."""
    if not world.has_own_disk:
        return disk(world, luck, proxy)
    if world.worker is None or world.worker.poll() is not None:
        world.start_worker()
    time.sleep(luck.uniform(0, 0.6))
    world.fill_disk(luck.choice([0, 4_096, 20_000, 100_000, 1_000_000]))
    time.sleep(luck.uniform(0.5, 2))
    world.kill_worker()
    world.free_disk()
    return "disk of files and database full"


def disk_or_full_disk(world: World, luck: random.Random, proxy: Proxy) -> str:
    return luck.choice([disk, full_disk])(world, luck, proxy)


FAULTS: dict[str, Break] = {
    "kill": kill,
    "crash": crash,
    "cut": cut,
    "disk": disk_or_full_disk,
}


def main(kind: str, times: int, seed: int) -> int:
    """Run a campaign; 0 only if nothing was lost, doubled, partial or stuck."""
    home = Path(tempfile.mkdtemp(prefix="goodstanding-faults-"))
    world = World(home, own_disk=kind == "disk")
    try:
        campaign = Campaign(world, random.Random(f"{kind} {seed}"))
        for turn in range(times):
            if kind == "kill" and turn % 5 == 4:
                campaign.command_round()
            else:
                campaign.round(FAULTS[kind])
            if campaign.found:
                print(f"round {turn}: {campaign.found}")
                break
        from goodstanding.imports.models import Import

        ended = Counter(Import.objects.values_list("state", flat=True))
        for what, count in sorted(campaign.tried.items()):
            print(f"{count:5,} x {what}")
        print(f"imports ended as: {dict(ended)}")
        print(f"{sum(campaign.tried.values()):,} faults, {len(campaign.found)} found")
        return 1 if campaign.found else 0
    finally:
        world.kill_worker()
        from django.db import connections

        connections.close_all()
        world.remove()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
