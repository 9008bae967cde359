"""A member that seals rubbish in the place of people's keys: everybody goes on signing in, everywhere."""

from __future__ import annotations

from pathlib import Path

import msgspec

from node.api.base import Refused
from node.api.people import ChangePin
from node.api.session import SignedIn, SignIn
from node.pins import wrap_key
from node.store.records import MAX_WRAP, OWN_WRAP, WRAP_PREFIX
from schema.ids import Id
from sync.journal import signer
from sync.ports import Record
from sync.record import sealing_input
from tests.node.apart import Three
from tests.node.small_site import CHEAP
from tests.node.stations import PIN, Randomness, Station, exchange, join, opened

HIGHEST = 2**53 - 1


def forged(hostile: Station, owner: Id, name: str, payload: bytes, counter: int = HIGHEST) -> Record:
    """A record that the hostile workstation seals."""
    vault = hostile.desk.vault
    bare = Record(owner, name, counter, payload, vault.workstation, bytes(64))
    return msgspec.structs.replace(bare, seal=signer(vault.seal_key)(sealing_input(vault.site, bare)))


def rubbish(hostile: Station, person: Id) -> bytes:
    """Like a wrap, and opened by no PIN that this person has."""
    pepper = hostile.desk.vault.site_pepper
    return wrap_key("918273", pepper, person, bytes(32), random=Randomness(7), cost=CHEAP)


def overwritten(hostile: Station, *stations: Station) -> list[Record]:
    """Everybody's key under every name there is for it, told to these; those records."""
    made = []
    owners = [one.desk.vault.workstation for one in (*stations, hostile)]
    for person in hostile.desk.members.people.values():
        for key in person.keys:
            wrap = rubbish(hostile, person.id)
            made.append(forged(hostile, person.id, WRAP_PREFIX + key.hex(), wrap))
            made += [forged(hostile, owner, OWN_WRAP + key.hex(), wrap) for owner in owners]
    for station in stations:
        with station.replica.writing():
            station.replica.records.accept(station.replica.site, made)
    return made


def signs_in(station: Station, person: str, pin: str = PIN) -> bool:
    """Whether this person's PIN opens a session there."""
    answer = station.call(None, SignIn(person=station.people[person], pin=pin))
    assert isinstance(answer, SignedIn | Refused)
    return isinstance(answer, SignedIn)


def test_rubbish_over_everybodys_keys_shuts_nobody_out(stations: Three) -> None:
    """On every other workstation, with the PIN they have, and again once they have changed it."""
    one, other, hostile = stations
    overwritten(hostile, one, other)
    for station in (one, other):
        for person in station.people:
            assert signs_in(station, person), person
            assert not signs_in(station, person, "271829"), person
            assert signs_in(station, person), "one wrong PIN is forgiven by a right one"
    other.do("nurse", ChangePin(pin=PIN, new_pin="141593"))
    exchange(one, other)
    exchange(one, hostile)
    overwritten(hostile, one, other)
    for station in (one, other):
        assert signs_in(station, "nurse", "141593")
        assert not signs_in(station, "nurse")


def test_whatever_comes_first(stations: Three) -> None:
    """The rubbish before the wrap, and a workstation that has heard of nobody but the liar."""
    one, other, hostile = stations
    one.do("nurse", ChangePin(pin=PIN, new_pin="141593"))
    exchange(one, hostile)
    made = overwritten(hostile)
    with other.replica.writing():
        other.replica.records.accept(other.replica.site, made)
    exchange(one, other)
    assert signs_in(other, "nurse", "141593")
    records = {(record.owner, record.name) for record in other.replica.records.every()}
    for record in one.replica.records.every():
        assert (record.owner, record.name) in records


def test_it_keeps_one_small_record_for_each_key(stations: Three) -> None:
    """In its own name, whatever it sends; nothing in anybody else's."""
    one, other, hostile = stations
    person = one.desk.members.people[one.people["nurse"]]
    key, me = person.opens, hostile.desk.vault.workstation
    assert key is not None
    name = OWN_WRAP + key.hex()
    flood = [forged(hostile, me, name, bytes([n]), counter=n) for n in range(1, 100)]
    flood += [forged(hostile, me, name, bytes(MAX_WRAP + 1))]
    flood += [forged(hostile, one.desk.vault.workstation, name, b"\x01")]
    before = len(other.replica.records.every())
    with other.replica.writing():
        other.replica.records.accept(other.replica.site, flood)
    assert len(other.replica.records.every()) == before + 1
    kept = other.replica.records.get(me, name)
    assert kept is not None
    assert kept.payload == bytes([99])
    assert signs_in(other, "nurse")


def test_the_liar_is_where_the_key_was_made(stations: Three) -> None:
    """Where they had signed in they still do, and from there their key is passed on to all others."""
    hostile, one, other = stations  # the first enrolled everybody
    assert signs_in(one, "nurse")
    overwritten(hostile, one, other)
    assert not signs_in(other, "nurse")
    assert signs_in(one, "nurse")
    exchange(one, other)
    assert signs_in(other, "nurse")


def test_who_joins_after_it_has_people_sign_in(stations: Three, tmp_path: Path) -> None:
    one, other, hostile = stations
    overwritten(hostile, one, other)
    contents = join(tmp_path, "URG-1", one, 77)
    with opened(tmp_path, "URG-1", contents, one.people, one.clock, seed=78) as new:
        exchange(one, new)
        for person in new.people:
            assert signs_in(new, person), person
