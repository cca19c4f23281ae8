"""The tables of the record.

Revision 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


TABLES = (
    "accounts",
    "audit_events",
    "tombstones",
    "cases",
    "consents",
    "daily_values",
    "data_keys",
    "day_tags",
    "devices",
    "flips",
    "lights",
    "profiles",
    "prompt_wishes",
    "self_ratings",
    "sessions",
    "sign_in_links",
    "case_steps",
    "consent_withdrawals",
    "pairing_codes",
    "plan_items",
    "prompts",
    "sources",
    "beat_blocks",
    "recordings",
    "windows",
)


def upgrade() -> None:
    _create_accounts()
    _create_audit_events()
    _create_tombstones()
    _create_cases()
    _create_consents()
    _create_daily_values()
    _create_data_keys()
    _create_day_tags()
    _create_devices()
    _create_flips()
    _create_lights()
    _create_profiles()
    _create_prompt_wishes()
    _create_self_ratings()
    _create_sessions()
    _create_sign_in_links()
    _create_case_steps()
    _create_consent_withdrawals()
    _create_pairing_codes()
    _create_plan_items()
    _create_prompts()
    _create_sources()
    _create_beat_blocks()
    _create_recordings()
    _create_windows()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
    )


def _create_audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_events"),
    )
    op.create_index("ix_audit_events_person_id", "audit_events", ["person_id"], unique=False)


def _create_tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_tombstones"),
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("nurse_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["nurse_id"], ["accounts.id"], name="fk_cases_nurse_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_cases_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_next_review_on", "cases", ["next_review_on"], unique=False)
    op.create_index("ix_cases_nurse_id", "cases", ["nurse_id"], unique=False)
    op.create_index("ix_cases_person_id", "cases", ["person_id"], unique=False)
    op.create_index(
        "uq_cases_one_open_per_person",
        "cases",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("grantee_id", sa.String(length=36), nullable=True),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grantee_id"], ["accounts.id"], name="fk_consents_grantee_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_consents_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_grantee_id", "consents", ["grantee_id"], unique=False)
    op.create_index("ix_consents_person_id_purpose", "consents", ["person_id", "purpose"], unique=False)


def _create_daily_values() -> None:
    op.create_table(
        "daily_values",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_daily_values_person_id"),
        sa.PrimaryKeyConstraint("person_id", "day", "kind", name="pk_daily_values"),
    )


def _create_data_keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_data_keys_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_data_keys"),
    )


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_offset_s", sa.Double(), nullable=True),
        sa.Column("round_trip_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_devices_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("token_hash", name="uq_devices_token_hash"),
    )
    op.create_index("ix_devices_person_id", "devices", ["person_id"], unique=False)


def _create_flips() -> None:
    op.create_table(
        "flips",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("flipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prompted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_flips_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flips"),
        sa.UniqueConstraint("person_id", "revision", name="uq_flips_person_id_revision"),
    )
    op.create_index("ix_flips_prompted_at", "flips", ["prompted_at"], unique=False)


def _create_lights() -> None:
    op.create_table(
        "lights",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("next_evaluation_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anew", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_lights_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_lights"),
    )
    op.create_index("ix_lights_next_evaluation_at", "lights", ["next_evaluation_at"], unique=False)


def _create_day_tags() -> None:
    op.create_table(
        "day_tags",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_day_tags_person_id"),
        sa.PrimaryKeyConstraint("person_id", "day", name="pk_day_tags"),
    )


def _create_profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_profiles_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_profiles"),
    )


def _create_prompt_wishes() -> None:
    op.create_table(
        "prompt_wishes",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_prompt_wishes_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_prompt_wishes"),
    )


def _create_self_ratings() -> None:
    op.create_table(
        "self_ratings",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_self_ratings_person_id"),
        sa.PrimaryKeyConstraint("person_id", "day", name="pk_self_ratings"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_s", sa.Integer(), nullable=False),
        sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)


def _create_sign_in_links() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sign_in_links_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_links"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_links_token_hash"),
    )
    op.create_index("ix_sign_in_links_account_id", "sign_in_links", ["account_id"], unique=False)


def _create_case_steps() -> None:
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=True),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_steps_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_case_steps_person_id"),
        sa.PrimaryKeyConstraint("case_id", "revision", name="pk_case_steps"),
    )
    op.create_index("ix_case_steps_person_id", "case_steps", ["person_id"], unique=False)


def _create_consent_withdrawals() -> None:
    op.create_table(
        "consent_withdrawals",
        sa.Column("consent_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name="fk_consent_withdrawals_consent_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_consent_withdrawals_person_id"),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent_withdrawals"),
    )
    op.create_index("ix_consent_withdrawals_person_id", "consent_withdrawals", ["person_id"], unique=False)


def _create_pairing_codes() -> None:
    op.create_table(
        "pairing_codes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name="fk_pairing_codes_device_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_pairing_codes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pairing_codes"),
        sa.UniqueConstraint("code_hash", name="uq_pairing_codes_code_hash"),
    )
    op.create_index("ix_pairing_codes_person_id", "pairing_codes", ["person_id"], unique=False)


def _create_plan_items() -> None:
    op.create_table(
        "plan_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_plan_items_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_plan_items_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_items"),
    )
    op.create_index("ix_plan_items_case_id", "plan_items", ["case_id"], unique=False)
    op.create_index("ix_plan_items_person_id", "plan_items", ["person_id"], unique=False)


def _create_prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("flip_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["flip_id"], ["flips.id"], name="fk_prompts_flip_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_prompts_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_prompts"),
        sa.UniqueConstraint("flip_id", name="uq_prompts_flip_id"),
    )
    op.create_index("ix_prompts_due_at", "prompts", ["due_at"], unique=False)
    op.create_index("ix_prompts_person_id", "prompts", ["person_id"], unique=False)


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shift_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name="fk_sources_device_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_sources_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_index("ix_sources_person_id", "sources", ["person_id"], unique=False)


def _create_beat_blocks() -> None:
    op.create_table(
        "beat_blocks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_beats", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_beat_blocks_person_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_beat_blocks_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_beat_blocks"),
        sa.UniqueConstraint("source_id", "sequence", name="uq_beat_blocks_source_id_sequence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_beat_blocks_person_id_ended_at", "beat_blocks", ["person_id", "ended_at"], unique=False)
    op.create_index("ix_beat_blocks_person_id_id", "beat_blocks", ["person_id", "id"], unique=False)


def _create_recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("analysis_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("analysed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unread_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_recordings_person_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_recordings_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("source_id", name="uq_recordings_source_id"),
    )
    op.create_index("ix_recordings_analysis_due_at", "recordings", ["analysis_due_at"], unique=False)
    op.create_index("ix_recordings_person_id_started_at", "recordings", ["person_id", "started_at"], unique=False)


def _create_windows() -> None:
    op.create_table(
        "windows",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recording_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_windows_person_id"),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name="fk_windows_recording_id"),
        sa.PrimaryKeyConstraint("id", name="pk_windows"),
        sa.UniqueConstraint("recording_id", "started_at", name="uq_windows_recording_id_started_at"),
    )
    op.create_index("ix_windows_person_id_started_at", "windows", ["person_id", "started_at"], unique=False)
