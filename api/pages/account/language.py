"""The language before anybody has signed in: a choice that this browser keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from api.auth.sessions import SEE_OTHER
from api.context import Context
from api.invitations import known_language
from api.navigation.own_pages import own_path
from api.readers import LANGUAGE_COOKIE

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

KEPT_FOR: Final = timedelta(days=365)
Text = Annotated[str, Form(max_length=1000)]


@router.post("/language")
def choose_language(context: Context, language: Text, next: Text = "") -> RedirectResponse:  # noqa: A002 - the word in the form
    """Speak another language in this browser, unless the account that signs in has one of its own."""
    response = RedirectResponse(own_path(next) or "/sign-in", SEE_OTHER)
    response.set_cookie(
        LANGUAGE_COOKIE,
        known_language(language, context.settings),
        max_age=int(KEPT_FOR.total_seconds()),
        secure=context.settings.cookies_are_secure,
        httponly=True,
        samesite="lax",
    )
    return response
