"""How much a request may carry: refused with a sentence as soon as it is known to be more."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.requests import Request

from api import texts
from api.problems import Refusal, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

USUAL_LIMIT: Final = 64 * 1024


class BodyLimit:
    """ASGI middleware that lets no more than so many bytes of a request in; some paths may take more than others."""

    def __init__(self, app: ASGIApp, *, larger: Mapping[str, int]) -> None:
        self.app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what announces too much; count the bytes of what announces nothing."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], USUAL_LIMIT)
        if announced(Headers(scope=scope)) > limit:
            await problem(Request(scope), too_large())(scope, receive, send)
            return
        await self.app(scope, counting(receive, limit), send)


def too_large() -> Refusal:
    """The request carries more than it may."""
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, texts.TOO_LARGE())


def announced(headers: Headers) -> int:
    """The length that a request says it has; nothing when it does not say."""
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def counting(receive: Receive, limit: int) -> Receive:
    """The same messages, until they carry more than the limit."""
    total = 0

    async def receive_and_count() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise too_large()
        return message

    return receive_and_count
