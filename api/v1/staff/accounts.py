"""What an operator does: accounts, devices and the health of the service; never anything of anybody's health."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from api import texts
from api.auth.subject import CurrentOperator
from api.context import Context
from api.invitations import Invitation, Wanted, invite, open_account
from api.moment import Now
from api.presenters.view import View
from api.problems import Refusal, absent, responses
from api.v1.base import Email, Name, Order
from api.v1.devices.devices import DeviceView
from store.subjects import Role

router = APIRouter(prefix="/api/v1", tags=["operator"])

AccountId = Annotated[str, Path(max_length=64)]


class AccountView(View):
    """One human's entry."""

    id: str
    role: Role
    name: str
    email: str
    language: str
    time_zone: str
    created_at: datetime
    closed_at: datetime | None


class NewAccount(Order):
    """An account to open."""

    role: Role
    name: Name
    email: Email
    language: Annotated[str, Field(min_length=2, max_length=8)] | None = None
    time_zone: Annotated[str, Field(max_length=64)] | None = None


class SignInLink(View):
    """A link that signs its account in, once."""

    address: str = Field(description="Shown this once. Hand it to the person and to nobody else.")
    expires_at: datetime


class InvitationView(View):
    """An account, and the link that signs it in once."""

    account: AccountView
    link: SignInLink

    @classmethod
    def of(cls, invitation: Invitation) -> InvitationView:
        """The invitation as JSON."""
        link = SignInLink(address=invitation.address, expires_at=invitation.link.expires_at)
        return cls(account=AccountView.model_validate(invitation.account), link=link)


class Counts(View):
    """How the service is doing, in numbers that say nothing about anybody."""

    accounts: dict[Role, int]
    active_devices: int
    due_analyses: int
    due_evaluations: int
    due_prompts: int
    oldest_due_at: datetime | None


@router.get("/accounts", summary="Open accounts", responses=responses(401, 404))
def accounts(operator: CurrentOperator, context: Context, now: Now) -> list[AccountView]:
    """All open accounts, by name."""
    with context.store.reading(operator, now=now) as record:
        return [AccountView.model_validate(account) for account in record.accounts.everyone()]


@router.post(
    "/accounts",
    summary="Open an account",
    status_code=HTTPStatus.CREATED,
    responses=responses(401, 403, 404, 409, 422),
)
def create(order: NewAccount, operator: CurrentOperator, context: Context, now: Now) -> InvitationView:
    """Open an account and get the link with which its holder signs in the first time."""
    wanted = Wanted(**order.model_dump())
    with context.store.begin(operator, now=now) as record:
        return InvitationView.of(open_account(record, wanted, context.settings))


@router.post(
    "/accounts/{account_id}/links",
    summary="Make a sign-in link",
    status_code=HTTPStatus.CREATED,
    responses=responses(401, 403, 404, 409),
)
def link(account_id: AccountId, operator: CurrentOperator, context: Context, now: Now) -> InvitationView:
    """Another link for somebody who lost the first one; once they have signed in, the account is theirs alone."""
    with context.store.begin(operator, now=now) as record:
        account = record.accounts.get(account_id)
        if account is None:
            raise absent()
        return InvitationView.of(invite(record, account, context.settings))


@router.post(
    "/accounts/{account_id}/close",
    summary="Close an account",
    status_code=HTTPStatus.NO_CONTENT,
    responses=responses(401, 403, 404, 409),
)
def close(account_id: AccountId, operator: CurrentOperator, context: Context, now: Now) -> None:
    """End its sessions, links, devices and consents; what it holds stays until it is erased."""
    if account_id == operator.account_id:
        raise Refusal(HTTPStatus.CONFLICT, texts.NOT_YOURSELF())
    with context.store.begin(operator, now=now) as record:
        record.accounts.close(account_id)


@router.get("/accounts/{account_id}/devices", summary="Devices of an account", responses=responses(401, 404))
def devices(account_id: AccountId, operator: CurrentOperator, context: Context, now: Now) -> list[DeviceView]:
    """The devices that are, or were, paired with an account."""
    with context.store.reading(operator, now=now) as record:
        if record.accounts.get(account_id) is None:
            raise absent()
        return [DeviceView.model_validate(device) for device in record.devices.list(account_id)]


@router.get("/counts", summary="How the service is doing", responses=responses(401, 404))
def counts(operator: CurrentOperator, context: Context, now: Now) -> Counts:
    """Numbers of accounts, devices and waiting work."""
    with context.store.reading(operator, now=now) as record:
        return Counts.model_validate(record.upkeep.counts())
