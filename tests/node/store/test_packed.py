"""States as they are stored: smaller, the same when read back, and never garbage taken for a state."""

import pytest

from node.store.packed import pack, unpack
from schema.codec import InvalidBytesError


@pytest.mark.parametrize(
    "state", [b"", b"\x90", bytes(range(150)), b"\x95" + b"validated by somebody " * 300]
)
def test_what_is_packed_comes_back(state: bytes) -> None:
    assert unpack(pack(state)) == state


def test_long_states_take_less_room() -> None:
    state = b"\x95" + b"validated by somebody " * 300
    assert len(pack(state)) < len(state) // 10


def test_what_was_stored_before_packing_is_read() -> None:
    assert unpack(b"\x95" * 5000) == b"\x95" * 5000


def test_an_altered_row_is_not_a_state() -> None:
    stored = pack(b"\x95" + b"validated by somebody " * 300)
    with pytest.raises(InvalidBytesError):
        unpack(stored[:20])
