"""Refusals: problem details (RFC 9457) for programs, a page for people; both say what to do next."""

from __future__ import annotations

import traceback
from contextlib import suppress
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from alerts.refusals import NotNow, Refused
from api import texts
from api.navigation.own_pages import sign_in_address, wanted_page
from api.readers import reader_of
from api.wrong_fields import message_of
from messages import sentence
from store.errors import NotHere, SignedInBefore, StoreError, Taken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.types import Message as Event

    from messages import Message, Reader

log = structlog.get_logger()

API: Final = "/api/"
PROBLEM_JSON: Final = "application/problem+json"
RETRY_AFTER_S: Final = 5
STATUS: Final[Mapping[type[StoreError | Refused], HTTPStatus]] = MappingProxyType(
    {
        NotHere: HTTPStatus.NOT_FOUND,
        Taken: HTTPStatus.CONFLICT,
        SignedInBefore: HTTPStatus.CONFLICT,
        NotNow: HTTPStatus.CONFLICT,
        Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""The status of what the rooms below refuse, the narrower kind first."""

LOGGED_FRAMES: Final = 6


class Problem(BaseModel):
    """Why a request was refused: problem details by RFC 9457."""

    type: str = Field("about:blank", description="Nothing to look up: `code` says what happened.")
    title: str = Field(description="The kind of refusal, by its status.")
    status: int
    detail: str = Field(description="One plain sentence that says what to do next, in the reader's language.")
    code: str = Field(description="What happened, for programs; it never changes.")
    parameters: dict[str, object] = Field(description="What the sentence names: numbers, days, names of fields.")

    @classmethod
    def of(cls, refusal: Refusal, reader: Reader) -> Problem:
        """The refusal as this reader can read it."""
        title = texts.TITLES.get(refusal.status_code)
        return cls(
            title=sentence(title(), reader) if title else HTTPStatus(refusal.status_code).phrase,
            status=refusal.status_code,
            detail=sentence(refusal.message, reader),
            **refusal.message.to_json(),
        )


class ProblemResponse(JSONResponse):
    """An answer of problem details."""

    media_type = PROBLEM_JSON


class Refusal(HTTPException):
    """A request is refused with a status and a message that says what to do next."""

    def __init__(self, status: int, message: Message, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message.code, headers)
        self.message = message


class SignInNeeded(Refusal):
    """Nobody is signed in; a page leads to the sign-in page, a program gets a sentence."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(HTTPStatus.UNAUTHORIZED, message or texts.SIGN_IN_FIRST())


def absent() -> Refusal:
    """What is not yours looks as if it were not there."""
    return Refusal(HTTPStatus.NOT_FOUND, texts.ABSENT())


def busy() -> Refusal:
    """The record is locked or the disk is full: the sender keeps what it has and tries again."""
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, texts.BUSY(), {"Retry-After": str(RETRY_AFTER_S)})


def problem(request: Request, refusal: Refusal) -> JSONResponse:
    """The JSON form of a refusal."""
    body = Problem.of(refusal, reader_of(request)).model_dump()
    return ProblemResponse(body, refusal.status_code, refusal.headers)


def responses(*statuses: int) -> dict[int | str, dict[str, object]]:
    """How these refusals are told in the OpenAPI text."""
    content = {PROBLEM_JSON: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def problems_instead(told: Mapping[str, object]) -> dict[str, object]:
    """Of the answers of a door, the 422 that FastAPI adds by itself, in our form."""
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
    return {str(status): responses(status)[status]} if str(status) in told else {}


class Page(Protocol):
    """Draws the page of a refusal."""

    def __call__(self, request: Request, /, *, status: int, message: Message) -> Response:
        """A page with the message and a way back."""
        ...


def wants_page(request: Request) -> bool:
    """Whether a person is looking: the API always speaks JSON, the pages always HTML."""
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")


def to_sign_in(request: Request) -> Response:
    """Lead to the sign-in page, and afterwards back to where the person was or wanted to go."""
    return RedirectResponse(sign_in_address(wanted_page(request)), HTTPStatus.SEE_OTHER)


def install_problem_handlers(app: FastAPI, *, page: Page) -> None:
    """Answer every refusal in the form that the asker can read."""

    def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, SignInNeeded) and wants_page(request):
            return to_sign_in(request)
        refusal = as_refusal(error)
        if not wants_page(request):
            return problem(request, refusal)
        response = page(request, status=refusal.status_code, message=refusal.message)
        response.headers.update(refusal.headers or {})
        return response

    for kind in (HTTPException, RequestValidationError, StoreError, Refused):
        app.add_exception_handler(kind, answer)


def as_refusal(error: Exception) -> Refusal:
    """What the rooms below say, with the status that fits."""
    match error:
        case Refusal():
            return error
        case HTTPException():
            return Refusal(error.status_code, of_framework(error.status_code), error.headers)
        case RequestValidationError():
            return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, message_of(error.errors()))
        case StoreError() | Refused():
            return of_rooms_below(error)
        case _:
            raise error


def of_rooms_below(error: StoreError | Refused) -> Refusal:
    """What cannot be done, with the status that fits; how the record's own trouble is called is for the log."""
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), None)
    if status is not None:
        return Refusal(status, error.message)
    log.error("record refused", error=type(error).__name__, code=error.message.code)
    return busy()


def of_framework(status: int) -> Message:
    """Our own message where the framework refused with a bare phrase."""
    fitting = {
        HTTPStatus.BAD_REQUEST: texts.UNREADABLE,
        HTTPStatus.METHOD_NOT_ALLOWED: texts.WRONG_METHOD,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: texts.TOO_LARGE,
    }
    otherwise = texts.BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else texts.ABSENT
    return fitting.get(HTTPStatus(status), otherwise)()


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

        async def send_and_remember(event: Event) -> None:
            nonlocal started
            started = started or event["type"] == "http.response.start"
            await send(event)

        try:
            await self.app(scope, receive, send_and_remember)
        except Exception as error:  # noqa: BLE001 - the outermost door: whatever it was, the visitor gets a sentence
            log.error("request failed", **failure(error), route=route_of(scope))  # noqa: TRY400 - see the class
            if scope["type"] == "http" and not started:
                await self._answer(Request(scope))(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        broken = Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, texts.BROKEN())
        if wants_page(request):
            with suppress(Exception):  # what failed may be the drawing of pages itself
                return self._page(request, status=broken.status_code, message=broken.message)
        return problem(request, broken)


def failure(error: BaseException) -> dict[str, str]:
    """What the log may know of a failure: its kind, and where in the code it was."""
    frames = traceback.extract_tb(error.__traceback__)[-LOGGED_FRAMES:]
    return {"error": type(error).__name__, "where": " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))}


def route_of(scope: Scope) -> str:
    """The pattern of the address, never the address itself: it may hold a token or an id."""
    return getattr(scope.get("route"), "path", "")
