"""The record: tables, repositories that know who asks, encryption, consent ledger, audit."""

from __future__ import annotations

from store.crypto.keys import KeyRing
from store.errors import NotHere, StoreError
from store.record import Record
from store.store import Store

__all__ = ["KeyRing", "NotHere", "Record", "Store", "StoreError"]
