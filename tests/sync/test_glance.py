"""Where a transaction stands, at a glance."""

from __future__ import annotations

import pytest

from schema.codec import InvalidBytesError, encode
from schema.transaction import ActClass, Tip
from sync.glance import place_of
from tests.sync.toys import SITE, toy_transaction

ID = bytes(range(16))
TIP = Tip(ID, 3, bytes(range(32)))


def test_a_transaction_says_where_it_stands() -> None:
    data = toy_transaction(SITE, ID, TIP, 4, (), "text", ActClass.NOTE)
    assert place_of(data) == (ID, 4)
    for broken in (b"", data[:20], encode([1, 2]), encode([b"\x91\x01", 2])):
        with pytest.raises(InvalidBytesError):
            place_of(broken)
