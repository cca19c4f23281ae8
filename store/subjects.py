"""Who asks: every transaction has one subject, and every query knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is for; there is no role for an employer."""

    EMPLOYEE = "employee"
    NURSE = "nurse"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Employee:
    """Sees everything of their own, and nothing of anybody else."""

    person_id: str


@dataclass(frozen=True, slots=True)
class Nurse:
    """Sees what a person shared with this nurse, while that share lives, and the person sees every look."""

    account_id: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Sees accounts, devices and the health of the service, and never any health data."""

    account_id: str


@dataclass(frozen=True, slots=True)
class Device:
    """Adds beats for the one person it is paired with, and reads nothing."""

    device_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Engine:
    """Is the program with no human behind it: reads beats, writes what follows from them, reads no free text."""


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Has not shown who they are yet: may only try to sign in."""


Subject = Employee | Nurse | Operator | Device | Engine | Anonymous

SIGNED_IN: dict[Role, type[Employee | Nurse | Operator]] = {
    Role.EMPLOYEE: Employee,
    Role.NURSE: Nurse,
    Role.OPERATOR: Operator,
}


def subject_of(role: Role, account_id: str) -> Employee | Nurse | Operator:
    """The subject that a signed-in account acts as."""
    return SIGNED_IN[role](account_id)


def id_of(subject: Subject) -> str | None:
    """The id that stands in the audit for a subject."""
    match subject:
        case Employee(person_id):
            return person_id
        case Nurse(account_id) | Operator(account_id):
            return account_id
        case Device(device_id, _):
            return device_id
        case _:
            return None


def account_id_of(subject: Subject) -> str | None:
    """The account that a signed-in human acts with; None for devices, the program and strangers."""
    return None if isinstance(subject, Device) else id_of(subject)
