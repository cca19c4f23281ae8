"""What a browser needs to work without a connection: the service worker, under an address above all pages."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.assets import BUILT

router = APIRouter(include_in_schema=False)

SOURCE: Final = "offline/service_worker.ts"
SAME_FOR_EVERYBODY: Final = {"Pulsro-Keep": "same for everybody"}
"""On a page that holds nothing of anybody: browsers may keep it for when there is no connection (ADR 21)."""


@router.get("/service-worker.js", response_class=FileResponse)
def service_worker() -> FileResponse:
    """The built script; a worker rules the pages below its own address, so it cannot lie with the other files."""
    return FileResponse(BUILT.file(SOURCE), media_type="text/javascript")
