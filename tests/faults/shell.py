"""Break a whole server again and again: ``python -m tests.faults.shell KIND TIMES SEED``.

A real ``serve`` runs, files are imported by the command meanwhile, and what a command has said to
be imported is written down; after each fault the pages must be back, and nothing of it gone.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from tests.config.database.homes import servers
from tests.faults.world import mounted
from tests.server.running import Running, end, environment_of
from tests.server.test_attacked import Visitor
from tests.server.test_full_disk import HAS_ROOM, fill
from tests.server.test_https import PASSWORD

COMMAND = (sys.executable, "-m", "goodstanding.cli.main")
NEW_NAMESPACE = ("unshare", "--pid", "--fork", "--ipc", "--mount-proc")
HEADER = "Username\tLicense ID\tLicense Number\tExpiration Date\n"
ROWS = 40
BACK_SECONDS = 10
REST_SECONDS = 120
LOG_ROWS = 1_300_000
"""So many rows of some 800 bytes make a gigabyte of log."""
Break = Callable[["Shell"], None]


class Shell:
    """A server, what it must not lose, and a stranger whom nobody may harm."""

    def __init__(self, home: Path, luck: random.Random) -> None:
        self.home, self.luck = home, luck
        self.kept: set[str] = set()
        self.back: list[float] = []
        self.found: list[str] = []
        self.turn = 0
        self.stranger = subprocess.Popen(["sleep", "86400"])
        self.environment = environment_of(home, GOODSTANDING_LEASE_SECONDS="1")
        self.server = self.start()
        self.command("create-administrator", "alice", said=f"{PASSWORD}\n")
        sheet = self.sheet("users.txt", "Username\tLast Name\nada\tLind\n")
        self.command("import-learners", sheet, "--as", "alice")
        types = "License ID\tProfessional Role\tState\tLicense/Certification\n"
        sheet = self.sheet("types.txt", f"{types}RN-TX\tNursing\tTX\tRegistered Nurse\n")
        self.command("import-types", sheet, "--as", "alice")

    def start(self) -> Running:
        server = Running(self.home, self.environment, [])
        server.wait_until(
            lambda: server.address or server.process.poll() is not None, "start", REST_SECONDS
        )
        if not server.address:
            self.found.append(f"the server did not start: {server.output()[-2000:]}")
        return server

    def sheet(self, name: str, text: str) -> str:
        path = self.home.parent / f"{self.home.name}-{name}"
        path.write_text(text)
        return str(path)

    def command(self, *arguments: str, said: str = "") -> str:
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=said,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if "Traceback" in done.stderr:
            self.found.append(f"{arguments}: {done.stderr[-2000:]}")
        return done.stdout

    def import_some(self) -> None:
        """Import a file; what is said to be imported must be there ever after."""
        numbers = [f"T{self.turn}-{number}" for number in range(ROWS)]
        rows = [f"ada\tRN-TX\t{number}\t01/31/2037\n" for number in numbers]
        sheet = self.sheet(f"{self.turn}.txt", HEADER + "".join(rows))
        said = self.command("import", sheet, "--as", "alice", "--accept-warnings", "--json")
        try:
            if json.loads(said)["state"] == "imported":
                self.kept |= set(numbers)
        except ValueError:
            pass  # the command was cut off together with the database; it has promised nothing
        Path(sheet).unlink()

    def round(self, fault: Break) -> None:
        """One fault while a file is imported, then judge."""
        self.turn += 1
        importing = threading.Thread(target=self.import_some)
        importing.start()
        time.sleep(self.luck.choice([0, self.luck.uniform(0, 1), self.luck.uniform(0, 2.5)]))
        fault(self)
        importing.join(REST_SECONDS)
        if importing.is_alive():
            self.found.append("a command was stuck")
        self.judge()

    def wait_until_back(self, *, recovering: bool = False) -> None:
        """Until a page that asks the database is there again."""
        began = time.monotonic()
        while time.monotonic() - began < REST_SECONDS:
            try:
                psycopg.connect(self.address).close()
                if self.server.get("/accounts/login/", Cookie="sessionid=" + "a" * 32)[0] == 200:
                    break
            except (OSError, psycopg.OperationalError):
                pass
            time.sleep(0.05)
        took = time.monotonic() - began
        self.back.append(took)
        if took > (REST_SECONDS if recovering else BACK_SECONDS):
            self.found.append(f"the pages were back only after {took:.1f} seconds")

    def judge(self) -> None:
        """Nothing lost, nothing doubled, one server, the chain whole, the stranger alive."""
        if self.stranger.poll() is not None:
            self.found.append("a stranger was ended")
        if len(servers(self.home)) != 1:
            self.found.append(f"{len(servers(self.home))} servers have the folder")
        with psycopg.connect(self.address) as connection:
            query = "SELECT number, count(*) FROM licenses_license GROUP BY number"
            held = dict(connection.execute(query).fetchall())
        if lost := self.kept - held.keys():
            self.found.append(f"{len(lost)} licenses are lost, {min(lost)} for one")
        if any(count > 1 for count in held.values()):
            self.found.append("a license is there twice")
        partial = Counter(number.split("-")[0] for number in held)
        if any(count != ROWS for count in partial.values()):
            self.found.append("an import is there in part")
        if self.turn % 10 == 0:
            self.verify()

    def verify(self) -> None:
        verdict = json.loads(self.command("audit", "verify", "--json") or "{}")
        if "broken" not in verdict or verdict["broken"]:
            self.found.append(f"the chain: {verdict}")

    @property
    def address(self) -> str:
        return f"postgresql://postgres@/goodstanding?host={self.home / 'socket'}"

    def end(self) -> None:
        end(self.server)
        self.stranger.kill()
        self.stranger.wait()


def kill_postgres(shell: Shell) -> None:
    for server in servers(shell.home):
        server.kill()
    shell.wait_until_back()


def kill_serve(shell: Shell) -> None:
    """Pages and worker end with it, and nobody keeps the port; a command goes on meanwhile."""
    port = shell.server.port
    parts = [*shell.server.parts("server.process"), *shell.server.parts("worker --attached")]
    shell.server.process.kill()
    shell.server.process.wait()
    until = time.monotonic() + BACK_SECONDS
    while any(is_alive(part) for part in parts):
        if time.monotonic() > until:
            shell.found.append(f"orphans: {parts}")
            break
        time.sleep(0.05)
    close(shell.server)
    shell.environment["PORT"] = str(port)
    start_again(shell)


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def close(server: Running) -> None:
    """Let go of what it said; unlike ``end``, leave its database to whoever uses it."""
    server.listener.join(BACK_SECONDS)
    server.process.stdout.close()


def kill_both(shell: Shell) -> None:
    shell.server.process.kill()
    kill_all(shell)
    shell.server.process.wait()
    close(shell.server)
    start_again(shell)


def kill_all(shell: Shell) -> None:
    for server in servers(shell.home):
        server.kill()


def leave_pid(shell: Shell) -> None:
    """A crash, after which the number of the server is somebody else's, or the file is torn."""
    shell.server.process.kill()
    kill_all(shell)
    shell.server.process.wait()
    close(shell.server)
    folder = shell.home / "database"
    lines = f"{shell.stranger.pid}\n{folder}\n1790000000\n5432\n/s\n\n1 2\nready\n"
    torn = shell.luck.choice([lines, lines[: shell.luck.randrange(len(lines))], "", "\0" * 30])
    (folder / "postmaster.pid").write_text(torn)
    start_again(shell)


