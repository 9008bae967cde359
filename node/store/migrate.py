"""Bringing a replica's schema up to this program: a safety copy, alembic, then projections.

Imported where a replica is opened by its owner: a process that only reads does without all this.
"""

from contextlib import nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, select

from node.points import AtPoint, nothing
from node.store.engine import copy_to, room_to_upgrade
from node.store.errors import NewerError
from node.store.made_by import MADE_BY, PROJECTED_BY
from schema.tables import metadata
from schema.tables.local import local

WRITE_POINTS = ("migrate.copied", "migrate.upgraded", "migrate.dropped", "migrate.done")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "schema:migrations")
    config.attributes["connection"] = connection
    return config


def migrate(connection: Connection, path: Path, key: bytes, at_point: AtPoint = nothing) -> bool:
    """Upgrade to this program's schema; true when all is to be judged and folded anew.

    Who does that notes by what (`node.store.made_by`): until then it is asked for again. The caller's
    connection must not be inside a transaction. Raises `NewerError` when the replica was last opened by a
    newer program, `NoRoomToUpgradeError` where the disk is full
    and there is something to upgrade.
    """
    script = ScriptDirectory.from_config(_config(connection))
    current = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if current is not None:
        try:
            script.get_revision(current)
        except CommandError as error:
            raise NewerError({"revision": current}) from error
    with room_to_upgrade(path) if current is not None else nullcontext():
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


def _projections(connection: Connection, at_point: AtPoint) -> bool:
    found = connection.execute(select(local.c.value).where(local.c.name == PROJECTED_BY)).scalar()
    if found == MADE_BY:
        return False
    tables = [table for table in metadata.sorted_tables if table.info.get("projection")]
    metadata.drop_all(connection, tables)
    at_point("migrate.dropped")
    metadata.create_all(connection, tables)
    connection.exec_driver_sql(
        "INSERT INTO states (file, stale, trouble) SELECT DISTINCT file, 1, '' FROM acts"
    )
    return True
