"""Addresses of our own pages: which of those that a browser names may be gone to, and the way by the sign-in page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.routing import Match

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST_ADDRESS: Final = 1000
"""An address in a form is no longer than this."""

SIGN_IN: Final = "/sign-in"
TOLD: Final = frozenset({"saved", "kept", "done", "forgotten"})
"""What an address says of what was done on the page before: not to be said again of what could not be done."""


def own_path(wanted: str) -> str | None:
    """The wanted page, when it is one of ours; a full address could lead anywhere."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours and wanted != "/" else None


def sign_in_address(wanted: str) -> str:
    """The sign-in page that leads on to the wanted page, without its query where that is too long to be carried."""
    ways = (f"{SIGN_IN}?{urlencode({'next': own_path(each) or '/'})}" for each in (wanted, wanted.partition("?")[0]))
    return next((way for way in ways if len(way) <= LONGEST_ADDRESS), SIGN_IN)


def wanted_page(request: Request) -> str:
    """The page that was asked for; for what is no page to look at, such as a form that was sent, the one it was on."""
    if request.method == "GET":
        return _address(request.url.path, request.url.query)
    sent_from = urlsplit(request.headers.get("referer", ""))
    if sent_from.netloc not in _own_hosts(request) or not _can_be_looked_at(request, sent_from.path):
        return "/"
    query = [(name, value) for name, value in parse_qsl(sent_from.query) if name not in TOLD]
    return _address(sent_from.path, urlencode(query))


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _own_hosts(request: Request) -> set[str]:
    """Hosts that are ourselves, whatever a proxy did to Host; a request that names none has none."""
    public = urlsplit(request.app.state.context.settings.public_url).netloc
    return {public, request.headers.get("host", "")} - {""}


def _can_be_looked_at(request: Request, path: str) -> bool:
    """Whether a page stands there: after a refusal the address may be that of a form."""
    scope = {**request.scope, "method": "GET", "path": path}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