def second_owner(shell: Shell) -> None:
    """A second server in another namespace of processes, killed at any moment."""
    environment = {**shell.environment, "PORT": "0"}
    second = subprocess.Popen(
        [*NEW_NAMESPACE, *COMMAND, "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(shell.luck.uniform(0.2, 4))
    if len(servers(shell.home)) > 1:
        shell.found.append("two servers have the folder")
    os.killpg(second.pid, signal.SIGKILL)
    second.wait()
    shell.wait_until_back()


def full_disk(shell: Shell) -> None:
    """Not a byte more; people sign in all the same, from the worker's first round on."""
    command = [sys.executable, "-c", HAS_ROOM]
    while subprocess.run(command, env=shell.environment, check=False).returncode:
        time.sleep(1)
    fill(shell.home.parent)
    alice = Visitor(shell.server, f"192.0.2.{shell.turn % 250}")
    status = alice.sign_in(PASSWORD)
    if status != 302:
        shell.found.append(f"signing in on a full disk was answered by {status}")
    (shell.home.parent / "ballast").unlink()
    shell.wait_until_back()


def replay(shell: Shell) -> None:
    """A gigabyte of log to replay."""
    with psycopg.connect(shell.address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        connection.execute("CREATE TABLE IF NOT EXISTS filler (n bigint, text text)")
        connection.execute("TRUNCATE filler")
        query = "INSERT INTO filler SELECT n, repeat('x', 700) FROM generate_series(1, %s) n"
        connection.execute(query, [LOG_ROWS])
    kill_all(shell)
    shell.wait_until_back(recovering=True)


def clock_back(shell: Shell) -> None:
    """A worker is killed, and the clock set back a day: its leases end a day from now."""
    for worker in shell.server.parts("worker --attached"):
        worker.kill()
    with psycopg.connect(shell.address, autocommit=True) as connection:
        day = "lease_until + interval '1 day'"
        connection.execute(f"UPDATE imports_import SET lease_until = {day}")
        states = "('uploaded', 'checking', 'importing')"
        query = f"SELECT count(*) FROM imports_import WHERE state IN {states}"
        until = time.monotonic() + BACK_SECONDS
        while connection.execute(query).fetchone() != (0,):
            if time.monotonic() > until:
                shell.found.append("an import waits for the end of a lease of tomorrow")
                break
            time.sleep(0.1)
    shell.wait_until_back()


def start_again(shell: Shell) -> None:
    began = time.monotonic()
    shell.server = shell.start()
    shell.wait_until_back()
    shell.back[-1] = time.monotonic() - began
    if shell.back[-1] > BACK_SECONDS:
        shell.found.append(f"the server was back only after {shell.back[-1]:.1f} seconds")


FAULTS: dict[str, Break] = {
    "postgres": kill_postgres,
    "serve": kill_serve,
    "both": kill_both,
    "pids": leave_pid,
    "owner": second_owner,
    "sign-in": full_disk,
    "replay": replay,
    "clock": clock_back,
}


def main(kind: str, times: int, seed: int) -> int:
    """Run one campaign; 0 only if nothing was found."""
    above = Path(tempfile.mkdtemp(prefix="goodstanding-shell-"))
    above.chmod(0o755)
    if kind == "sign-in" and not mounted(above):
        print("SKIPPED: only root can mount a disk of its own to fill up")
        return 0
    if kind == "owner" and (os.getuid() != 0 or not shutil.which("unshare")):
        print("SKIPPED: only root can make a namespace of processes")
        return 0
    shell = Shell(above / "home", random.Random(f"{kind} {seed}"))
    try:
        for turn in range(times):
            shell.round(FAULTS[kind])
            if shell.found:
                print(f"round {turn}: {shell.found}")
                break
        shell.verify()
        slowest = max(shell.back, default=0)
        print(f"{shell.turn} x {kind}, {len(shell.kept):,} licenses kept, ", end="")
        print(f"back after {slowest:.1f} seconds at most, {len(shell.found)} found")
        return 1 if shell.found else 0
    finally:
        shell.end()
        if kind == "sign-in":
            subprocess.run(["umount", "--lazy", str(above)], check=True)
        shutil.rmtree(above, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
