"""Files that a page hands out."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse

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
    return {"Content-Disposition": f'attachment; filename="{name}"'}
