"""States as they are stored: smaller, the same when read back, and never garbage taken for a state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.packed import Packing
from node.store.replica import Replica
from schema.codec import InvalidBytesError
from tests.node.store.builders import Ward

SORT = 99
LONG = b"\x95" + b"validated by somebody " * 300
STATES = (b"", b"\x90", bytes(range(0x90, 0x100)) * 3, LONG, LONG[:600], LONG.swapcase(), LONG * 9)


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    replica = Ward().replica(tmp_path)
    yield replica
    replica.close()


def test_what_is_packed_comes_back_whoever_reads_it(replica: Replica) -> None:
    """Before there is a pattern, by the one who chose it, and by one who finds it in its table."""
    with replica.writing():
        packing = Packing(replica.connection)
        stored = [packing.pack(SORT, state) for state in STATES]
        for reader in (packing, Packing(replica.connection)):
            assert tuple(reader.unpack(SORT, one) for one in stored) == STATES
        packing.forget()
        assert tuple(packing.unpack(SORT, one) for one in stored) == STATES


def test_long_states_take_less_room_and_those_like_the_pattern_still_less(replica: Replica) -> None:
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(60))
    with replica.writing():
        packing = Packing(replica.connection)
        assert len(packing.pack(SORT, LONG)) < len(LONG) // 10
        packing.pack(SORT + 1, b"\x95" + noise)
        assert len(packing.pack(SORT + 1, b"\x96" + noise)) < len(noise) // 4


def test_a_pattern_that_was_never_written_is_forgotten(replica: Replica) -> None:
    def fails() -> None:
        with replica.writing():
            replica.packing.pack(SORT, LONG)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fails()
    with replica.writing():
        stored = replica.packing.pack(SORT, LONG)
        assert Packing(replica.connection).unpack(SORT, stored) == LONG


def test_an_altered_row_is_not_a_state(replica: Replica) -> None:
    with replica.writing():
        packing = Packing(replica.connection)
        stored = packing.pack(SORT, LONG)
        with pytest.raises(InvalidBytesError):
            packing.unpack(SORT, stored[:12])
