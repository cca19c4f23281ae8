"""Where a device shows the code that its person read to it, and gets its token."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from api import texts
from api.context import Context
from api.moment import Now
from api.presenters.view import View
from api.problems import Refusal, responses
from api.v1.base import Order
from store.subjects import Anonymous

router = APIRouter(prefix="/api/v1/pairing", tags=["devices"])


class ShownCode(Order):
    """A code as somebody typed it."""

    code: Annotated[str, Field(max_length=40, description="Eight letters; capitals, blanks and dashes do not matter.")]


class NewToken(View):
    """What the device keeps."""

    token: str = Field(description="Shown this once. The device sends it with every upload.")
    name: str = Field(description="What the person calls the device.")


@router.post(
    "", summary="Get a token for a code", status_code=HTTPStatus.CREATED, responses=responses(403, 413, 422, 429, 503)
)
def use_code(shown: ShownCode, request: Request, context: Context, now: Now) -> NewToken:
    """Pair the device that asks. A code works once, for ten minutes, and pairs for the person on whose page it was."""
    allowance = context.pairing_limits.spend(address=request.client.host if request.client else "")
    if not allowance.granted:
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, texts.TOO_MANY_CODES(), {"Retry-After": str(allowance.wait_s)})
    with context.store.begin(Anonymous(), now=now) as record:
        paired = record.devices.use_code(shown.code)
    if paired is None:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, texts.NO_SUCH_CODE())
    return NewToken(token=paired.token, name=paired.device.name)
