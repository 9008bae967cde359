"""What can be said of a transaction before anything else is known."""

from __future__ import annotations

import msgspec
import pytest

from node.store.opened import Wrong, open_checked
from schema.codec import decode, encode
from schema.transaction import Body, Core, Transaction
from tests.node.store.builders import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def code(ward: Ward, data: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(Wrong) as caught:
        open_checked(ward.site, data)
    return caught.value.evidence.code


def test_a_good_one(ward: Ward) -> None:
    written = ward.clinical.written[0]
    opened = open_checked(ward.site, written.data)
    assert (opened.core, opened.hash, opened.data) == (written.core, written.hash, written.data)
    assert opened.place == (written.core.order, ward.clinical.id, 1)


def test_what_is_wrong_by_itself(ward: Ward) -> None:
    data = ward.clinical.written[0].data
    transaction = decode(Transaction, data)
    core = decode(Core, transaction.core)
    newer = encode(msgspec.structs.replace(core, version=2))
    assert code(ward, data[:-1]) == "bytes"
    assert code(ward, bytes(2**20 + 1)) == "bytes"
    assert code(ward, Ward("elsewhere").clinical.written[0].data) == "site"
    assert code(ward, encode(msgspec.structs.replace(transaction, core=newer))) == "version"
    other = Body(bytes(32), b"\x90", None)
    assert code(ward, encode(msgspec.structs.replace(transaction, bodies=(other,)))) == "bytes"
