"""An installation to break: PostgreSQL, files and workers of its own."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "goodstanding.cli.main"]
REST_SECONDS = 60
DISK_BYTES = 512 * 1024 * 1024


class World:
    """Started once for a campaign; Django is set up in this process, on its database."""

    def __init__(self, home: Path, *, own_disk: bool = False) -> None:
        self.home = home
        self.has_own_disk = own_disk and mounted(home)
        os.environ["GOODSTANDING_HOME"] = str(home)
        os.environ["GOODSTANDING_LEASE_SECONDS"] = "1"
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
        from goodstanding.config.database import start_database
        from goodstanding.config.database.places import find_places

        start_database()
        self.places = find_places(home)
        self.folder = self.places.folder
        self.socket = next(self.places.socket.glob(".s.PGSQL.*[0-9]"))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        self.worker: subprocess.Popen[bytes] | None = None

    def start_worker(self, *, port: int | None = None, file_bytes: int | None = None) -> None:
        """Start a worker: by way of a proxy's port, or with files of at most so many bytes."""
        environment = dict(os.environ)
        if port:
            environment["DATABASE_URL"] = f"postgresql://postgres@127.0.0.1:{port}/goodstanding"

        def limit() -> None:
            if file_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

        with (self.home / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [*COMMAND, "worker"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=limit,
            )

    def kill_worker(self) -> None:
        """``kill -9`` of the worker and everything that it started."""
        if self.worker is not None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def fill_disk(self, leave: int) -> None:
        """Leave so many bytes on the disk that files and database share."""
        piece = bytes(1024 * 1024)
        with (self.home / "filler").open("wb", buffering=0) as stream:
            while piece:
                space = os.statvfs(self.home)
                piece = piece[: max(0, space.f_bavail * space.f_frsize - leave)]
                try:
                    stream.write(piece)
                except OSError:  # somebody else took the last of it
                    return

    def free_disk(self) -> None:
        """Give the space back, and start the database if it had to give up."""
        (self.home / "filler").unlink()
        self._start_database()

    def remove(self) -> None:
        """End the database, and leave nothing of this installation behind."""
        self._control("stop", "-m", "immediate", check=False)
        if self.has_own_disk:
            subprocess.run(["umount", "--lazy", str(self.home)], check=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def crash_database(self) -> None:
        """``pg_ctl stop -m immediate``, as if the power had failed, and start again."""
        self._control("stop", "-m", "immediate")
        self._start_database()

    def _start_database(self) -> None:
        """Find it running, or start it again."""
        from django.db import connection

        from goodstanding.config.database import start_database

        connection.close()
        start_database()

    def _control(self, deed: str, *arguments: str, check: bool = True) -> int:
        from goodstanding.config.database.owner import settle
        from goodstanding.config.database.programs import programs_for

        owner = settle(self.home)[1]
        command = [str(programs_for(owner) / "pg_ctl"), "-D", str(self.folder), deed, *arguments]
        done = subprocess.run(command, check=check, capture_output=True, cwd="/", **owner.as_user())
        return int(done.returncode)

    def wait_for_rest(self) -> bool:
        """Wait until nothing is waiting or in work; False if that takes too long."""
        from django.db import Error, connection

        from goodstanding.imports.models import BUSY_STATES, Import

        end = time.monotonic() + REST_SECONDS
        while time.monotonic() < end:
            try:
                if not Import.objects.filter(state__in=BUSY_STATES).exists():
                    return True
            except Error:
                connection.close()
            time.sleep(0.05)
        return False


def mounted(home: Path) -> bool:
    """Put a small disk of its own below ``home``; False where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=755", "tmpfs", str(home)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
