"""Files that a page hands out."""

from __future__ import annotations

import unicodedata

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from goodstanding.exports.file import ExportedFile


def download(file: ExportedFile) -> StreamingHttpResponse:
    """An answer that the browser saves, sent while it is made."""
    # The server closes it, and with it the blocks, even if nobody waits for the rest.
    return StreamingHttpResponse(
        file.blocks, content_type=file.content_type, headers=_as(file.name)
    )


def download_whole(name: str, content_type: str, content: bytes) -> HttpResponse:
    """The same for a small file that is there already."""
    return HttpResponse(content, content_type=content_type, headers=_as(name))


def _as(name: str) -> dict[str, str]:
    """Attached under a name in any script; line ends and turned directions are left out."""
    visible = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    return {"Content-Disposition": str(content_disposition_header(True, visible))}
