"""What belongs to this workstation alone: never replicated, in no digest."""

from sqlalchemy import BLOB, Column, Integer, Table, Text

from schema.tables import metadata

local = Table(
    "local",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BLOB, nullable=False),
)
"""Small named values: settings of this workstation, projection number, last snapshot, failed PINs."""

prints = Table(
    "prints",
    metadata,
    Column("what", Text, primary_key=True),
    Column("subject", BLOB, primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How often a paper was made here: a reprint says DUPLICATA n."""
