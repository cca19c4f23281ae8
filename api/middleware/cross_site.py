"""Requests that another site makes with a visitor's cookies are refused before anything reads them.

The browser itself says where a request comes from (`Sec-Fetch-Site`, `Origin`), so no token is needed in forms.
The order of the checks is Filippo Valsorda's, https://words.filippo.io/csrf (2025), as in Go's net/http.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

from api import texts
from api.problems import Refusal, problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSiteGuard:
    """ASGI middleware that refuses unsafe requests from other sites, and live streams opened by them.

    Args:
        app: what is guarded.
        trusted_origins: origins (scheme, host and port) that count as ourselves, whatever a proxy did to Host.
        streams: paths whose GET answers go on and on, which no other site may open.
    """

    def __init__(self, app: ASGIApp, *, trusted_origins: Collection[str], streams: Collection[str] = ()) -> None:
        self.app = app
        self._trusted_origins = frozenset(trusted_origins)
        self._streams = frozenset(streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass our own requests on; refuse the others."""
        if scope["type"] == "http" and self._is_guarded(scope) and not self._is_ours(Headers(scope=scope)):
            refusal = Refusal(HTTPStatus.FORBIDDEN, texts.OTHER_SITE())
            await problem(Request(scope), refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_guarded(self, scope: Scope) -> bool:
        return scope["method"] not in SAFE_METHODS or scope["path"] in self._streams

    def _is_ours(self, headers: Headers) -> bool:
        """1. a trusted origin; 2. what the browser says of the site; 3. no browser; 4. the origin's host is ours."""
        origin = headers.get("origin")
        if origin in self._trusted_origins:
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
