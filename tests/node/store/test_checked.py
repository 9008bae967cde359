"""What is said of transactions before their turn, and what the replica makes of it."""

from pathlib import Path

import msgspec
import pytest

from node.store.checked import Keys, check_ahead, keys_of
from node.store.opened import open_checked
from schema.codec import encode
from schema.ids import Id
from schema.transaction import Body, open_transaction
from sync.journal import public_key
from tests.node.store.builders import Ward


@pytest.fixture
def ward() -> Ward:
    found = Ward()
    found.patient(found.clinical)
    return found


def public(ward: Ward) -> bytes:
    return public_key(ward.admin.private)


def keys(ward: Ward) -> Keys:
    return ((ward.admin.id, ward.admin.key, public(ward)),)


def test_a_signature_is_proven_under_the_key_that_was_looked_up(ward: Ward) -> None:
    batch = ward.everything()
    found = check_ahead(ward.site, keys(ward), batch)
    for data, checked in zip(batch, found, strict=True):
        opened = open_checked(ward.site, data)
        assert checked is not None
        assert checked.hash == opened.hash
        signed = {
            index
            for index, (header, body) in enumerate(
                zip(opened.core.headers, opened.transaction.bodies, strict=True)
            )
            if body is not None and body.signature is not None and header.actor == ward.admin.id
        }
        assert dict(checked.proven) == dict.fromkeys(signed, public(ward))
    assert any(checked.proven for checked in found if checked)


def test_nothing_is_proven_by_a_key_that_is_not_known_or_is_another(ward: Ward) -> None:
    batch = ward.everything()
    other: Keys = ((ward.admin.id, ward.admin.key, bytes(32)),)
    for known in ((), other):
        assert not any(checked.proven for checked in check_ahead(ward.site, known, batch) if checked)


def test_nothing_is_said_of_what_is_wrong(ward: Ward) -> None:
    data = ward.clinical.written[0].data
    transaction, _ = open_transaction(data)
    body = transaction.bodies[0]
    assert body is not None
    spoilt = msgspec.structs.replace(transaction, bodies=(Body(body.salt, body.body, bytes(64)),))
    elsewhere: Id = bytes(16)
    assert check_ahead(ward.site, keys(ward), [data[:-1], encode(spoilt), b""]) == [None, None, None]
    assert check_ahead(elsewhere, keys(ward), [data]) == [None]


def test_a_replica_ends_up_the_same_with_and_without(ward: Ward, tmp_path: Path) -> None:
    batch = ward.everything()
    alone, helped = ward.replica(tmp_path / "alone"), ward.replica(tmp_path / "helped")
    try:
        first = alone.receive(batch, None, 1)
        found = check_ahead(ward.site, keys_of(alone.roll.now), batch)
        assert helped.receive(batch, None, 1, found) == first
        assert helped.digests() == alone.digests()
        assert first.new == len(batch)
    finally:
        alone.close()
        helped.close()


def test_whose_key_counts_stays_with_the_replica(ward: Ward, tmp_path: Path) -> None:
    """Somebody's signature proven under a key that is not theirs proves nothing."""
    batch = ward.everything()
    found = check_ahead(ward.site, keys(ward), batch)
    foreign = [
        checked and msgspec.structs.replace(checked, proven=dict.fromkeys(range(64), bytes(32)))
        for checked in found
    ]
    replica = ward.replica(tmp_path)
    try:
        assert replica.receive(batch, None, 1, foreign).new == len(batch)
        assert replica.counts()[2] == 0
    finally:
        replica.close()


def test_what_was_found_of_fewer_is_no_hindrance(ward: Ward, tmp_path: Path) -> None:
    batch = ward.everything()
    found = check_ahead(ward.site, keys(ward), batch)
    replica = ward.replica(tmp_path)
    try:
        assert replica.receive(batch, None, 1, found[:1]).new == len(batch)
    finally:
        replica.close()


def test_keys_are_those_of_people(ward: Ward, tmp_path: Path) -> None:
    replica = ward.replica(tmp_path)
    try:
        replica.receive(ward.everything(), None, 1)
        assert keys_of(replica.roll.now) == keys(ward)
    finally:
        replica.close()
