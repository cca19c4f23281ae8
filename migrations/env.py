"""How Alembic meets the record: always on a connection that the store hands over, in the store's transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy.types import TypeDecorator

from store.tables import metadata


def plain_type(kind: str, item: object, _autogenerate: object) -> str | bool:
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
