"""Runs migrations on the connection that the replica hands in; it never opens one itself."""

from typing import Any

from alembic import context

from schema.tables import metadata


def _migrated(item: Any, _name: str | None, sort: str, _reflected: bool, _other: Any) -> bool:
    # Projections are dropped and refolded, never migrated (node/store/migrate.py).
    table = item if sort == "table" else getattr(item, "table", None)
    return table is None or not table.info.get("projection")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, include_object=_migrated
)
context.run_migrations()
