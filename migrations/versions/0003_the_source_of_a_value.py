"""Which product measured a run of beats and a daily value; the source joins the key of a daily value.

Nobody noted it before: what a strap sent is of the strap, other values get the codes that stand for "not noted".
Content stays as it is sealed; a value of the usual source of its kind is sealed in the same place as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = "pk_daily_values"
NOT_NOTED = {"import": "file", "reported": "program"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")  # rather give up than hold every reader behind a waiting change
    _add("sources", "product")
    _add("daily_values", "source")
    with op.batch_alter_table("daily_values") as altered:
        altered.alter_column("source", server_default=None)
        altered.drop_constraint(KEY, type_="primary")
        altered.create_primary_key(KEY, ["person_id", "day", "kind", "source"])


def downgrade() -> None:
    values = sa.table("daily_values", sa.column("kind"), sa.column("source"))
    usual = sa.case(NOT_NOTED, value=values.c.kind, else_="strap")
    op.execute(values.delete().where(values.c.source != usual))  # the version before cannot open them
    with op.batch_alter_table("daily_values") as altered:
        altered.drop_constraint(KEY, type_="primary")
        altered.create_primary_key(KEY, ["person_id", "day", "kind"])
        altered.drop_column("source")
    op.drop_column("sources", "product")


def _add(table: str, column: str) -> None:
    """Add the column with what is known of the rows that are there.

    Without a batch, which on SQLite would make a new table of one that others refer to.
    """
    op.add_column(table, sa.Column(column, sa.String(64), server_default="strap", nullable=False))
    rows = sa.table(table, sa.column("kind"), sa.column(column))
    for kind, source in NOT_NOTED.items():
        op.execute(rows.update().where(rows.c.kind == kind).values({column: source}))
