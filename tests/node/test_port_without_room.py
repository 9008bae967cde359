"""A disk that takes nothing: what a peer says but once stands all the same, and is done once it does."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from node.api.base import Recorded, Refused
from node.api.patient import NotePatient
from node.peer_notes import away
from node.port import Port
from node.store.evidence import Noted
from schema.transaction import Tip
from tests.node import circuit
from tests.node.full_disk import limits
from tests.node.noting import PEER, names_elsewhere
from tests.node.stations import Station
from tests.node.without_room import Scene, unwritable

pytestmark = limits


@pytest.fixture
def port(scene: Scene, writer: ThreadPoolExecutor) -> Port:
    return Port(scene.here.desk, scene.here.services, writer)


def _kept(station: Station) -> list[Noted]:
    with station.replica.reading():
        return station.replica.incoming.evidence.newest(100)


@pytest.mark.parametrize("waiting", ["nothing", "to be folded", "in memory"])
def test_a_double_met_without_room_stays_an_alarm_and_ends_the_old_journals(
    scene: Scene, port: Port, waiting: str
) -> None:
    """Nothing is written in them once there is room; until then people look, and the alarm stands."""
    here, note = scene.here, NotePatient(patient=scene.patient, text="avec de la place")
    me = here.desk.vault.workstation
    if waiting == "nothing":
        assert unwritable(here) == ""
    old, session = here.desk.own_journals, here.session("nurse")
    with scene.full():
        if waiting == "in memory":
            assert scene.questions(here)
        heads = {journal: here.replica.chain.head(journal) for journal in old}
        asyncio.run(port.note_peer(me, "twin", {}))
        met = here.clock.now_ms()
        for _ in range(3):
            assert dict(port.standing_troubles()) == {me: "twin"}
            assert unwritable(here) == "disk_full"
            assert not [answer for answer in scene.questions(here) if isinstance(answer, Refused)]
        refused = here.call(session, note)
        assert isinstance(refused, Refused)
        assert refused.code == "store.disk_full"
        here.sign_in_again("pharmacist")
        asyncio.run(port.note_peer(me, "twin", {}))
        assert dict(port.standing_troubles()) == {me: "twin"}
    # Not a moment later, although it would not be tried again by itself yet.
    refused = here.call(session, note)
    assert isinstance(refused, Refused)
    assert refused.code == "session.none"
    assert here.desk.own_journals.isdisjoint(old)
    assert isinstance(here.call(here.sign_in_again("nurse"), note), Recorded)
    assert {journal: here.replica.chain.head(journal) for journal in old} == heads
    assert "avec de la place" in [one.text for one in circuit.record(here, scene.patient, "nurse").notes]
    port.catch_up()
    assert [(one.code, one.at) for one in _kept(here)] == [("peer.twin", met)]
    assert dict(port.standing_troubles()) == {me: "twin"}


def test_where_no_window_asks_the_old_journals_end_as_soon_as_there_is_room(scene: Scene, port: Port) -> None:
    here = scene.here
    old = here.desk.own_journals
    with scene.full():
        asyncio.run(port.note_peer(here.desk.vault.workstation, "twin", {}))
        here.clock.advance(minutes=1)
        port.catch_up()
        assert here.desk.own_journals == old
    here.clock.advance(minutes=1)
    port.catch_up()
    assert here.desk.own_journals.isdisjoint(old)


def test_each_journal_of_a_double_is_evidence_where_there_was_no_room(scene: Scene, port: Port) -> None:
    """Each is told once, and what tells them apart is in the evidence alone."""
    here = scene.here
    own = here.desk.own_journals
    with scene.full():
        for journal in own:
            names_elsewhere(port, Tip(journal, 2**50, b"x" * 32))
    here.clock.advance(minutes=1)
    port.catch_up()
    kept = _kept(here)
    assert sorted(one.journal or b"" for one in kept if one.code == "peer.elsewhere") == sorted(own)


def test_who_was_lost_without_room_is_out_of_reach_since_then(scene: Scene, port: Port) -> None:
    """Shown at once, kept as soon as there is room, and forgotten when it is met again before that."""
    here, third = scene.here, b"3" * 16
    with scene.full():
        lost = here.clock.now_ms()
        for peer in (PEER, third):
            asyncio.run(port.note_peer(peer, "lost", {"code": "silent"}))
        here.clock.advance(minutes=5)
        asyncio.run(port.note_peer(PEER, "lost", {"code": "unreachable"}))
        assert port.away() == {PEER: lost, third: lost}
        asyncio.run(port.note_peer(third, "connected", {}))
        assert port.away() == {PEER: lost}
        assert away(here.replica) == {}
    here.clock.advance(minutes=1)
    port.catch_up()
    assert away(here.replica) == port.away() == {PEER: lost}
