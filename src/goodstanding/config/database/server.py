"""The PostgreSQL server: made, started, asked how it is, and stopped, never more than one."""

from __future__ import annotations

import logging
import os
import subprocess
import time
from enum import Enum
from pathlib import Path

import psutil

from goodstanding.config.database.address import SUPERUSER, socket_url
from goodstanding.config.database.owner import Owner
from goodstanding.config.database.places import Places, make_socket_folder
from goodstanding.config.database.programs import programs_for, programs_for_shell
from goodstanding.refusals import Refusal

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 2
"""A server that takes longer to start has a log to replay."""
SILENCE_SECONDS = 60
"""A server that does not even open its socket for so long will not do so."""
STOP_SECONDS = "600"
LOG_BYTES = 10 * 1024 * 1024
OURS = "goodstanding.conf"
ACCESS = (
    "# Written at each start. The socket is private, and whoever opens it must be a user below.\n"
)


class Answer(Enum):
    """What comes of asking a server for a connection."""

    NOTHING = "nothing"
    NOT_YET = "not yet"
    READY = "ready"


def ask(places: Places) -> Answer:
    """Whether the server of this place answers at its socket."""
    import psycopg

    try:
        psycopg.connect(socket_url(places.socket, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        said = str(error)
        if any(word in said for word in ("starting up", "not yet accepting", "recovery")):
            return Answer.NOT_YET
        # Whoever refuses us, because there are too many clients for instance, is there.
        is_there = "FATAL" in said and "shutting down" not in said
        return Answer.READY if is_there else Answer.NOTHING
    return Answer.READY


def make_cluster(places: Places, owner: Owner) -> None:
    """Make an empty database server, whole or not at all, in the folder where there is none."""
    part = places.base / "database.part"
    _run(["rm", "-rf", "--", str(part)], places.base, owner)
    with programs_for_shell(programs_for(owner), owner) as programs:
        # Named from where it lies: initdb hands names to a shell.
        command = [str(programs / "initdb"), "-D", part.name, "-U", SUPERUSER, "--auth=peer"]
        # The built-in locale knows small and capital letters of all languages, the same on every
        # machine, whatever locales the system has.
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", "--no-instructions"]
        done = _run(command, places.base, owner)
    if done.returncode:
        raise Refusal(
            "database-not-made",
            f"The database could not be made in {places.folder}: {_last_line(done.stderr)}.",
            "Look whether the disk has room and this user may write there, then try again.",
        )
    part.rename(places.folder)


def start_server(places: Places, owner: Owner, lock: int) -> subprocess.Popen[bytes]:
    """Start it; it holds the lock from now on, whatever becomes of this process."""
    make_socket_folder(places, owner.uid, owner.gid)
    _write_settings(places, owner)
    if places.log.exists() and places.log.stat().st_size > LOG_BYTES:
        places.log.replace(places.log.with_suffix(".log.1"))
    command = [str(programs_for(owner) / "postgres"), "-D", str(places.folder)]
    with places.log.open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[lock],
            start_new_session=True,  # Ctrl+C is for us, who stop it in order
            cwd=places.folder,
            env=_environment(),
            **owner.as_user(),
        )


def wait_until_ready(places: Places, process: subprocess.Popen[bytes] | None) -> None:
    """Wait for as long as it takes to start, and say why where that is long."""
    since = heard = time.monotonic()
    said = False
    while (answer := ask(places)) is not Answer.READY:
        if process is not None and process.poll() is not None:
            raise _not_started(places, _last_line(_said(places)))
        if answer is Answer.NOT_YET:
            heard = time.monotonic()
        elif process is None:
            return
        elif time.monotonic() - heard > SILENCE_SECONDS:
            raise _not_started(places, f"it has been silent for {SILENCE_SECONDS} seconds")
        if not said and time.monotonic() - since > PATIENCE_SECONDS:
            logger.warning("The database is recovering after a crash. This can take minutes.")
            said = True
        time.sleep(LOOK_SECONDS)


def _not_started(places: Places, why: str) -> Refusal:
    return Refusal(
        "database-not-started",
        f"The database did not start: {why}.",
        f"What it said before that is at the end of {places.log}.",
    )


def clear_leftovers(places: Places) -> None:
    """Remove what a server that is gone has left; the lock is ours, so none of ours is there."""
    pid_file = places.folder / "postmaster.pid"
    pid = _pid_in(pid_file)
    if pid is not None and is_database(pid, places):
        raise Refusal(
            "database-of-earlier-version",
            f"An earlier version of Good Standing still runs the database in {places.folder} "
            f"(process {pid}).",
            "Stop that one first, then start this one.",
        )
    stale = [pid_file, *places.folder.glob(".s.PGSQL.*"), *places.folder.glob(".handle_pids.*")]
    if places.socket.is_dir():
        stale += places.socket.glob(".s.PGSQL.*")
    for each in stale:
        if each.exists() or each.is_symlink():
            each.unlink()
            logger.warning("Cleared away what a database that has ended left behind: %s", each)


def is_database(pid: int, places: Places) -> bool:
    """Whether that process is the server of this place, beyond doubt: by name, folder and state."""
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and Path(words[0]).name == "postgres"
            and Path(words[words.index("-D") + 1]) == places.folder
        )
    except (psutil.Error, ValueError, IndexError):
        return False


def stop_server(places: Places, owner: Owner) -> None:
    """Have ``pg_ctl`` stop it in order, if it is there."""
    pid = _pid_in(places.folder / "postmaster.pid")
    if pid is None or not is_database(pid, places):
        return
    command = [str(programs_for(owner) / "pg_ctl"), "stop", "-D", str(places.folder)]
    done = _run([*command, "-m", "fast", "-w", "-t", STOP_SECONDS], places.base, owner)
    if done.returncode:
        logger.warning("The database did not stop: %s", _last_line(done.stderr))


def _pid_in(path: Path) -> int | None:
    """The number in the first line; None for a file that is not there, or torn."""
    try:
        first = path.read_bytes().split(b"\n")[0].strip()
    except OSError:
        return None
    return int(first) if first.isdigit() and len(first) < 10 else None


def _write_settings(places: Places, owner: Owner) -> None:
    """Who may connect and where, written anew: what an earlier version allowed ends here."""
    folder = str(places.socket).replace('"', '""').replace("'", "''")
    texts = {
        OURS: "# Written at each start.\n"
        "listen_addresses = ''\n"
        f"unix_socket_directories = '\"{folder}\"'\n"
        "unix_socket_permissions = 0700\nlc_messages = 'C'\n",
        "pg_hba.conf": f"{ACCESS}local all all peer map=goodstanding\n",
        "pg_ident.conf": ACCESS
        + "".join(f'goodstanding "{name}" {SUPERUSER}\n' for name in sorted({owner.name, "root"})),
    }
    for name, text in texts.items():
        _write(places.folder / name, text, owner)
    main = places.folder / "postgresql.conf"
    before = main.read_text(encoding="utf-8")
    if f"include '{OURS}'" not in before:
        _write(main, f"{before}\ninclude '{OURS}'\n", owner)


def _write(path: Path, text: str, owner: Owner) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.chmod(0o600)
    os.chown(part, owner.uid, owner.gid)
    part.replace(path)


def _run(command: list[str], folder: Path, owner: Owner) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd=folder,
        env=_environment(),
        **owner.as_user(),
    )


def _environment() -> dict[str, str]:
    """Ours, without what PostgreSQL would take for settings of its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**ours, "LC_ALL": "C"}


def _said(places: Places) -> str:
    return places.log.read_text(encoding="utf-8", errors="replace")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it said nothing"
