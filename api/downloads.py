"""A file for the browser to save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import Response

if TYPE_CHECKING:
    from alerts.exports import ExportedFile


def download(file: ExportedFile) -> Response:
    """The answer that a browser saves under the file's name."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
