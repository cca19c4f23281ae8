"""*Help*: what heart-rate variability is, how the light decides, and who sees what; for everybody, signed in or not."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/help")
def help_page(request: Request) -> HTMLResponse:
    """A page that holds nothing of anybody."""
    return render(request, "everybody/help.html")
