"""Accounts, their keys, and the ways in."""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Integer, LargeBinary, String, Table, TypedColumns

from store.database.columns import Utc, Word, id_type
from store.subjects import Role
from store.tables.metadata import belongs_to_person, metadata, own_id


class AccountColumns(TypedColumns):
    """One human; no health data here, so names and addresses are plain."""

    id = own_id()
    role: Column[Role] = Column(Word(Role), nullable=False)
    name = Column(String(200), nullable=False)
    email = Column(String(320), nullable=False, unique=True)
    password_hash: Column[str | None] = Column(String(255))
    language = Column(String(8), nullable=False)
    time_zone = Column(String(64), nullable=False)
    created_at = Column(Utc, nullable=False)
    closed_at = Column(Utc)


class DataKeyColumns(TypedColumns):
    """A person's key, sealed by the master key; without this row nothing of the person opens."""

    person_id = belongs_to_person(primary_key=True)
    wrapped = Column(LargeBinary, nullable=False)
    created_at = Column(Utc, nullable=False)


class SessionColumns(TypedColumns):
    """A signed-in browser."""

    id = own_id()
    token_hash = Column(String(64), nullable=False, unique=True)
    account_id = Column(id_type(), ForeignKey("accounts.id"), nullable=False, index=True)
    opened_at = Column(Utc, nullable=False)
    last_seen_at = Column(Utc, nullable=False)
    idle_s = Column(Integer, nullable=False)
    idle_expires_at = Column(Utc, nullable=False)
    expires_at = Column(Utc, nullable=False)
    ended_at = Column(Utc)


class SignInLinkColumns(TypedColumns):
    """A link that opens one session, once."""

    id = own_id()
    token_hash = Column(String(64), nullable=False, unique=True)
    account_id = Column(id_type(), ForeignKey("accounts.id"), nullable=False, index=True)
    created_at = Column(Utc, nullable=False)
    expires_at = Column(Utc, nullable=False)
    used_at = Column(Utc)


class DeviceColumns(TypedColumns):
    """What may add beats for one person."""

    id = own_id()
    token_hash = Column(String(64), nullable=False, unique=True)
    person_id = belongs_to_person(index=True)
    name = Column(String(200), nullable=False)
    paired_at = Column(Utc, nullable=False)
    last_seen_at = Column(Utc)
    revoked_at = Column(Utc)
    clock_offset_s: Column[float | None] = Column(Double)
    round_trip_s: Column[float | None] = Column(Double)


accounts = Table("accounts", metadata, AccountColumns)
data_keys = Table("data_keys", metadata, DataKeyColumns)
sessions = Table("sessions", metadata, SessionColumns)
sign_in_links = Table("sign_in_links", metadata, SignInLinkColumns)
devices = Table("devices", metadata, DeviceColumns)
