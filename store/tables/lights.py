"""Lights, flips, prompts, and when a person wants to be asked."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table, TypedColumns, UniqueConstraint

from store.database.columns import Sealed, Utc, id_type
from store.tables.metadata import belongs_to_person, form, index_of_old_forms, metadata, own_id


class LightColumns(TypedColumns):
    """The light that stands; `next_evaluation_at` is the queue, `anew` says that its memory no longer counts."""

    person_id = belongs_to_person(primary_key=True)
    revision = Column(Integer, nullable=False)
    next_evaluation_at = Column(Utc, index=True)
    anew = Column(Boolean, nullable=False, default=False)
    content = Column(Sealed, nullable=True)
    form = form()


class FlipColumns(TypedColumns):
    """The light changed; `prompted_at` is the queue of what follows."""

    id = own_id()
    person_id = belongs_to_person()
    revision = Column(Integer, nullable=False)
    day = Column(Date, nullable=False)
    flipped_at = Column(Utc, nullable=False)
    prompted_at = Column(Utc, index=True)
    content = Column(Sealed, nullable=False)
    form = form()


class PromptColumns(TypedColumns):
    """One message after one flip."""

    id = own_id()
    flip_id = Column(id_type(), ForeignKey("flips.id"), nullable=False, unique=True)
    person_id = belongs_to_person(index=True)
    due_at = Column(Utc, nullable=False, index=True)
    created_at = Column(Utc, nullable=False)
    delivered_at = Column(Utc)
    snoozed_until = Column(Utc)
    answered_at = Column(Utc)
    superseded_at = Column(Utc)
    content = Column(Sealed, nullable=False)
    answer = Column(Sealed, nullable=True)
    form = form()


class PromptWishColumns(TypedColumns):
    """When and how often a person wants to be asked."""

    person_id = belongs_to_person(primary_key=True)
    content = Column(Sealed, nullable=False)


lights = Table("lights", metadata, LightColumns, index_of_old_forms())
flips = Table("flips", metadata, FlipColumns, UniqueConstraint("person_id", "revision"), index_of_old_forms())
prompts = Table("prompts", metadata, PromptColumns, index_of_old_forms())
prompt_wishes = Table("prompt_wishes", metadata, PromptWishColumns)
