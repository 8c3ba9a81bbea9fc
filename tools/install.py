"""Makes the virtual environment and installs the hash-locked requirements into it.

Runs on a bare Python 3.11 or newer. Where the system has no way to give an environment its pip
(Debian keeps that in packages of its own), the packages are installed by root, and fetched into
a temporary folder by everybody else.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_QUIET = ["--quiet", "--disable-pip-version-check", "--no-input"]


def main(folder: str, purpose: str) -> int:
    """Install ``requirements/<purpose>.txt`` and the program into the environment."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever starts it with an older one is told)
        print(f"Good Standing needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    environment = ROOT / folder
    python = environment / "bin" / "python"
    pip = _pip(environment, python)
    print(f"Installing what is needed to {purpose} …", flush=True)
    locked = ROOT / "requirements" / f"{purpose}.txt"
    subprocess.run(
        [*pip, "install", *PIP_QUIET, "--require-hashes", "--requirement", str(locked)], check=True
    )
    subprocess.run(
        [*pip, "install", *PIP_QUIET, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        check=True,
    )
    for done in {"run", purpose}:
        (environment / f"installed-{done}").touch()
    return 0


def _pip(environment: Path, python: Path) -> list[str]:
    """The command that runs pip for the environment, which is made if it is not there."""
    if _runs([str(python), "-m", "pip", "--version"]):
        return [str(python), "-m", "pip"]
    if importlib.util.find_spec("ensurepip") is None and os.geteuid() == 0:
        _install_debian_package(f"python3.{sys.version_info.minor}-venv")
    if importlib.util.find_spec("ensurepip") is not None or _has_ensurepip():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        return [str(python), "-m", "pip"]
    subprocess.run(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(environment)], check=True
    )
    wheel = _fetch_pip_wheel()
    return [str(python), str(wheel / "pip")]


def _has_ensurepip() -> bool:
    # Asked of a fresh process: this one may have looked before the package was installed.
    return _runs([sys.executable, "-c", "import ensurepip"])


def _install_debian_package(name: str) -> None:
    if shutil.which("apt-get") is None:
        return
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update"], check=False, **quiet)
    subprocess.run(
        ["apt-get", "install", "--yes", "--no-install-recommends", name],
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        **quiet,
    )


def _fetch_pip_wheel() -> Path:
    """Debian's own pip, fetched without being root into a folder of our own."""
    folder = Path(tempfile.mkdtemp(prefix="goodstanding-pip-"))
    (folder / "lists" / "partial").mkdir(parents=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True)
    own = ["-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache"]
    try:
        for step in (["update"], ["download", "python3-pip-whl"]):
            subprocess.run(
                ["apt-get", *own, *step], check=True, cwd=folder, stdout=subprocess.DEVNULL
            )
        package = next(folder.glob("python3-pip-whl*.deb"))
        subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)
        return next((folder / "usr" / "share" / "python-wheels").glob("pip-*.whl"))
    except (OSError, subprocess.CalledProcessError, StopIteration):
        sys.exit(
            "This Python cannot make a virtual environment with pip in it.\n"
            "Ask somebody who is root to run: "
            f"apt-get install python3.{sys.version_info.minor}-venv"
        )


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
