"""What every answer tells the browser: run only our own files, keep nothing personal, show us in no frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_FILES_ONLY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
STRAP_PAGES: Final = frozenset({"/strap", "/breathe"})
WHAT_PAGES_MAY_USE: Final = {
    "bluetooth": "()",
    "screen-wake-lock": "(self)",
    "camera": "()",
    "geolocation": "()",
    "microphone": "()",
    "payment": "()",
    "usb": "()",
}
CONTENT_SECURITY_POLICY: Final = "; ".join(f"{kind} {sources}" for kind, sources in OWN_FILES_ONLY.items())

ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # no-referrer would blank the Origin that the cross-site guard reads
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STRICT_TRANSPORT: Final = "max-age=63072000; includeSubDomains"
NO_STORE: Final = "no-store"
BUILT_FILES: Final = "/static/dist/"
FOREVER: Final = "public, max-age=31536000, immutable"
FILES: Final = "/static/"
REVALIDATE: Final = "no-cache"


class SecurityHeaders:
    """ASGI middleware that adds the headers above to every answer, whoever made it."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), path=scope["path"], status=message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, *, path: str, status: int) -> None:
        headers.update(ALWAYS)
        headers["Permissions-Policy"] = permissions_policy(path)
        headers["Cache-Control"] = cache_rule(path, status)
        if self._https:
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT


def cache_rule(path: str, status: int) -> str:
    """Built files carry their hash in the name and keep for ever; everything else but plain files may be personal."""
    if status not in {200, 206, 304} or not path.startswith(FILES):
        return NO_STORE
    return FOREVER if path.startswith(BUILT_FILES) else REVALIDATE


def permissions_policy(path: str) -> str:
    """What the page at this path may use of the computer; only pages that listen to straps may use Bluetooth."""
    allowed = {**WHAT_PAGES_MAY_USE, "bluetooth": "(self)"} if path in STRAP_PAGES else WHAT_PAGES_MAY_USE
    return ", ".join(f"{feature}={who}" for feature, who in allowed.items())
