"""What a person writes in an exercise, sealed; only two kinds of it can ever be shown, which the table itself holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "writings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("exercise", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_by", sa.String(length=36), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "shown_by IS NULL OR exercise IN ('plan-step', 'stop-card')", name="ck_writings_few_can_be_shown"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_writings_person_id"),
        sa.ForeignKeyConstraint(["shown_by"], ["consents.id"], name="fk_writings_shown_by"),
        sa.PrimaryKeyConstraint("id", name="pk_writings"),
    )
    op.create_index("ix_writings_person_id", "writings", ["person_id"])


def downgrade() -> None:
    op.drop_table("writings")
    consents = sa.table("consents", sa.column("id"), sa.column("purpose"))
    withdrawals = sa.table("consent_withdrawals", sa.column("consent_id"))
    of_writings = sa.select(consents.c.id).where(consents.c.purpose == "written")  # no word of the version before
    op.execute(withdrawals.delete().where(withdrawals.c.consent_id.in_(of_writings)))
    op.execute(consents.delete().where(consents.c.purpose == "written"))
