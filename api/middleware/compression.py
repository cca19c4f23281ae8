"""Answers travel compressed, where nobody else can learn from their length.

A compressed page that repeats what an attacker put in tells by its length whether the same stands elsewhere on it
(BREACH, Gluck, Harris and Prado 2013). For that somebody must make the visitor's browser ask again and again. The
browser says who made it ask (`Sec-Fetch-Site`): what another site asked for, and whoever does not say, gets a personal
answer as it is. Plain files hold nothing personal and are always compressed. Live streams are never held back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware

from api.middleware.security_headers import FILES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LEVEL: Final = 6
"""Of nine; more costs time and saves one or two bytes in a hundred."""
ASKED_BY_OURSELVES: Final = frozenset({"same-origin", "none"})


class Compressed:
    """ASGI middleware that compresses what may be compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self._plainly = app
        self._compressed = GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, compressing its answer or not."""
        chosen = self._compressed if scope["type"] == "http" and may_be_compressed(scope) else self._plainly
        await chosen(scope, receive, send)


def may_be_compressed(scope: Scope) -> bool:
    """Whether the length of the answer can tell nobody anything."""
    return scope["path"].startswith(FILES) or Headers(scope=scope).get("sec-fetch-site") in ASKED_BY_OURSELVES
