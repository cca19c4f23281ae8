"""What an employee agreed to, with whom they share, who looked, and a copy of everything."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import AwareDatetime, Field

from alerts import sharing
from alerts.wording import Reader
from api.context import Context
from api.locale import translations
from api.moment import Now
from api.pages.takeout import everything
from api.problems import absent, responses
from api.subject import CurrentEmployee
from api.v1.view import Id, Order, View
from store.models import AuditKind, Consent, Purpose, Scope

router = APIRouter(prefix="/api/v1", tags=["sharing"])

ConsentId = Annotated[str, Path(max_length=64)]


class ConsentView(View):
    """One line of the ledger: given once, perhaps withdrawn once, never changed."""

    id: str
    purpose: Purpose
    grantee_id: str | None = Field(description="The nurse it names; none where nobody else is concerned.")
    scope: list[str] = Field(description="What of the trend it shares.")
    text_version: str
    given_at: datetime
    until: datetime | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, consent: Consent) -> ConsentView:
        """The line of a consent."""
        return cls(
            id=consent.id,
            purpose=consent.purpose,
            grantee_id=consent.grantee_id,
            scope=[(part.name or "").lower() for part in consent.scope],
            text_version=consent.text.version,
            given_at=consent.given_at,
            until=consent.until,
            withdrawn_at=consent.withdrawn_at,
        )


class NurseView(View):
    """A nurse whom you can choose."""

    id: str
    name: str


class Look(View):
    """A look by another human at something of yours."""

    at: datetime
    reader_id: str
    reader_name: str
    what: tuple[str, ...]


@router.get("/consents", summary="What you agreed to", responses=responses(401, 404))
def consents(employee: CurrentEmployee, context: Context, now: Now) -> list[ConsentView]:
    """Everything you ever agreed to and took back, oldest first."""
    with context.store.reading(employee, now=now) as record:
        return [ConsentView.of(consent) for consent in record.consents.ledger(employee.person_id)]


@router.get("/nurses", summary="Nurses to choose from", responses=responses(401, 404))
def nurses(employee: CurrentEmployee, context: Context, now: Now) -> list[NurseView]:
    """The occupational health nurses you can ask for a conversation."""
    with context.store.reading(employee, now=now) as record:
        return [NurseView.model_validate(nurse) for nurse in record.accounts.nurses()]


@router.get("/looks", summary="Who looked at what of yours", responses=responses(401, 404))
def looks(employee: CurrentEmployee, context: Context, now: Now) -> list[Look]:
    """Every look by another human at something of yours, newest first."""
    with context.store.reading(employee, now=now) as record:
        return [Look.model_validate(look) for look in record.audit.reads_of(employee.person_id)]
