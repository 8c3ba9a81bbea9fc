"""Files that a page hands out."""

from __future__ import annotations

from django.http import HttpResponse


def download(file: tuple[str, str, bytes]) -> HttpResponse:
    """An answer that the browser saves: (file name, content type, content)."""
    name, content_type, content = file
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
