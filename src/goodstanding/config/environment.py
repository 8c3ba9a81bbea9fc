"""Typed readers of environment variables, and the one place that knows where data lives."""

from __future__ import annotations

import contextlib
import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from goodstanding.refusals import Refusal

asked: set[str] = set()
"""The names of all settings that were asked for so far."""
LEAST_TOKEN = 16
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class WrongSetting(Refusal):
    """A setting that cannot be; it is told before anything starts."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__("setting-wrong", f"{name} {problem}", remedy)
        self.name = name


def read_text(name: str, default: str = "") -> str:
    """The variable's value; ``NAME_FILE`` names a file that holds it instead."""
    asked.add(name)
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise WrongSetting(
            f"{name}_FILE",
            f"names the file {path}, which cannot be read: {why}.",
            f"Name a file that this user can read, or set {name} instead.",
        ) from error


def read_flag(name: str, default: bool) -> bool:
    """True for 1, true, yes and on, false for 0, false, no and off, in any case."""
    value = read_text(name).strip().lower()
    if value and value not in YES | NO:
        raise WrongSetting(
            name, f"is {value}, which is neither yes nor no.", "Set it to yes or no."
        )
    return value in YES if value else default


def read_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within these bounds."""
    value = read_text(name).strip()
    # Digits of other scripts are numbers to Python, but hardly what somebody meant.
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 20 else None
    if not value:
        return default
    if number is None or not least <= number <= most:
        raise WrongSetting(
            name,
            f"is {value[:40]}, which is not a whole number from {least:,} to {most:,}.",
            f"Set it to one of these, or leave it out for {default:,}.",
        )
    return number


def read_list(name: str, default: str = "") -> list[str]:
    """The comma-separated parts, without blanks around them."""
    return [part.strip() for part in (read_text(name) or default).split(",") if part.strip()]


def read_time_zone(name: str, default: str) -> str:
    """The name of a time zone, such as America/New_York."""
    value = read_text(name).strip() or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongSetting(
            name,
            f"is {value}, which is not a time zone that this machine knows.",
            f"Set it to a region and city, such as {default} or Europe/Berlin.",
        ) from error
    return value


def read_hosts(name: str, default: str) -> list[str]:
    """Names of hosts, without ports; ``.example.org`` stands for all below it, ``*`` for all."""
    hosts = read_list(name, default)
    for host in hosts:
        plain = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
        is_wrong = "/" in host or " " in host or (":" in host and plain == host)
        if is_wrong:
            raise WrongSetting(
                name,
                f"has {host}, which is not just the name of a host.",
                "List names without https:// and without ports, such as licenses.example.org.",
            )
    return hosts


def read_web_addresses(name: str, default: str = "") -> list[str]:
    """Addresses such as ``https://licenses.example.org``, without a slash at the end."""
    addresses = [address.rstrip("/") for address in read_list(name, default)]
    for address in addresses:
        scheme, separator, rest = address.partition("://")
        if scheme not in {"http", "https"} or not separator or not rest or " " in rest:
            raise WrongSetting(
                name,
                f"has {address}, which is not the address of a website.",
                "Write it as in a browser, such as https://licenses.example.org.",
            )
    return addresses


def read_networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Networks and addresses, by comma; ``none`` for no network at all."""
    networks: list[IPv4Network | IPv6Network] = []
    if read_text(name).strip().lower() == "none":
        return networks
    for part in read_list(name, default):
        try:
            networks.append(ip_network(part))
        except ValueError as error:
            raise WrongSetting(
                name,
                f"has {part[:40]}, which is neither an address nor a network.",
                "List addresses such as 192.0.2.7 and networks such as 192.0.2.0/24.",
            ) from error
    return networks


def read_token(name: str) -> str:
    """A secret that programs show; nothing if there is none."""
    token = read_text(name).strip()
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable()):
        raise WrongSetting(
            name,
            f"is too easy to guess: it needs {LEAST_TOKEN} characters, all of them ASCII.",
            "Set it to a long random text, such as openssl rand -hex 32 gives.",
        )
    return token


def check_database_url() -> None:
    """Raise ``WrongSetting`` if ``DATABASE_URL`` cannot be the address of a PostgreSQL."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        # libpq looks at the ports only when it connects; there may be several, by comma.
        ports = str(conninfo_to_dict(read_text("DATABASE_URL")).get("port") or "5432")
        for port in ports.split(","):
            int(port)
    except (psycopg.Error, ValueError) as error:
        # The address itself is not repeated: there may be a password in it.
        raise WrongSetting(
            "DATABASE_URL",
            "is not the address of a PostgreSQL database.",
            "Write it like postgresql://user:password@host:5432/goodstanding, or leave it out to "
            "use the database that comes along.",
        ) from error


def data_home() -> Path:
    """The folder of all data (``GOODSTANDING_HOME``, else ``./data``), as an absolute path."""
    return Path(read_text("GOODSTANDING_HOME") or "data").expanduser().resolve()


def make_home(home: Path | None = None) -> Path:
    """The folder of all data, made if it is not there, for this user alone."""
    home = home or data_home()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
        if home.stat().st_mode & 0o077:
            home.chmod(0o700)
    except OSError as error:
        raise WrongSetting(
            "GOODSTANDING_HOME",
            f"is {home}, where this user can keep nothing: {error.strerror}.",
            "Name a folder that is there or can be made, and that this user can write to.",
        ) from error
    return home


def secret_key() -> str:
    """``GOODSTANDING_SECRET_KEY``, else a key made once and kept in the data folder."""
    given = read_text("GOODSTANDING_SECRET_KEY")
    if given:
        return given
    path = make_home() / "secret-key"
    try:
        # Made under another name: another process never meets half a key.
        if not path.exists():
            _write_key(path)
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSetting(
            "GOODSTANDING_HOME",
            f"has a file {path}, which cannot be read or written: {error.strerror}.",
            "Give it back to the user who runs Good Standing, or set GOODSTANDING_SECRET_KEY.",
        ) from error


def _write_key(path: Path) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(50))
    # Where another process was faster, its key counts.
    with contextlib.suppress(FileExistsError):
        os.link(part, path)
    part.unlink()
