"""Programs of the future and of the past, as far as migrations go: one revision more, or the first alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from node.store import migrate
from node.store.engine import open_engine

_REVISION = '''"""Of the future."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "future", "{today}", None, None


def upgrade() -> None:
    op.create_table("of_the_future", sa.Column("n", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO of_the_future SELECT n FROM transactions")


def downgrade() -> None:
    op.drop_table("of_the_future")
'''


def write_version(folder: Path) -> Path:
    """The folder of that revision."""
    folder.mkdir()
    config = Config()
    config.set_main_option("script_location", "schema:migrations")
    today = ScriptDirectory.from_config(config).get_current_head()
    (folder / "future.py").write_text(_REVISION.format(today=today))
    return folder


def to_the_first_schema(path: Path, key: bytes) -> None:
    """Take a closed replica without branches back to the schema of the first program."""
    engine = open_engine(path, key)
    with engine.connect() as connection, connection.begin():
        command.downgrade(migrate._config(connection), "0001")
    engine.dispose()


def revision_of(path: Path, key: bytes) -> str | None:
    """The schema of a closed replica."""
    engine = open_engine(path, key)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found


@contextmanager
def newer_program(versions: Path | None) -> Iterator[None]:
    """While this lasts, replicas are opened by it; by today's program when there is no folder."""
    ours = migrate._config

    def config(connection: Connection) -> Config:
        found = ours(connection)
        if versions is not None:
            today = Path(ScriptDirectory.from_config(found).versions)
            found.set_main_option("path_separator", "os")
            found.set_main_option("version_locations", f"{today}:{versions}")
        return found

    with patch.object(migrate, "_config", config):
        yield
