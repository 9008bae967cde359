"""Replaceable records, from `ops/protocol.md` §8 alone: the highest of each name, sealed by a workstation."""

from __future__ import annotations

from typing import Any

from tests.peer.announced import Announced
from tests.peer.packing import tagged
from tests.peer.signatures import WrongError, verify

Record = list[Any]
"""`[owner, name, counter, payload, workstation, seal]`."""
Named = tuple[bytes, str]
Rank = tuple[int, bytes]
"""Counter, and the hash that the seal covers."""


def sealed_hash(site: bytes, record: Record) -> bytes:
    """What its seal covers."""
    owner, name, counter, payload, workstation, _ = record
    numbers = counter.to_bytes(8, "big"), tagged("record-name", name.encode())
    return tagged("record", site, owner, workstation, *numbers, payload)


def rank(site: bytes, record: Record) -> Rank:
    """Its place among those of its owner and name."""
    return record[2], sealed_hash(site, record)


def check_record(record: Record, announced: Announced) -> None:
    """Raises `WrongError` unless a workstation of the site sealed it."""
    for key in announced.seal_keys(record[4]):
        try:
            return verify(key, record[5], sealed_hash(announced.site, record))
        except WrongError:
            continue
    raise WrongError("a record that no key of its workstation sealed")


def keep(site: bytes, kept: dict[Named, Record], record: Record) -> None:
    """The highest counter counts, and of two that count alike the larger hash."""
    named = (record[0], record[1])
    if named not in kept or rank(site, kept[named]) < rank(site, record):
        kept[named] = record
