"""How the service is doing, as an operator reads it: numbers that say nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from api.presenters.words import ROLES
from messages.message import N_
from store.subjects import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.models import Account, ServiceCounts

PATIENCE: Final = timedelta(minutes=10)
"""Work that waits longer than this says that no process works on it, or that it cannot keep up."""

WELL: Final = N_("All work is done on time.")
BEHIND: Final = N_("Work has been waiting for more than ten minutes. Check that a worker is running, and read its log.")

_SEES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.EMPLOYEE: N_("Measures, sees all their own data, and decides what to share."),
        Role.NURSE: N_("Sees only people who asked to talk, and only what they share, for as long as they share it."),
        Role.OPERATOR: N_("Runs the service: accounts, devices and how the service is doing. Never sees health data."),
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its name."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """Whether work is done in time, and how much there is."""

    is_well: bool
    sentence: str
    facts: tuple[Fact, ...]
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that an account can be opened for, with what it may see."""

    key: str
    text: str
    sees: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An open account."""

    id: str
    name: str
    email: str
    role: str
    created_at: datetime


ROLE_CHOICES: Final = tuple(RoleChoice(role, ROLES[role], _SEES[role]) for role in Role)


def service_health(counts: ServiceCounts, *, now: datetime) -> ServiceHealth:
    """The counts, and whether anything has waited too long."""
    waited = now - counts.oldest_due_at if counts.oldest_due_at else timedelta(0)
    is_well = waited <= PATIENCE
    return ServiceHealth(
        is_well=is_well,
        sentence=WELL if is_well else BEHIND,
        facts=(
            *(Fact(_PEOPLE[role], counts.accounts[role]) for role in Role),
            Fact(N_("Devices in use"), counts.active_devices),
            Fact(N_("Recordings waiting to be analysed"), counts.due_analyses),
            Fact(N_("Lights waiting to be worked out"), counts.due_evaluations),
            Fact(N_("Questions waiting to be sent"), counts.due_prompts),
        ),
        oldest_due_at=counts.oldest_due_at,
    )


def account_lines(accounts: Iterable[Account]) -> tuple[AccountLine, ...]:
    """The accounts with their roles in words."""
    return tuple(AccountLine(a.id, a.name, a.email, ROLES[a.role], a.created_at) for a in accounts)


_PEOPLE: Final[Mapping[Role, str]] = MappingProxyType(
    {Role.EMPLOYEE: N_("Employees"), Role.NURSE: N_("Nurses"), Role.OPERATOR: N_("Operators")}
)
