"""Replaceable records: the newest authentic one of each owner and name, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from node.store.records import MAX_COUNTER, MAX_PAYLOAD, MAX_WRAP
from node.store.replica import Replica
from sync.journal import signer
from sync.messages import Records, decode_message, encode_message
from sync.ports import Record
from sync.record import ANY, rank, sealing_input
from tests.node.store.builders import Ward

OWNER = b"o" * 16


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    with replica.writing():
        yield replica
    replica.close()


def sealed(
    ward: Ward, counter: int = 1, payload: bytes = b"p", name: str = "key:1", owner: bytes = OWNER
) -> Record:
    """A record of the first workstation."""
    bare = Record(owner, name, counter, payload, ward.workstation, bytes(64))
    return msgspec.structs.replace(
        bare, seal=signer(ward.membership.seal_key)(sealing_input(ward.site, bare))
    )


def test_the_highest_counter_wins(ward: Ward, replica: Replica) -> None:
    records = replica.records
    assert records.accept(ward.site, [sealed(ward, 2, b"two"), sealed(ward, 1, b"one")]) == 1
    found = records.get(OWNER, "key:1")
    assert found is not None
    assert found.payload == b"two"
    assert records.accept(ward.site, [sealed(ward, 2, b"two")]) == 0
    assert records.of(OWNER) == records.named("key:1") == records.every() == [found]
    assert records.newer_than(ward.site, {(OWNER, "key:1"): (2, ANY)}) == []


def test_equal_counters_end_the_same_whichever_comes_first(ward: Ward, replica: Replica) -> None:
    """Two copies of a workstation wrote apart: the hash of what is sealed decides, in both orders."""
    one, other = sealed(ward, 5, b"one"), sealed(ward, 5, b"other")
    low, high = sorted((one, other), key=lambda record: rank(ward.site, record))
    for batch in ([low, high], [high, low]):
        replica.connection.do("DELETE FROM records")
        replica.records.accept(ward.site, batch)
        assert replica.records.get(OWNER, "key:1") == high
    key = (OWNER, "key:1")
    assert replica.records.newer_than(ward.site, {key: rank(ward.site, low)}) == [high]
    assert replica.records.newer_than(ward.site, {key: rank(ward.site, high)}) == []


def test_what_is_not_authentic_or_too_large_is_left(ward: Ward, replica: Replica) -> None:
    good = sealed(ward)
    change = msgspec.structs.replace
    bad = [
        change(good, payload=b"other"),
        change(good, counter=2),
        change(good, owner=b"x" * 16),
        change(good, name="key:2"),
        change(good, workstation=b"w" * 16),
        sealed(ward, payload=bytes(MAX_PAYLOAD + 1)),
        sealed(ward, name=""),
        sealed(ward, name="n" * 65),
        sealed(ward, name="receipt"),
        sealed(ward, name="wrap:00"),
        sealed(ward, payload=bytes(MAX_WRAP + 1), name="wrap:00", owner=ward.workstation),
    ]
    assert replica.records.accept(ward.site, bad) == 0
    assert replica.records.accept(b"another site....", [good]) == 0
    assert replica.records.accept(ward.site, [*bad, good]) == 1
    own = sealed(ward, payload=bytes(MAX_WRAP), name="wrap:00", owner=ward.workstation)
    assert replica.records.accept(ward.site, [own]) == 1
    assert replica.records.names() == {good.name, own.name}


def test_what_says_the_same_is_not_written_again(ward: Ward, replica: Replica) -> None:
    def publish(payload: bytes) -> Record | None:
        return replica.records.publish(
            site=ward.site,
            workstation=ward.workstation,
            owner=OWNER,
            name="key:1",
            payload=payload,
            seal=signer(ward.membership.seal_key),
        )

    first = publish(b"one")
    assert first is not None
    assert first.counter == 1
    assert publish(b"one") is None
    second = publish(b"two")
    assert second is not None
    assert second.counter == 2


def test_a_copy_that_used_the_last_counter_leaves_what_can_be_told(ward: Ward, replica: Replica) -> None:
    """What the innocent one publishes then is read by everybody, and so are the records beside it."""
    replica.records.accept(ward.site, [sealed(ward, MAX_COUNTER, b"copy"), sealed(ward, name="key:2")])

    def publish(payload: bytes) -> Record:
        own = replica.records.publish(
            site=ward.site,
            workstation=ward.workstation,
            owner=OWNER,
            name="key:1",
            payload=payload,
            seal=signer(ward.membership.seal_key),
        )
        assert own is not None
        return own

    own = publish(b"own")
    assert decode_message(encode_message(Records((own,)))) == Records((own,))
    # As a program of before left one.
    replica.connection.do("UPDATE records SET counter = ? WHERE name = ?", (MAX_COUNTER + 1, "key:1"))
    assert [one.name for one in replica.records.newer_than(ward.site, {})] == ["key:2"]
    again = publish(b"again")
    assert {one.payload for one in replica.records.every()} == {b"p", again.payload}


def test_of_one_seal_there_are_only_so_many_that_nobody_asks_for(
    ward: Ward, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same ones whatever came first; a person's key and a receipt are never among those that go."""
    monkeypatch.setattr("node.store.records.OTHERS", 5)
    person, known = next((one.id, one) for one in replica.roll.now.people.values())
    asked_for = [sealed(ward, 1, name=f"key:{key.hex()}", owner=person) for key in known.keys]
    wraps = [sealed(ward, 1, name=f"wrap:{key.hex()}", owner=ward.workstation) for key in known.keys]
    asked_for += [*wraps, sealed(ward, 1, name="receipt", owner=ward.workstation)]
    flood = [sealed(ward, 1, name=f"{number:02}", owner=OWNER) for number in range(40)]
    kept = []
    for batch in (flood, flood[::-1]):
        replica.connection.do("DELETE FROM records")
        replica.records.accept(ward.site, asked_for)
        for start in range(0, 40, 8):
            replica.records.accept(ward.site, batch[start : start + 8])
        kept.append({(one.owner, one.name) for one in replica.records.every()})
    assert kept[0] == kept[1] == {(one.owner, one.name) for one in (*asked_for, *flood[:5])}
