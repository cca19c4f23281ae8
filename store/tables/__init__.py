"""All tables of the record, by the thing they are about."""

from __future__ import annotations

from store.tables.boxes import boxes
from store.tables.care import case_steps, cases, plan_items, self_ratings
from store.tables.lights import flips, lights, prompt_wishes, prompts
from store.tables.measured import beat_blocks, daily_values, recordings, sources, windows
from store.tables.metadata import metadata
from store.tables.notes import breathing_sessions, day_tags, profiles, writings
from store.tables.pairing import pairing_codes
from store.tables.people import accounts, data_keys, devices, sessions, sign_in_links
from store.tables.trust import audit_events, consent_withdrawals, consents, tombstones

__all__ = [
    "accounts",
    "audit_events",
    "beat_blocks",
    "boxes",
    "breathing_sessions",
    "case_steps",
    "cases",
    "consent_withdrawals",
    "consents",
    "daily_values",
    "data_keys",
    "day_tags",
    "devices",
    "flips",
    "lights",
    "metadata",
    "pairing_codes",
    "plan_items",
    "profiles",
    "prompt_wishes",
    "prompts",
    "recordings",
    "self_ratings",
    "sessions",
    "sign_in_links",
    "sources",
    "tombstones",
    "windows",
    "writings",
]
