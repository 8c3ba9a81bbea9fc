"""An installation to break: PostgreSQL, files and workers of its own."""

from __future__ import annotations

import os
import pwd
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "goodstanding.cli.main"]
REST_SECONDS = 60


class World:
    """Started once for a campaign; Django is set up in this process, on its database."""

    def __init__(self, home: Path) -> None:
        self.home = home
        os.environ["GOODSTANDING_HOME"] = str(home)
        os.environ["GOODSTANDING_LEASE_SECONDS"] = "1"
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
        from goodstanding.config.database import start_database

        start_database()
        self.folder = home / "database"
        self.socket = next(self.folder.glob(".s.PGSQL.*[0-9]"))
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

    def crash_database(self) -> None:
        """``pg_ctl stop -m immediate``, as if the power had failed, and start again."""
        from django.db import connection

        started = (self.folder / "postmaster.opts").read_text().strip()
        control = Path(started.split()[0]).with_name("pg_ctl")
        owner = pwd.getpwuid(self.folder.stat().st_uid).pw_name
        as_owner = {"user": owner} if os.getuid() == 0 else {}
        stop = [str(control), "-D", str(self.folder), "stop", "-m", "immediate"]
        subprocess.run(stop, check=True, capture_output=True, cwd="/", **as_owner)  # type: ignore[call-overload]
        connection.close()
        options = started.split(" ", 1)[1]
        start = [str(control), "-D", str(self.folder), "-w", "-o", options, "-l"]
        log = str(self.folder / "log")
        subprocess.run([*start, log, "start"], check=True, capture_output=True, cwd="/", **as_owner)  # type: ignore[call-overload]

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
