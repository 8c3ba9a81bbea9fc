"""What an archive says of itself: versions, the head of the chain, counts, and digests."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from goodstanding import __version__
from goodstanding.config.schema import known_migrations
from goodstanding.refusals import Refusal

FORMAT = 1
"""The number of the archive's format; a program refuses those that it does not know."""
DATABASE, SECRET_KEY = "database.sql.gz", "secret-key"
PATH = re.compile(r"imports/([0-9a-f-]{36})(/[0-9]+)?/\w[\w.-]*", re.ASCII)
"""How files are called that are backed up and put back: in the folder of an import, not hidden."""


class Damaged(Refusal):
    """An archive that cannot be restored, because it is not as it was written."""

    def __init__(self, why: str, code: str = "archive-damaged") -> None:
        super().__init__(
            code,
            f"The archive cannot be restored: {why}. Nothing was changed.",
            "Take another backup, or copy this one again from where it was kept first.",
        )


@dataclass(frozen=True, slots=True)
class Member:
    """How long a member of the archive is, and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive.

    ``migrations`` are pairs of a part and a migration of it that the data has seen. ``position``
    and ``head`` are where the chain of events ends. ``files`` gives the digest of every file by
    its path; None if only the database was backed up. ``lost`` are imports whose files were gone.
    """

    program: str
    made_at: str
    postgresql: str
    migrations: list[tuple[str, str]]
    position: int
    head: str
    counts: dict[str, int]
    files: dict[str, str] | None
    lost: list[str]
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def schema(self) -> str:
        """The last migration of each part, as ``goodstanding version`` tells it."""
        last = {app: name[:4] for app, name in sorted(self.migrations)}
        return ", ".join(f"{app} {number}" for app, number in sorted(last.items()))

    def as_json(self) -> bytes:
        """The text of ``manifest.json``."""
        return json.dumps({**asdict(self), "schema": self.schema}, indent=2).encode()


def read_manifest(raw: bytes) -> Manifest:
    """The manifest that this text holds; ``Damaged`` if it is none."""
    try:
        said = json.loads(raw)
        if not isinstance(said, dict) or "format" not in said:
            raise Damaged("its manifest is not one of Good Standing", "archive-foreign")
        if said["format"] != FORMAT:
            raise Damaged(
                f"it was written by Good Standing {said.get('program')} in format "
                f"{said['format']}, and this version knows format {FORMAT} only",
                "archive-newer",
            )
        return _manifest(said)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged("its manifest cannot be read") from error


def _manifest(said: dict[str, Any]) -> Manifest:
    said.pop("schema")
    members = {name: Member(**each) for name, each in said.pop("members").items()}
    migrations = [(str(app), str(name)) for app, name in said.pop("migrations")]
    manifest = Manifest(members=members, migrations=migrations, **said)
    for path, digest in (manifest.files or {}).items():
        if not PATH.fullmatch(path):
            raise Damaged(f"it names a file {path[:80]!r}, which Good Standing does not keep")
        if f"files/{digest}" not in members:
            raise Damaged(f"the file {path} is missing in it")
    return manifest


def check_version(manifest: Manifest) -> None:
    """Refuse the data of a newer program; needs no database."""
    known = set(known_migrations())
    ours = {app for app, _ in known}
    unknown = [each for each in manifest.migrations if each[0] in ours and each not in known]
    if unknown:
        app, name = unknown[-1]
        raise Refusal(
            "archive-newer",
            f"The archive was written by Good Standing {manifest.program}, and this is "
            f"{__version__}, which does not know its change {app} {name}. Nothing was changed.",
            "Restore it with that version or a newer one.",
        )
