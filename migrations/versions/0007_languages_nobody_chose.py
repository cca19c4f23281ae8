"""Accounts speak the language of the browser until their holder chooses one; older ones had English by default."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ACCOUNTS = sa.table("accounts", sa.column("id"), sa.column("language"))
EVENTS = sa.table("audit_events", sa.column("person_id"), sa.column("kind"))


def upgrade() -> None:
    chose = sa.exists().where(EVENTS.c.person_id == ACCOUNTS.c.id, EVENTS.c.kind == "preferences_set")
    op.execute(ACCOUNTS.update().where(ACCOUNTS.c.language == "en", ~chose).values(language=""))


def downgrade() -> None:
    """Nothing to take back: an account without a language was right before, too."""
