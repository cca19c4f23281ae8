"""How Alembic meets the record: always on a connection that the store hands over, in the store's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from store.tables import metadata

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext


def plain_type(kind: str, item: object, _autogenerate: AutogenContext) -> str | Literal[False]:
    """A type of ours as the plain one below it: a migration must not change when our code does."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=True,
    render_as_batch=True,
    render_item=plain_type,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
