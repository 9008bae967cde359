"""Which wraps of a key are tried, and what a workstation keeps of those that open."""

from __future__ import annotations

import pytest

from node import pins, wraps
from node.argon import Cost
from node.domain.decision import Refusal
from node.pins import wrap_key
from node.store.records import OWN_WRAP, WRAP_PREFIX
from node.wraps import Opened, keys_here, open_key, sealed_as, unvouched
from schema.ids import Id
from tests.node.apart import Three
from tests.node.stations import PIN, Randomness, Station, exchange

WRONG = "271829"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The wraps on which a PIN was tried, so far."""
    made: list[bytes] = []
    true = pins.unwrap_key

    def unwrap(pin: str, pepper: bytes, person: bytes, wrapped: bytes) -> bytes:
        made.append(wrapped)
        return true(pin, pepper, person, wrapped)

    monkeypatch.setattr(wraps, "unwrap_key", unwrap)
    return made


def opens(station: Station, person: str, pin: str = PIN) -> str:
    """Empty, or why this PIN opens no key there."""
    found = open_key(station.replica, station.desk.vault.site_pepper, station.people[person], pin)
    return found.code if isinstance(found, Refusal) else ""


def key_of(station: Station, person: str) -> Id:
    """The key that their PIN opens."""
    key = station.desk.members.people[station.people[person]].opens
    assert key is not None
    return key


def rubbish(station: Station, person: str, seed: int) -> bytes:
    """A wrap like others, that no PIN of this person opens."""
    pepper, who = station.desk.vault.site_pepper, station.people[person]
    return wrap_key("918273", pepper, who, bytes(32), random=Randomness(seed), cost=CHEAP)


def seal(station: Station, key: Id, wrap: bytes, *to: Station, over: Id | None = None) -> None:
    """A workstation seals this as a wrap of the key, in its own name or `over` a person's; these hear."""
    me = station.desk.vault.workstation
    owner, name = (me, OWN_WRAP) if over is None else (over, WRAP_PREFIX)
    with station.replica.writing():
        station.desk.publish(owner, name + key.hex(), wrap)
    told = station.replica.records.every()
    for other in to:
        with other.replica.writing():
            other.replica.records.accept(other.replica.site, told)


def test_a_made_wrap_is_sealed_in_both_names(site: Station) -> None:
    me, nurse, key = site.desk.vault.workstation, site.people["nurse"], key_of(site, "nurse")
    ours = site.replica.records.get(me, OWN_WRAP + key.hex())
    theirs = site.replica.records.get(nurse, WRAP_PREFIX + key.hex())
    assert ours is not None
    assert theirs is not None
    assert sealed_as(me, nurse, key, ours.payload) == (
        (nurse, theirs.name, theirs.payload),
        (me, ours.name, ours.payload),
    )
    assert key.hex() in keys_here(site.replica)


def test_without_a_liar_one_wrap_is_tried(site: Station, tried: list[bytes]) -> None:
    """Whoever it is, and whatever the PIN."""
    for pin in (WRONG, PIN, PIN, WRONG):
        tried.clear()
        assert opens(site, "nurse", pin) == ("" if pin == PIN else "session.wrong_pin")
        assert len(tried) == 1
    tried.clear()
    nobody = open_key(site.replica, site.desk.vault.site_pepper, bytes(16), PIN)
    assert nobody == Refusal("session.wrong_pin")
    assert len(tried) == 1


def test_what_others_seal_stands_beside_and_never_instead(stations: Three, tried: list[bytes]) -> None:
    one, other, third = stations
    key = key_of(one, "nurse")
    seal(third, key, rubbish(third, "nurse", 1), one, other)
    seal(third, key, rubbish(third, "nurse", 2), one, other, over=third.people["nurse"])
    for station in (one, other):
        tried.clear()
        assert opens(station, "nurse") == ""
        assert len(tried) <= 3
        tried.clear()
        assert opens(station, "nurse", WRONG) == "session.wrong_pin"
        assert len(tried) == 1, "what opened it is tried alone from then on"


