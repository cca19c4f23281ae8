"""Which form the sealed content of a row has: 1 holds English sentences, 2 holds codes.

Sealed content cannot be rewritten here, where no key is; `pulsro migrate` does that afterwards, row by row.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("windows", "flips", "lights", "prompts")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as altered:
            altered.add_column(sa.Column("form", sa.Integer(), server_default="1", nullable=False))
        op.create_index(
            f"ix_{table}_form",
            table,
            ["form"],
            sqlite_where=sa.text("form < 2"),
            postgresql_where=sa.text("form < 2"),
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_form", table)
        with op.batch_alter_table(table) as altered:
            altered.drop_column("form")
