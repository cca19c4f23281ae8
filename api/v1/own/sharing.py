"""What an employee agreed to, with whom they share, who looked, and a copy of everything."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, Field

from alerts import exports
from alerts.archive import as_json
from alerts.care import sharing, workflow
from api.auth.subject import CurrentEmployee
from api.context import Context
from api.moment import Now
from api.presenters.case import Conversation
from api.presenters.sharing import Look, newest_looks
from api.presenters.view import View
from api.problems import absent, responses
from api.readers import CurrentReader
from api.v1.base import Id, Note, Order
from store.models import Consent, Purpose

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


class NewConversation(Order):
    """A conversation to ask for."""

    nurse_id: Id
    message: Note = ""
    share_trend_until: AwareDatetime | None = Field(None, description="Show the trend until then; not at all if none.")
    ratings_too: bool = Field(False, description="Whether your own ratings belong to what is shown.")
    notes_too: bool = Field(False, description="Whether what you note about your days belongs to what is shown.")


class NurseView(View):
    """A nurse whom you can choose."""

    id: str
    name: str


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
        return list(newest_looks(record.audit.reads_of(employee.person_id)))


@router.post("/consents/storing", summary="Agree that beats are stored", responses=responses(401, 403, 404))
def allow_storing(employee: CurrentEmployee, context: Context, now: Now, reader: CurrentReader) -> ConsentView:
    """From now on what your straps send is stored and computed on, for you. Agreeing again changes nothing."""
    return ConsentView.of(sharing.allow_storing(context.store, person=employee, now=now, reader=reader))


@router.post(
    "/consents/{consent_id}/withdraw",
    summary="Take a consent back",
    status_code=HTTPStatus.NO_CONTENT,
    responses=responses(401, 403, 404),
)
def withdraw(consent_id: ConsentId, employee: CurrentEmployee, context: Context, now: Now) -> None:
    """From the next request of anybody on, it no longer holds. No reason is asked for."""
    if not sharing.withdraw(context.store, person=employee, consent_id=consent_id, now=now):
        raise absent()


@router.get("/conversations", summary="Your conversations", responses=responses(401, 404))
def conversations(employee: CurrentEmployee, context: Context, now: Now) -> list[Conversation]:
    """The conversations that you asked for, newest first."""
    with context.store.reading(employee, now=now) as record:
        return [Conversation.model_validate(case) for case in record.cases.of_person(employee.person_id)]


@router.post(
    "/conversations",
    summary="Ask for a conversation",
    status_code=HTTPStatus.CREATED,
    responses=responses(401, 403, 404, 422),
)
def ask(
    order: NewConversation, employee: CurrentEmployee, context: Context, now: Now, *, reader: CurrentReader
) -> Conversation:
    """Ask the nurse you chose to talk with you, and show your trend if you like. Only that nurse is told."""
    case = workflow.ask(
        context.store,
        person=employee,
        nurse_id=order.nurse_id,
        message=order.message,
        share_until=order.share_trend_until,
        also=sharing.beside(ratings=order.ratings_too, notes=order.notes_too),
        reader=reader,
        now=now,
    )
    return Conversation.model_validate(case)


@router.post("/export", summary="A copy of everything", responses=responses(401, 403, 404))
def export(employee: CurrentEmployee, context: Context, now: Now) -> JSONResponse:
    """Everything that is kept about you, beats included, as one JSON object."""
    return JSONResponse(as_json(exports.copy_of_everything(context.store, person=employee, now=now)))
