"""A database with some of the tables and nothing in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.schema import CreateTable

from node.store.connection import Connection, connected


@contextmanager
def bare(folder: Path, *tables: Table) -> Iterator[Connection]:
    """These tables."""
    with connected(folder / "bare.db", b"k" * 32, create=True) as connection:
        for table in tables:
            connection.do(str(CreateTable(table)))
        yield connection
