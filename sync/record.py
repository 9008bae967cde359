"""Replaceable records: what their seal covers, and which of two stands, the same everywhere. Pure."""

from typing import Final

from schema.codec import tagged_hash
from schema.ids import Hash, Id
from sync.ports import Rank, Record

ANY: Final[Hash] = b"\xff" * 32
"""Beyond every hash, where only a counter is known."""


def sealing_input(site: Id, record: Record) -> Hash:
    """What the seal of a record covers."""
    return tagged_hash(
        "record",
        site,
        record.owner,
        record.workstation,
        record.counter.to_bytes(8, "big"),
        tagged_hash("record-name", record.name.encode()),
        record.payload,
    )


def rank(site: Id, record: Record) -> Rank:
    """The place of a record among those of its owner and name.

    A counter alone does not do: a copy of a workstation counts like the workstation itself.
    """
    return (record.counter, sealing_input(site, record))