def test_what_opened_once_opens_again_whatever_becomes_of_the_records(stations: Three) -> None:
    """Also when the workstation on which the key was made is the one that turned hostile."""
    one, other, third = stations
    key = key_of(one, "nurse")
    assert opens(other, "nurse") == ""
    assert unvouched(other.replica, other.desk.vault.workstation, key) is None, "it is passed on already"
    seal(one, key, rubbish(one, "nurse", 1), other, third)
    seal(one, key, rubbish(one, "nurse", 1), other, third, over=one.people["nurse"])
    assert opens(other, "nurse") == ""
    assert opens(third, "nurse") == "session.wrong_pin", "it had not been opened there"
    other.sign_in_again("nurse")
    exchange(other, third)
    assert opens(third, "nurse") == "", "where somebody signed in, the wrap is passed on"


def test_a_wrap_whose_workstation_is_gone_is_sealed_anew(stations: Three) -> None:
    """Who joins later is told nothing that a removed workstation sealed."""
    one, other, _ = stations
    key = key_of(one, "nurse")
    assert opens(other, "nurse") == ""
    with other.replica.writing():
        name = OWN_WRAP + key.hex()
        other.replica.connection.do("DELETE FROM records WHERE name = ?", (name,))
    me = other.desk.vault.workstation
    wrap = other.replica.records.get(other.people["nurse"], WRAP_PREFIX + key.hex())
    assert wrap is not None
    assert unvouched(other.replica, me, key) == (me, name, wrap.payload)
    other.sign_in_again("nurse")
    assert unvouched(other.replica, me, key) is None
    assert unvouched(other.replica, me, bytes(16)) is None, "nothing opened that one here"


def test_garbage_costs_so_many_tries_and_no_more(site: Station, tried: list[bytes]) -> None:
    """What cannot be read, and what asks for too much work, costs nothing and stands in nobody's way."""
    key, me = key_of(site, "nurse"), site.desk.vault.workstation
    assert opens(site, "nurse") == ""
    true = tried[-1]
    site.replica.local.drop("wrap.opened." + key.hex())

    def hold(*held: bytes) -> None:
        with site.replica.writing():
            site.replica.connection.do("DELETE FROM records")
            for place, wrap in enumerate(held):
                row = (bytes([place]) * 16, OWN_WRAP + key.hex(), 1, wrap, me, bytes(64))
                site.replica.connection.do(
                    "INSERT INTO records (owner, name, counter, payload, workstation, seal)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    row,
                )

    hold(*(bytes([place]) for place in range(200)), true)
    assert opens(site, "nurse") == ""
    site.replica.local.drop("wrap.opened." + key.hex())
    hold(*(rubbish(site, "nurse", seed) for seed in range(20)))
    tried.clear()
    assert opens(site, "nurse") == "session.wrong_pin"
    assert len(tried) == wraps.TRIES
    hold(b"\xff")
    assert opens(site, "nurse") == "session.wrap_unreadable"
    hold()
    assert opens(site, "nurse") == "session.no_key_here"


def test_another_key_under_the_right_pin_is_not_theirs(site: Station) -> None:
    """It is opened, does not fit what membership knows, and the next is tried."""
    key, nurse = key_of(site, "nurse"), site.people["nurse"]
    pepper = site.desk.vault.site_pepper
    false = wrap_key(PIN, pepper, nurse, bytes(32), random=Randomness(1), cost=CHEAP)
    with site.replica.writing():
        site.desk.publish(site.desk.vault.workstation, OWN_WRAP + key.hex(), false)
    opened = open_key(site.replica, pepper, nurse, PIN)
    assert isinstance(opened, Opened)
    assert opened.key == key
    site.replica.local.drop("wrap.opened." + key.hex())
    with site.replica.writing():
        site.replica.connection.do("DELETE FROM records WHERE owner = ?", (nurse,))
    assert opens(site, "nurse") == "session.wrap_unreadable"
