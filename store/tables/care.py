"""Cases with their steps and plans, and the person's own ratings."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, TypedColumns, text

from store.database.columns import Sealed, Utc, Word, id_type
from store.models.care import CaseState, PlanLevel, PlanStatus
from store.tables.metadata import belongs_to_person, metadata, own_id


class CaseColumns(TypedColumns):
    """One conversation; a person has one open at a time."""

    id = own_id()
    person_id = belongs_to_person()
    nurse_id = Column(id_type(), ForeignKey("accounts.id"), nullable=False, index=True)
    state: Column[CaseState] = Column(Word(CaseState), nullable=False)
    revision = Column(Integer, nullable=False)
    opened_at = Column(Utc, nullable=False)
    closed_at = Column(Utc)
    next_review_on = Column(Date, index=True)
    reminded_for = Column(Date)
    note = Column(Sealed, nullable=False)


class CaseStepColumns(TypedColumns):
    """One move of a case, written once."""

    case_id = Column(id_type(), ForeignKey("cases.id"), primary_key=True)
    revision = Column(Integer, primary_key=True)
    person_id = belongs_to_person(index=True)
    from_state: Column[CaseState | None] = Column(Word(CaseState))
    to_state: Column[CaseState] = Column(Word(CaseState), nullable=False)
    at = Column(Utc, nullable=False)
    by: Column[str | None] = Column(id_type())
    note = Column(Sealed, nullable=False)


class PlanItemColumns(TypedColumns):
    """One agreed thing."""

    id = own_id()
    case_id = Column(id_type(), ForeignKey("cases.id"), nullable=False, index=True)
    person_id = belongs_to_person(index=True)
    level: Column[PlanLevel] = Column(Word(PlanLevel), nullable=False)
    review_on = Column(Date, nullable=False)
    status: Column[PlanStatus] = Column(Word(PlanStatus), nullable=False)
    created_at = Column(Utc, nullable=False)
    content = Column(Sealed, nullable=False)


class SelfRatingColumns(TypedColumns):
    """The person's own word on a day."""

    person_id = belongs_to_person(primary_key=True)
    day = Column(Date, primary_key=True)
    content = Column(Sealed, nullable=False)


cases = Table(
    "cases",
    metadata,
    CaseColumns,
    Index(
        "uq_cases_one_open_per_person",
        "person_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(None, "person_id"),
)
case_steps = Table("case_steps", metadata, CaseStepColumns)
plan_items = Table("plan_items", metadata, PlanItemColumns)
self_ratings = Table("self_ratings", metadata, SelfRatingColumns)
