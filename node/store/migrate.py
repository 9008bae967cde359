"""Bringing a replica's schema up to this program: a safety copy, alembic, then projections.

Alembic is imported where it is used: a process that only reads a replica would take a third longer to start.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from node.points import AtPoint, nothing
from node.store.engine import copy_to
from node.store.errors import NewerError
from schema.tables import metadata
from schema.tables.local import local
from schema.tables.projection import PROJECTION
from sync.receipts import RULES

if TYPE_CHECKING:
    from alembic.config import Config

PROJECTED_BY = "projection"
"""Local: by what the projections were made, see `made_by`."""
WRITE_POINTS = ("migrate.copied", "migrate.upgraded", "migrate.dropped", "migrate.done")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  # see above

    config = Config()
    config.set_main_option("script_location", "schema:migrations")
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection, path: Path, key: bytes, at_point: AtPoint = nothing) -> bool:
    """Upgrade to this program's schema; true when all is to be judged and folded anew.

    The caller's connection must not be inside a transaction. Raises `NewerError` when the replica
    was last opened by a newer program.
    """
    from alembic import command  # noqa: PLC0415  # see above
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    script = ScriptDirectory.from_config(_config(connection))
    current = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if current is not None:
        try:
            script.get_revision(current)
        except CommandError as error:
            raise NewerError({"revision": current}) from error
    if current != script.get_current_head():
        if current is not None:
            copy_to(connection, path.with_suffix(f".before-{script.get_current_head()}"), key)
            at_point("migrate.copied")
        with connection.begin():
            command.upgrade(_config(connection), "head")
            at_point("migrate.upgraded")
    with connection.begin():
        stale = _projections(connection, at_point)
    at_point("migrate.done")
    return stale


def made_by() -> bytes:
    """What tables were folded by: a kind or a rule more may say something of what is already here."""
    return f"{PROJECTION} {RULES}".encode()


def _projections(connection: Connection, at_point: AtPoint) -> bool:
    wanted = made_by()
    found = connection.execute(select(local.c.value).where(local.c.name == PROJECTED_BY)).scalar()
    if found == wanted:
        return False
    tables = [table for table in metadata.sorted_tables if table.info.get("projection")]
    metadata.drop_all(connection, tables)
    at_point("migrate.dropped")
    metadata.create_all(connection, tables)
    connection.exec_driver_sql(
        "INSERT INTO states (file, stale, trouble) SELECT DISTINCT file, 1, '' FROM acts"
    )
    if found is None:
        connection.execute(insert(local).values(name=PROJECTED_BY, value=wanted))
    else:
        connection.execute(update(local).where(local.c.name == PROJECTED_BY).values(value=wanted))
    return True
