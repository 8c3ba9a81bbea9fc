"""Files broken in one of many ways, always the same for the same seed and number."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

from tests.fuzz.seeds import Seeds, zipped

TOKENS = (
    b'"', b"'", b"\t", b",", b";", b"|", b"\r", b"\n", b"\r\n", b"\x00", b"\x1a", b"\xff\xfe",
    b"\xfe\xff", b"\xef\xbb\xbf", b"sep=;\r\n", b"=1+1", b"1E+309", b"9" * 400, b"-1", b"NaN",
    b"#N/A", b"&#0;", b"&#x110000;", b"&amp;", b"&nope;", b"]]>", b"<![CDATA[", b"<!--", b"-->",
    b"<?xml version='1.0' encoding='utf-7'?>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<a>", b"</a>",
    b' ss:Index="2"', b' ss:Index="999999999"', b' ss:Index="-3"', b' ss:MergeAcross="99999999"',
    b' r="XFD1048576"', b' r="A0"', b' r="ZZZZ9"', b' t="s"', b' t="e"', b' s="99999"', b"<v/>",
    b' table:number-columns-repeated="16384"', b' table:number-rows-repeated="1048576"',
    b"Username\tUsername\r\n", b"31/02/2037", b"12/31/1899", b"\xc3\x28", b"\xed\xa0\x80",
    "\u202e\u200b\ufeff\U0001f600".encode(), b"x" * 40_000, b"\xe2\x80\xa8", b"PK\x03\x04",
)  # fmt: skip

DAMAGED = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
    zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What Python says of archives that were broken in one of the mutations before."""

Mutation = Callable[[bytes, Random, Seeds], bytes]


def mutant(seeds: Seeds, seed: int, number: int) -> tuple[str, bytes]:
    """File ``number`` of the campaign ``seed``: which file it was, and what became of it."""
    random = Random(f"{seed}:{number}")
    name, data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        is_zip = data.startswith(b"PK\x03\x04") and random.random() < 0.85
        data = random.choice(IN_ZIPS if is_zip else IN_BYTES)(data, random, seeds)
    return name, data


def _flip(data: bytes, random: Random, seeds: Seeds) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 6)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(data: bytes, random: Random, seeds: Seeds) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _insert(data: bytes, random: Random, seeds: Seeds) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(TOKENS) + data[at:]


def _remove(data: bytes, random: Random, seeds: Seeds) -> bytes:
    start, end = _block(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random, seeds: Seeds) -> bytes:
    start, end = _block(data, random)
    return data[:end] + data[start:end] * random.randint(1, 20) + data[end:]


def _splice(data: bytes, random: Random, seeds: Seeds) -> bytes:
    _, other = random.choice(seeds)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _swap(data: bytes, random: Random, seeds: Seeds) -> bytes:
    """One token that occurs becomes another, once or everywhere."""
    found = [token for token in TOKENS if token in data] + [b"<", b">", b" "]
    return data.replace(random.choice(found), random.choice(TOKENS), random.choice((1, 1, -1)))


def _block(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 4, 32, 256, 4096)))


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [e for e in archive.infolist() if e.file_size < 2_000_000][:200]
            return {entry.filename: archive.read(entry) for entry in entries}
    except DAMAGED:
        return {}


def _inside(data: bytes, random: Random, seeds: Seeds) -> bytes:
    """A part is mutated, and the archive made whole again, so that the fault lies deeper."""
    parts = _parts(data)
    if not parts:
        return _flip(data, random, seeds)
    name = random.choice(sorted(parts))
    parts[name] = random.choice(IN_BYTES)(parts[name], random, seeds)
    return zipped(parts)


def _other_parts(data: bytes, random: Random, seeds: Seeds) -> bytes:
    """A part is missing, goes by another's name, or is stored in another way."""
    parts = _parts(data)
    if not parts:
        return _cut(data, random, seeds)
    name, other = random.choice(sorted(parts)), random.choice(sorted(parts))
    match random.randrange(4):
        case 0:
            del parts[name]
        case 1:
            parts[name], parts[other] = parts[other], parts[name]
        case 2:
            parts[f"nested/{name}.zip"] = zipped(parts)
        case _:
            return zipped(parts, random.choice((zipfile.ZIP_STORED, zipfile.ZIP_LZMA)))
    return zipped(parts)


IN_BYTES: Sequence[Mutation] = (_flip, _cut, _insert, _remove, _repeat, _splice, _swap, _insert)
IN_ZIPS: Sequence[Mutation] = (_inside, _inside, _inside, _inside, _other_parts)
