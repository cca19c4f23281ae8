"""`pulsro invite`: a sign-in link, made by whoever may use this computer; so the first operator gets in."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.server import texts
from cli.shared.opening import in_plain_words, opened
from cli.shared.terminal import helped, say
from messages.message import N_

if TYPE_CHECKING:
    from datetime import datetime

    from api.invitations import Invitation, Wanted
    from api.settings import Settings
    from store import Store


class InvitedAs(enum.StrEnum):
    """What the account is for; there is none for an employer."""

    OPERATOR = "operator"
    NURSE = "nurse"
    EMPLOYEE = "employee"


ROLES: Final = {
    InvitedAs.OPERATOR: texts.OPERATOR,
    InvitedAs.NURSE: texts.NURSE,
    InvitedAs.EMPLOYEE: texts.EMPLOYEE,
}


@helped
def invite(
    email: Annotated[str, typer.Argument(help=N_("The e-mail address of the person."))],
    name: Annotated[str, typer.Option(help=N_("The name of the person; the address if left out."))] = "",
    role: Annotated[InvitedAs, typer.Option(help=N_("What a new account is for."))] = InvitedAs.OPERATOR,
) -> None:
    """Open an account, or find the one of this address, and print a link that signs it in once."""
    from api.invitations import Wanted
    from api.moment import utc_now
    from api.settings import load_settings
    from store.subjects import Role

    with in_plain_words():
        settings = load_settings()
        with opened(settings) as store:
            wanted = Wanted(role=Role(role.value), name=name.strip() or email, email=email)
            invitation = link_for(store, wanted, settings, now=utc_now())
    account = invitation.account
    role_here = ROLES[InvitedAs(account.role.value)]()
    say(texts.INVITED(name=account.name, role=role_here, until=invitation.link.expires_at))
    typer.echo(invitation.address)


def link_for(store: Store, wanted: Wanted, settings: Settings, *, now: datetime) -> Invitation:
    """A link for the open account of this address; for a new one of the wanted role when there is none."""
    from api import invitations
    from store.subjects import Engine

    with store.begin(Engine(), now=now) as record:
        same = [account for account in record.accounts.everyone() if account.email == wanted.email.strip().lower()]
        if same:
            return invitations.invite(record, same[0], settings)
        return invitations.open_account(record, wanted, settings)
