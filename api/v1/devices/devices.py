"""An employee's gateways: what may add beats, and what no longer may."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from api.auth.subject import CurrentEmployee
from api.context import Context
from api.moment import Now
from api.presenters.view import View
from api.problems import absent, responses
from api.v1.base import Name, Order
from store.models import CODE_LIFETIME

router = APIRouter(prefix="/api/v1/devices", tags=["devices"])


class DeviceView(View):
    """A gateway or browser that may add beats for you."""

    id: str
    name: str
    paired_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    clock_offset_s: float | None = Field(description="How far its clock was behind the server's when it last sent.")
    round_trip_s: float | None = Field(description="How long the question took that told so.")


class NewDevice(Order):
    """A device to pair."""

    name: Name


class PairedDevice(View):
    """A device on the day it is paired."""

    device: DeviceView
    token: str = Field(description="Shown this once. The device sends it with every upload.")


class NewCode(View):
    """A code for the device to show."""

    id: str
    code: str = Field(description="Shown this once. It pairs one device, once.")
    expires_at: datetime


@router.get("", summary="Paired devices", responses=responses(401, 404))
def devices(employee: CurrentEmployee, context: Context, now: Now) -> list[DeviceView]:
    """Your devices, revoked ones too, in the order of pairing."""
    with context.store.reading(employee, now=now) as record:
        found = record.devices.list(employee.person_id)
    return [DeviceView.model_validate(device) for device in found]


@router.post("", summary="Pair a device", status_code=HTTPStatus.CREATED, responses=responses(401, 403, 404, 422))
def pair(order: NewDevice, employee: CurrentEmployee, context: Context, now: Now) -> PairedDevice:
    """Let a device add beats for you."""
    with context.store.begin(employee, now=now) as record:
        paired = record.devices.pair(employee.person_id, name=order.name)
    return PairedDevice(device=DeviceView.model_validate(paired.device), token=paired.token)


@router.post(
    "/codes",
    summary="Make a pairing code",
    status_code=HTTPStatus.CREATED,
    responses=responses(401, 403, 404, 422),
)
def make_code(order: NewDevice, employee: CurrentEmployee, context: Context, now: Now) -> NewCode:
    """A code to type into a device within ten minutes; an earlier one of yours ends with it."""
    with context.store.begin(employee, now=now) as record:
        made = record.devices.create_code(employee.person_id, name=order.name, lifetime=CODE_LIFETIME)
    return NewCode.model_validate(made)


@router.delete(
    "/{device_id}", summary="Revoke a device", status_code=HTTPStatus.NO_CONTENT, responses=responses(401, 403, 404)
)
def revoke(
    device_id: Annotated[str, Path(max_length=64)], employee: CurrentEmployee, context: Context, now: Now
) -> None:
    """From its next upload on, the device is refused."""
    with context.store.begin(employee, now=now) as record:
        if not record.devices.revoke(device_id):
            raise absent()
