"""Sessions of slow breathing, each with what the beats said of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "breathing_sessions"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_breathing_sessions_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_breathing_sessions"),
    )
    op.create_index("ix_breathing_sessions_person_id_started_at", TABLE, ["person_id", "started_at"])
    op.create_index("ix_breathing_sessions_summary_due_at", TABLE, ["summary_due_at"])


def downgrade() -> None:
    op.drop_table(TABLE)
