"""Which of two records stands."""

from __future__ import annotations

import msgspec

from sync.ports import Record
from sync.record import ANY, rank, sealing_input

SITE = b"s" * 16
RECORD = Record(b"o" * 16, "receipt", 2, b"payload", b"w" * 16, bytes(64))


def test_the_counter_comes_first_and_then_the_hash_of_what_is_sealed() -> None:
    later = msgspec.structs.replace(RECORD, counter=3)
    assert rank(SITE, RECORD) < rank(SITE, later) < (3, ANY)
    other = msgspec.structs.replace(RECORD, payload=b"another")
    assert rank(SITE, RECORD) != rank(SITE, other)
    assert rank(SITE, RECORD) == (2, sealing_input(SITE, RECORD))


def test_the_seal_covers_everything_but_itself() -> None:
    sealed = sealing_input(SITE, RECORD)
    assert sealing_input(SITE, msgspec.structs.replace(RECORD, seal=b"x" * 64)) == sealed
    changes = (
        {"owner": b"p" * 16},
        {"name": "key"},
        {"counter": 3},
        {"payload": b""},
        {"workstation": b"v" * 16},
    )
    others = {sealing_input(SITE, msgspec.structs.replace(RECORD, **change)) for change in changes}
    assert len(others - {sealed}) == len(changes)
    assert sealing_input(b"t" * 16, RECORD) != sealed
