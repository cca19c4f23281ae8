"""The ledger of consents, the audit, and the stones that keep an erased person erased."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, TypedColumns

from store.database.columns import FlagSet, Utc, Word, id_type
from store.models.trust import AuditKind, Purpose, Scope
from store.tables.metadata import belongs_to_person, metadata, own_id


class ConsentColumns(TypedColumns):
    """What a person agreed to; written once."""

    id = own_id()
    person_id = belongs_to_person()
    purpose: Column[Purpose] = Column(Word(Purpose), nullable=False)
    grantee_id: Column[str | None] = Column(id_type(), ForeignKey("accounts.id"), index=True)
    scope: Column[Scope] = Column(FlagSet(Scope), nullable=False)
    text_version = Column(String(64), nullable=False)
    text_digest = Column(String(64), nullable=False)
    language = Column(String(8), nullable=False)
    given_at = Column(Utc, nullable=False)
    until = Column(Utc)


class ConsentWithdrawalColumns(TypedColumns):
    """That a person took a consent back; written once."""

    consent_id = Column(id_type(), ForeignKey("consents.id"), primary_key=True)
    person_id = belongs_to_person(index=True)
    at = Column(Utc, nullable=False)
    by: Column[str | None] = Column(id_type())


class AuditEventColumns(TypedColumns):
    """One link of the chain; no foreign keys, so that it outlives what it speaks about."""

    position = Column(Integer, primary_key=True, autoincrement=False)
    at = Column(Utc, nullable=False)
    kind: Column[AuditKind] = Column(Word(AuditKind), nullable=False)
    actor_role = Column(String(16), nullable=False)
    actor_id: Column[str | None] = Column(id_type())
    person_id: Column[str | None] = Column(id_type(), index=True)
    detail = Column(String(500), nullable=False)
    prev_hash = Column(String(64), nullable=False)
    hash = Column(String(64), nullable=False)


class TombstoneColumns(TypedColumns):
    """An erased person's id, so that a restored backup can be erased again."""

    person_id = Column(id_type(), primary_key=True)
    erased_at = Column(Utc, nullable=False)


consents = Table("consents", metadata, ConsentColumns, Index(None, "person_id", "purpose"))
consent_withdrawals = Table("consent_withdrawals", metadata, ConsentWithdrawalColumns)
audit_events = Table("audit_events", metadata, AuditEventColumns)
tombstones = Table("tombstones", metadata, TombstoneColumns)
