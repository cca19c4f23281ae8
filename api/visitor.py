"""Who is looking at the pages: a signed-in account, as templates and doors know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.subjects import Employee, Nurse, Operator, Role, subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in account, and the session that says so."""

    account_id: str
    session_id: str
    role: Role
    name: str
    email: str
    language: str
    time_zone: str

    @property
    def subject(self) -> Employee | Nurse | Operator:
        """As whom this visitor asks the record."""
        return subject_of(self.role, self.account_id)


def visitor_of(request: Request) -> Visitor | None:
    """Who was found to be signed in when this request was let in; None for the signed out."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    return found


HOMES: Final[Mapping[Role, str]] = {Role.EMPLOYEE: "/today", Role.NURSE: "/worklist", Role.OPERATOR: "/service"}


FIRST_STEPS: Final = "/welcome"
"""Where an employee begins who has never signed in before."""


def home_of(role: Role) -> str:
    """The page on which a role begins its day."""
    return HOMES[role]
