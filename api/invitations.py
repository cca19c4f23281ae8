"""Opening accounts and making sign-in links: what the operator's page and the operator's API both do."""

from __future__ import annotations

from dataclasses import dataclass

from alerts import calendar
from api import texts
from api.problems import Refusal
from api.settings import Settings
from store import Record
from store.models import Account, Link
from store.subjects import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An account that an operator would like to open; without a language it follows its holder's browser."""

    role: Role
    name: str
    email: str
    language: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account, and the address that signs it in once."""

    account: Account
    address: str
    link: Link


def open_account(record: Record, wanted: Wanted, settings: Settings) -> Invitation:
    """Open an account and make its first sign-in link, in one transaction."""
    account = record.accounts.create(
        role=wanted.role,
        name=wanted.name,
        email=wanted.email,
        language=known_language(wanted.language or "", settings),
        time_zone=known_zone(wanted.time_zone or settings.time_zone),
    )
    return invite(record, account, settings)


def invite(record: Record, account: Account, settings: Settings) -> Invitation:
    """Make another link for an account."""
    link = record.sign_in.create_link(account.id, lifetime=settings.link_lifetime)
    return Invitation(account, sign_in_address(link, settings), link)


def sign_in_address(link: Link, settings: Settings) -> str:
    """The whole address of a one-time link."""
    return f"{settings.public_url}/sign-in/link/{link.token}"


def known_zone(name: str) -> str:
    """The time zone, if there is one of that name."""
    try:
        return calendar.known_zone(name)
    except ValueError as error:
        raise Refusal(422, texts.UNKNOWN_ZONE()) from error


def known_language(code: str, settings: Settings) -> str:
    """The language, if the pages speak it; an empty one stands for what the browser asks for."""
    if code and code not in settings.languages:
        raise Refusal(422, texts.UNKNOWN_LANGUAGE())
    return code
