"""How much one request may send, how slowly, and how many may be under way."""

from __future__ import annotations

import re

KILOBYTE, MEGABYTE = 1024, 1024**2

ANONYMOUS_BODY = 64 * KILOBYTE
"""Whoever has not signed in has a form to send and nothing else."""
FORM_BODY = MEGABYTE
AROUND_A_FILE = MEGABYTE
"""What a form adds to the file in it."""
UPLOADS = re.compile(r"/(users|users/licenses|licenses/available)/import/")
"""The addresses that take files."""
FILES = re.compile(r"/(?!static/).*(\.[a-z]+|/export/)")
"""The addresses that give files, which take their time."""

HEADER_SECONDS = 10
"""For all headers of a request, and for the next request of a connection to begin."""
GRACE_SECONDS = 20
SLOWEST = 8 * KILOBYTE
"""Bytes a second, after the grace."""
TURN_SECONDS = 30
"""How long a request waits for a thread before it is told to come again."""
LINGER_SECONDS, LINGER_BYTES = 5, 32 * MEGABYTE
"""How long and how much is still read of what was refused, so that its sender hears why."""

UNDER_WAY, UNDER_WAY_EACH = 2000, 600
"""Requests in one process, of all and of one address. Many people may share an address."""
FILES_AT_ONCE = 2
IN_MEMORY = 256 * KILOBYTE
"""Of one answer; the rest waits on the disk."""
SPOOLED_ANSWER, SPOOLED = 512 * MEGABYTE, 2048 * MEGABYTE
"""What waits on the disk for slow readers, of one answer and of all."""
BODIES = 1024 * MEGABYTE
"""What lies on the disk of bodies that are being read or worked on."""


def largest_body(path: str, *, has_session: bool, file_megabytes: int) -> int:
    """The bytes that a request to this address may send; nothing else is known of it yet."""
    if not has_session:
        return ANONYMOUS_BODY
    if UPLOADS.fullmatch(path):
        return file_megabytes * MEGABYTE + AROUND_A_FILE
    return FORM_BODY


def gives_file(path: str) -> bool:
    """Whether this address gives a file that is made while it is sent."""
    return FILES.fullmatch(path) is not None


def seconds_for(size: int) -> float:
    """How long so many bytes may take, in either direction."""
    return GRACE_SECONDS + size / SLOWEST
