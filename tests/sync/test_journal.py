"""Chains, seals, signatures."""

import msgspec
import pytest

from schema.codec import encode
from schema.ids import ZERO_HASH
from schema.transaction import Transaction
from sync.journal import EMPTY, Head, bodies_match, follows, public_key, sealed_by, signed_by, verifies
from tests.sync.founded import Journal, Place, opened


@pytest.fixture
def place() -> Place:
    """A founded site."""
    return Place()


def note(place: Place, journal: Journal) -> None:
    """One more transaction."""
    journal.write([place.admin.act(place.introducing(place.person(), ("note",))[0], place.random(16))])


def test_a_journal_is_a_chain(place: Place) -> None:
    """Each link names the one before by its hash, and counts on."""
    note(place, place.membership)
    first, second = place.membership.written
    assert (first.core.seq, first.core.prev, first.core.order) == (1, ZERO_HASH, 1)
    assert (second.core.seq, second.core.prev, second.core.order) == (2, first.hash, 2)
    assert follows(EMPTY, first.core)
    assert follows(Head(1, first.hash, 1), second.core)
    assert not follows(EMPTY, second.core)
    assert not follows(Head(1, b"x" * 32, 1), second.core)


def test_order_is_above_everything_seen(place: Place) -> None:
    """Lamport: one more than the largest among `prev` and `saw`; `saw` is sorted."""
    for _ in range(4):
        note(place, place.membership)
    other = Journal(place, b"\0" * 16, place.random(32))
    note(place, other)
    written = Journal(place, b"\1" * 16, place.random(32)).write(
        [place.admin.act(place.introducing(place.admin, ("note",))[0], bytes(16))],
        saw=[place.membership, other],
    )
    assert written.core.order == place.membership.head.order + 1
    assert list(written.core.saw) == sorted(written.core.saw)
    assert len(written.core.saw) == 2


def test_the_seal_covers_the_core(place: Place) -> None:
    """A good seal verifies under its key alone; any change of the core breaks it."""
    written = place.membership.written[0]
    transaction = opened(written)
    public = public_key(place.membership.seal_key)
    assert sealed_by(public, transaction, written.hash)
    assert not sealed_by(public_key(b"o" * 32), transaction, written.hash)
    assert not sealed_by(public, transaction, b"h" * 32)
    assert not sealed_by(b"not a key", transaction, written.hash)


def test_bodies_are_vouched_for_by_headers(place: Place) -> None:
    """A changed, swapped, missing, surplus or stripped body is seen."""
    written = place.membership.written[0]
    transaction = opened(written)
    body = transaction.bodies[0]
    assert body is not None
    assert bodies_match(transaction, written.core)
    for bodies in (
        (msgspec.structs.replace(body, body=body.body + b"\0"), *transaction.bodies[1:]),
        (msgspec.structs.replace(body, salt=bytes(32)), *transaction.bodies[1:]),
        (msgspec.structs.replace(body, signature=bytes(64)), *transaction.bodies[1:]),
        transaction.bodies[1:],
        (*transaction.bodies, body),
        (transaction.bodies[1], transaction.bodies[0], *transaction.bodies[2:]),
    ):
        assert not bodies_match(Transaction(transaction.core, transaction.seal, bodies), written.core)
    stripped = Transaction(transaction.core, transaction.seal, (None, *transaction.bodies[1:]))
    assert not bodies_match(stripped, written.core)


def test_a_signature_is_the_persons(place: Place) -> None:
    """Good under the person's key at its place, nowhere else, and never when there is none."""
    note(place, place.membership)
    written = place.membership.written[1]
    body = opened(written).bodies[0]
    assert body is not None
    assert signed_by(public_key(place.admin.private), written.core, 0, body)
    assert not signed_by(public_key(place.recovery), written.core, 0, body)
    unsigned = opened(place.membership.written[0]).bodies[0]
    assert unsigned is not None
    assert not signed_by(public_key(place.admin.private), place.membership.written[0].core, 0, unsigned)


def test_salts_and_bytes_are_the_authors(place: Place) -> None:
    """What was encoded once decodes to the same and is never encoded again differently."""
    written = place.membership.written[0]
    transaction = opened(written)
    assert encode(transaction) == written.data
    assert len({body.salt for body in transaction.bodies if body is not None}) == len(transaction.bodies)


def test_malformed_keys_verify_nothing() -> None:
    """A hostile key is no exception to handle."""
    assert not verifies(b"", b"", b"")
    assert not verifies(bytes(32), bytes(64), b"message")
