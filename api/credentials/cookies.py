"""The session cookie: an opaque token that no script can read and no other site can send along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request
    from starlette.responses import Response

SECURE_NAME: Final = "__Host-pulsro"  # browsers take such a cookie only over TLS, and give it to this very host only
PLAIN_NAME: Final = "pulsro"


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """How the token of a session travels."""

    secure: bool

    @property
    def name(self) -> str:
        """The cookie's name, which by itself makes browsers keep the rules."""
        return SECURE_NAME if self.secure else PLAIN_NAME

    def token(self, request: Request) -> str | None:
        """The token that the browser sent, if any."""
        return request.cookies.get(self.name) or None

    def give(self, response: Response, token: str, *, lifetime: timedelta) -> None:
        """Hand the token to the browser."""
        seconds = int(lifetime.total_seconds())  # counted by the browser from now on, whatever its calendar says
        response.set_cookie(
            self.name, token, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def clear(self, response: Response) -> None:
        """Make the browser forget it."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")
