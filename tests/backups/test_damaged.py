"""Damaged archives: each is refused with the reason, and nothing is left behind."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goodstanding import __version__
from goodstanding.backups.archive import check_archive
from goodstanding.refusals import Refusal
from tests.backups.conftest import Place

Members = dict[str, bytes]
SQL = "database.sql.gz"


def read(archive: Path) -> Members:
    with tarfile.open(archive) as tar:
        return {each.name: tar.extractfile(each).read() for each in tar}  # type: ignore[union-attr]


def write(path: Path, members: Members) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def signed(members: Members, **said: Any) -> Members:
    """The members with a manifest and digests that fit them, and say this too."""
    manifest = {**json.loads(members["manifest.json"]), **said}
    rest = {n: c for n, c in members.items() if n not in {"manifest.json", "SHA256SUMS"}}
    manifest["members"] = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in rest.items()
    }
    all_ = {"manifest.json": json.dumps(manifest, indent=2).encode(), **rest}
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in all_.items())
    return {**all_, "SHA256SUMS": "".join(lines).encode()}


def manifest_of(members: Members) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(members["manifest.json"])
    return said


def file_in(members: Members, place: int = 0) -> str:
    return [name for name in members if name.startswith("files/")][place]


def without(members: Members, name: str) -> Members:
    return {each: content for each, content in members.items() if each != name}


def flipped(content: bytes, place: float = 0.5) -> bytes:
    """One bit of it is another."""
    at = int(len(content) * place)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def swapped(members: Members) -> Members:
    one, two = file_in(members), file_in(members, 1)
    return members | {one: members[two], two: members[one]}


def with_digests_for(members: Members, name: str, content: bytes) -> Members:
    """A member altered, and its line in SHA256SUMS with it, but not the manifest."""
    old, new = (hashlib.sha256(each).hexdigest().encode() for each in (members[name], content))
    return members | {name: content, "SHA256SUMS": members["SHA256SUMS"].replace(old, new)}


def moved(members: Members, name: str, *, to_end: bool) -> Members:
    rest = without(members, name)
    return {**rest, name: members[name]} if to_end else {name: members[name], **rest}


ALTERED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a bit of the dump": (lambda m: m | {SQL: flipped(m[SQL])}, "database.sql.gz in it was"),
    "the first byte of the dump": (lambda m: m | {SQL: flipped(m[SQL], 0)}, "was altered"),
    "a bit of a file": (lambda m: m | {file_in(m): flipped(m[file_in(m)])}, "imports/"),
    "a bit of the key": (lambda m: m | {"secret-key": flipped(m["secret-key"])}, "secret-key"),
    "a bit of the digests": (
        lambda m: m | {"SHA256SUMS": flipped(m["SHA256SUMS"])},
        "manifest is not the one",
    ),
    "a count in the manifest": (
        lambda m: m | {"manifest.json": m["manifest.json"].replace(b": 950", b": 951")},
        "manifest is not the one",
    ),
    "the head in the manifest": (
        lambda m: (
            m
            | {
                "manifest.json": m["manifest.json"].replace(
                    manifest_of(m)["head"].encode(), b"0" * 64
                )
            }
        ),
        "manifest is not the one",
    ),
    "a manifest cut in half": (
        lambda m: m | {"manifest.json": m["manifest.json"][:3_000]},
        "manifest cannot be read",
    ),
    "the dump altered with its digest": (
        lambda m: with_digests_for(m, SQL, gzip.compress(b"SELECT 1;")),
        "manifest is not the one",
    ),
    "no dump": (lambda m: without(m, SQL), "database.sql.gz is missing"),
    "no dump, by the manifest neither": (lambda m: signed(without(m, SQL)), "is missing"),
    "a file missing": (lambda m: without(m, file_in(m)), "is missing"),
    "no key": (lambda m: without(m, "secret-key"), "secret-key is missing"),
    "no digests": (lambda m: without(m, "SHA256SUMS"), "cut off or broken"),
    "no manifest": (lambda m: without(m, "manifest.json"), "not where it belongs"),
    "the manifest last": (lambda m: moved(m, "manifest.json", to_end=True), "not where it belongs"),
    "two files swapped": (swapped, "was altered"),
    "one file too many": (
        lambda m: moved({**m, f"files/{'0' * 64}": b"x"}, "SHA256SUMS", to_end=True),
        "does not name",
    ),
    "a path that leads out": (
        lambda m: moved({**m, "../../etc/cron.d/x": b"x"}, "SHA256SUMS", to_end=True),
        "does not write",
    ),
    "a file put back elsewhere": (
        lambda m: signed(m, files={"imports/../../secret": file_in(m)[6:]}),
        "does not keep",
    ),
    "a manifest of something else": (lambda _: {"manifest.json": b"[]"}, "not one of Good"),
    "another format": (lambda m: signed(m, format=2), "knows format 1 only"),
    "a migration from the future": (
        lambda m: signed(m, program="9.1", migrations=[["people", "0999_later"]]),
        f"written by Good Standing 9.1, and this is {__version__}",
    ),
}
CUT = [0.0, 0.001, 0.02, 0.2, 0.5, 0.9, 0.97]


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_archive_is_refused(archive: Path, tmp_path: Path, what: str) -> None:
    alter, said = ALTERED[what]
    path = write(tmp_path / "altered.tar", alter(read(archive)))
    with pytest.raises(Refusal) as refused:
        check_archive(path)
    assert said in refused.value.message
    assert refused.value.code in {"archive-damaged", "archive-newer", "archive-foreign"}
    assert "Nothing was changed" in refused.value.message


@pytest.mark.parametrize("share", CUT)
def test_an_archive_that_was_cut_off_is_refused(
    archive: Path, tmp_path: Path, share: float
) -> None:
    content = archive.read_bytes()
    path = tmp_path / "cut.tar"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refusal) as refused:
        check_archive(path)
    assert refused.value.code == ("archive-damaged" if share > 0.001 else "archive-foreign")


def test_what_is_untouched_is_taken(archive: Path, tmp_path: Path) -> None:
    # Or the tables above would prove nothing.
    assert check_archive(write(tmp_path / "same.tar", read(archive))) == check_archive(archive)
    check_archive(write(tmp_path / "signed.tar", signed(read(archive))))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
def test_links_and_folders_are_refused(tmp_path: Path, archive: Path, kind: bytes) -> None:
    path = tmp_path / "link.tar"
    members = read(archive)
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(members["manifest.json"])
        tar.addfile(entry, io.BytesIO(members["manifest.json"]))
        link = tarfile.TarInfo("secret-key")
        link.type, link.linkname = kind, "manifest.json"
        tar.addfile(link)
    with pytest.raises(Refusal, match="not a plain file"):
        check_archive(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a workbook", b"\0" * 20_000, b"x" * 99_999])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.tar"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        check_archive(path)
    assert refused.value.code == "archive-foreign"


def altered_sql(members: Members, old: bytes, new: bytes) -> Members:
    sql = gzip.decompress(members[SQL])
    assert old in sql
    return signed(members | {SQL: gzip.compress(sql.replace(old, new, 1))})


FOUND_LATE: dict[str, tuple[Callable[[Members], Members], str]] = {
    "SQL that the database refuses": (
        lambda m: altered_sql(m, b"ALTER TABLE ONLY public.licenses_license\n", b"ALTER NOTHING\n"),
        "database-not-loaded",
    ),
    "a row too many by the manifest": (
        lambda m: signed(m, counts=manifest_of(m)["counts"] | {"people_user": 301}),
        "archive-counts",
    ),
    "a name altered in the history": (
        lambda m: altered_sql(m, b"\tunits.add\t", b"\tunits.Add\t"),
        "archive-history-broken",
    ),
    "another head of the history": (
        lambda m: signed(m, head="0" * 64),
        "archive-history-broken",
    ),
}


LEFT = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION "
    "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)


@pytest.mark.parametrize("what", FOUND_LATE)
def test_what_is_found_while_restoring_leaves_nothing_behind(
    archive: Path, new_place: Callable[[], Place], tmp_path: Path, what: str
) -> None:
    alter, code = FOUND_LATE[what]
    place = new_place()
    path = write(tmp_path / "altered.tar", alter(read(archive)))
    refused, _, error = place.run("restore", str(path))
    assert (refused, error.splitlines()[-1]) == (5, f"[{code}]"), error
    assert place.ask(LEFT) == []
    assert not (place.home / "files").exists()
    if code == "archive-history-broken":  # found last of all; then the right one finds room
        assert place.run("restore", str(archive))[0] == 0
