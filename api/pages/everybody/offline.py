"""What a browser needs to work without a connection: the service worker, and pages that it keeps for such times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from api.assets import BUILT
from api.auth.subject import MaybeVisitor
from api.presenters.actions import SHELVES, length
from api.rendering import render

if TYPE_CHECKING:
    from api.visitor import Visitor

router = APIRouter(include_in_schema=False)

SOURCE: Final = "offline/service_worker.ts"
SAME_FOR_EVERYBODY: Final = {"Pulsro-Keep": "same for everybody"}
"""On a page that holds nothing of anybody: browsers may keep it for when there is no connection (ADR 21)."""


@router.get("/service-worker.js", response_class=FileResponse)
def service_worker() -> FileResponse:
    """The built script; a worker rules the pages below its own address, so it cannot lie with the other files."""
    return FileResponse(BUILT.file(SOURCE), media_type="text/javascript")


@router.get("/offline/exercises", response_class=HTMLResponse)
def exercises(request: Request, visitor: MaybeVisitor) -> HTMLResponse:
    """All exercises on one page, without a place to write in: it stands in for each of theirs."""
    page = render(request, "everybody/offline_exercises.html", shelves=SHELVES, length=length)
    return _marked(page, visitor)


@router.get("/offline/breathe", response_class=HTMLResponse)
def breathe(request: Request, visitor: MaybeVisitor) -> HTMLResponse:
    """The pacer alone: nothing of a session is kept."""
    return _marked(render(request, "employee/breathe.html", said=None, keeps=False), visitor)


def _marked(page: HTMLResponse, visitor: Visitor | None) -> HTMLResponse:
    """Only what a signed-out browser gets is the same for everybody."""
    if visitor is None:
        page.headers.update(SAME_FOR_EVERYBODY)
    return page
