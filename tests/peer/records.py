"""Replaceable records, from `ops/protocol.md` §8 alone: the newest of each name, sealed by a workstation."""

from __future__ import annotations

from typing import Any

from tests.peer.announced import Announced
from tests.peer.packing import tagged
from tests.peer.signatures import WrongError, verify

Record = list[Any]
"""`[owner, name, counter, payload, workstation, seal]`."""
Named = tuple[bytes, str]


def check_record(record: Record, announced: Announced) -> None:
    """Raises `WrongError` unless a workstation of the site sealed it."""
    owner, name, counter, payload, workstation, seal = record
    numbers = counter.to_bytes(8, "big"), tagged("record-name", name.encode())
    said = tagged("record", announced.site, owner, workstation, *numbers, payload)
    for key in announced.seal_keys(workstation):
        try:
            return verify(key, seal, said)
        except WrongError:
            continue
    raise WrongError("a record that no key of its workstation sealed")


def keep(kept: dict[Named, Record], record: Record) -> None:
    """The highest counter counts."""
    named = (record[0], record[1])
    if named not in kept or kept[named][2] < record[2]:
        kept[named] = record
