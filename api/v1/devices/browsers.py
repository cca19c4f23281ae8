"""An employee's own browsers: what lets one of them add beats from a strap."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from api.auth.subject import CurrentEmployee
from api.context import AppContext, Context
from api.moment import Now
from api.presenters.view import View
from api.problems import absent, responses
from api.v1.base import Name, Order

if TYPE_CHECKING:
    from store.models import Browser

router = APIRouter(prefix="/api/v1/browsers", tags=["devices"])


class NewBrowser(Order):
    """A browser that is to add beats."""

    name: Name


class BrowserView(View):
    """One of your browsers that may add beats while you are signed in."""

    id: str = Field(description="Names the browser in the header `Pulsro-Device` of an upload.")
    key: str = Field(description="AES-256 key in base64, for beats that wait in the browser until they are taken.")
    now: datetime = Field(description="The server's clock, to compare one's own with.")


@router.post("", summary="Let this browser add beats", responses=responses(401, 403, 404, 422))
def admit(order: NewBrowser, employee: CurrentEmployee, context: Context, now: Now) -> BrowserView:
    """The same name again is the same browser."""
    with context.store.begin(employee, now=now) as record:
        admitted = record.browsers.admit(employee.person_id, name=order.name)
    return _view(admitted, context)


@router.get("/{device_id}", summary="A browser that may add beats", responses=responses(401, 404))
def browser(
    device_id: Annotated[str, Path(max_length=64)], employee: CurrentEmployee, context: Context, now: Now
) -> BrowserView:
    """The browser as it was let in; not there once you removed it from your devices."""
    with context.store.reading(employee, now=now) as record:
        found = record.browsers.get(device_id)
    if found is None:
        raise absent()
    return _view(found, context)


def _view(browser: Browser, context: AppContext) -> BrowserView:
    return BrowserView(id=browser.id, key=b64encode(browser.key).decode(), now=context.now())
