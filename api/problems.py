"""What is refused gets one plain sentence that says what to do next: JSON for programs, a page for people."""

from __future__ import annotations

import traceback
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlencode

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from alerts.refusals import Refused
from store.errors import NotHere, SignedInBefore, StoreError, Taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

API: Final = "/api/"
ABSENT: Final = "There is nothing here. Check the address, or go back to the first page."
BROKEN: Final = "Something went wrong on our side. Nothing already stored is lost; please try again in a minute."
BUSY: Final = "The record cannot take this right now. Keep what you have and send it again in a few seconds."
TOO_LARGE: Final = "That is more than one request may carry. Send it in smaller parts."
RETRY_AFTER_S: Final = 5
LOGGED_FRAMES: Final = 6


class Problem(BaseModel):
    """Why a request was refused."""

    detail: str = Field(description="One plain sentence that says what to do next.")


class Refusal(HTTPException):
    """A request is refused with a status and one plain sentence."""

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, sentence, headers)


class SignInNeeded(Refusal):
    """Nobody is signed in; a page leads to the sign-in page, a program gets a sentence."""

    def __init__(self, sentence: str = "Sign in first, then ask again.") -> None:
        super().__init__(HTTPStatus.UNAUTHORIZED, sentence)


def absent() -> Refusal:
    """What is not yours looks as if it were not there."""
    return Refusal(HTTPStatus.NOT_FOUND, ABSENT)


def busy() -> Refusal:
    """The record is locked or the disk is full: the sender keeps what it has and tries again."""
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, {"Retry-After": str(RETRY_AFTER_S)})


def problem(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The JSON form of a refusal."""
    return JSONResponse(Problem(detail=sentence).model_dump(), status, headers)


def responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """How these refusals are told in the OpenAPI text."""
    return {status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in statuses}


def json_responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The same for a door whose own answers are no JSON; other doors bring the model into the text."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def plain_sentence(errors: Sequence[Mapping[str, object]]) -> str:
    """The first of pydantic's findings as one sentence; never the value that was sent, which may be personal."""
    first = errors[0]
    place = first["loc"]
    names = [str(part) for part in place if part not in {"body", "query", "path", "header"}] if place else []  # type: ignore[attr-defined]  # pydantic's loc is a tuple
    where = f"'{'.'.join(names)}'" if names else "The request"
    reason = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{where} is not as it should be: {reason[:1].lower()}{reason[1:]}."


def sentence_for(status: int, detail: object) -> str:
    """Our own sentence, or a fitting one where the framework refused with a bare phrase."""
    ours = isinstance(detail, str) and detail.endswith(".")
    if ours:
        return str(detail)
    return FRAMEWORK_SENTENCES.get(status, BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ABSENT)


FRAMEWORK_SENTENCES: Final = {
    400: "The request could not be read. Check that it is complete and well formed.",
    404: ABSENT,
    405: "This address does not take that kind of request. Look it up in the API description.",
    413: TOO_LARGE,
}


class Page(Protocol):
    """Draws the page of a refusal."""

    def __call__(self, request: Request, /, *, status: int, sentence: str) -> Response:
        """A page with the sentence and a way back."""
        ...


def wants_page(request: Request) -> bool:
    """Whether a person is looking: the API always speaks JSON, the pages always HTML."""
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")


def to_sign_in(request: Request) -> Response:
    """Lead to the sign-in page, and afterwards back to where the person wanted to go."""
    wanted = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?{urlencode({'next': wanted})}", HTTPStatus.SEE_OTHER)


def install_problem_handlers(app: FastAPI, *, page: Page) -> None:
    """Answer every refusal in the form that the asker can read."""

    def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, SignInNeeded) and wants_page(request):
            return to_sign_in(request)
        refusal = as_refusal(error)
        if not wants_page(request):
            return problem(refusal.status_code, refusal.detail, refusal.headers)
        response = page(request, status=refusal.status_code, sentence=refusal.detail)
        response.headers.update(refusal.headers or {})
        return response

    for kind in (HTTPException, RequestValidationError, StoreError, Refused):
        app.add_exception_handler(kind, answer)


def as_refusal(error: Exception) -> Refusal:
    """What the rooms below say, with the status that fits."""
    match error:
        case HTTPException():
            return Refusal(error.status_code, sentence_for(error.status_code, error.detail), error.headers)
        case RequestValidationError():
            return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, plain_sentence(error.errors()))
        case NotHere():
            return Refusal(HTTPStatus.NOT_FOUND, str(error))
        case Taken() | SignedInBefore():
            return Refusal(HTTPStatus.CONFLICT, str(error))
        case StoreError():
            log.error("record refused", error=type(error).__name__, sentence=str(error))
            return busy()
        case Refused():
            return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, error.sentence)
        case _:
            raise error


class LastResort:
    """ASGI middleware that turns any failure into one sentence, and keeps its values out of the log.

    A traceback's own text may hold what a person measured, so only the kind of error and the lines of code are logged.
    """

    def __init__(self, app: ASGIApp, *, page: Page) -> None:
        self.app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for it if it fails."""
        started = False

        async def send_and_remember(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_remember)
        except Exception as error:  # noqa: BLE001 - the outermost door: whatever it was, the visitor gets a sentence
            log.error("request failed", **failure(error), route=route_of(scope))  # noqa: TRY400 - see the class
            if scope["type"] == "http" and not started:
                await self._answer(Request(scope))(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        if wants_page(request):
            with suppress(Exception):  # what failed may be the drawing of pages itself
                return self._page(request, status=status, sentence=BROKEN)
        return problem(status, BROKEN)


def failure(error: BaseException) -> dict[str, str]:
    """What the log may know of a failure: its kind, and where in the code it was."""
    frames = traceback.extract_tb(error.__traceback__)[-LOGGED_FRAMES:]
    return {"error": type(error).__name__, "where": " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))}


def route_of(scope: Scope) -> str:
    """The pattern of the address, never the address itself: it may hold a token or an id."""
    return getattr(scope.get("route"), "path", "")
