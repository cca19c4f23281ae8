"""Accounts and the ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from store.subjects import Role


@dataclass(frozen=True, slots=True)
class Account:
    """One human's entry: an employee, a nurse or an operator. A person's id is the id of their employee account."""

    id: str
    role: Role
    name: str
    email: str
    language: str
    time_zone: str
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a sign-in by password needs to know about an account, and nothing more."""

    account_id: str
    role: Role
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class NurseName:
    """A nurse as an employee sees one when choosing whom to talk to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time sign-in link: the token is shown once and only its keyed hash is kept."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser."""

    id: str
    account_id: str
    role: Role
    opened_at: datetime
    last_seen_at: datetime
    idle_expires_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionWithToken:
    """A session on the day it is opened: the token is shown once and only its keyed hash is kept."""

    token: str
    session: Session
    is_first: bool
    """Whether nobody had ever signed in to the account before."""


@dataclass(frozen=True, slots=True)
class Device:
    """A gateway or browser that may add beats for one person.

    `clock_offset_s` is how far its clock was behind ours when it last sent, or ahead where it is negative;
    `round_trip_s` how long the question took that told so. None until it was measured.
    """

    id: str
    person_id: str
    name: str
    paired_at: datetime
    last_seen_at: datetime | None = None
    revoked_at: datetime | None = None
    clock_offset_s: float | None = None
    round_trip_s: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box that carries many people's straps: where it stands and whom to ask, in the operator's own words."""

    id: str
    place: str
    contact: str


@dataclass(frozen=True, slots=True)
class Browser:
    """One of a person's own browsers, and the key under which it keeps beats until they are taken."""

    id: str
    key: bytes


@dataclass(frozen=True, slots=True)
class DeviceWithToken:
    """A device on the day it is paired: the token is shown once and only its keyed hash is kept."""

    token: str
    device: Device
