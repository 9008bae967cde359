"""What is kept of what the network says."""

from __future__ import annotations

from node.peer_notes import PeerNote, away, note_peer, remembered
from node.store.evidence import Noted
from schema.ids import Id
from sync.messages import Place
from tests.node.stations import Station

ONE, OTHER = b"1" * 16, b"2" * 16


def said(
    site: Station, troubles: dict[Id, str], what: str, workstation: Id = ONE, at: int = 7, **values: str
) -> None:
    note_peer(site.replica, troubles, at, PeerNote(workstation, what, values))


def kept(site: Station) -> list[Noted]:
    with site.replica.reading():
        return site.replica.incoming.evidence.newest(100)


def test_the_last_place_of_each_is_remembered(site: Station) -> None:
    troubles: dict[Id, str] = {}
    said(site, troubles, "connected", host="127.0.0.1", port="1", lobby="2")
    said(site, troubles, "connected", host="127.0.0.2", port="3", lobby="0")
    said(site, troubles, "connected", OTHER, host="poste.example", port="5", lobby="6")
    said(site, troubles, "connected", OTHER, program="it dialled us")
    assert remembered(site.replica) == [Place(ONE, "127.0.0.2", 3, 0), Place(OTHER, "poste.example", 5, 6)]
    assert kept(site) == []


def test_a_place_of_another_version_is_left_out(site: Station) -> None:
    with site.replica.writing():
        site.replica.local.put("place:00", b"\x91\x01")
    assert remembered(site.replica) == []


def test_a_fork_is_evidence_once(site: Station) -> None:
    """Who forked is read from the replica: it need not be the peer that we heard it from."""
    troubles: dict[Id, str] = {}
    for _ in range(3):
        said(site, troubles, "fork", journal="ab" * 16, seq="12")
    assert troubles == {}
    assert kept(site) == [Noted("peer.fork", b"\xab" * 16, 12, "", ONE, 7)]


def test_our_own_journal_elsewhere_stays_in_sight(site: Station) -> None:
    troubles: dict[Id, str] = {}
    said(site, troubles, "elsewhere", journal="ab" * 16, seq="12", hash="cd" * 32)
    said(site, troubles, "evidence", count="1", codes="chain")
    said(site, troubles, "synchronised")
    assert troubles == {ONE: "elsewhere"}


def test_what_did_not_hold_is_over_when_both_hold_the_same(site: Station) -> None:
    troubles: dict[Id, str] = {}
    said(site, troubles, "evidence", count="1", codes="chain")
    said(site, troubles, "blob_bad", OTHER, content="cd" * 32)
    assert troubles == {ONE: "evidence", OTHER: "blob_bad"}
    assert [one.detail for one in kept(site)] == ["cd" * 32]
    said(site, troubles, "synchronised")
    assert troubles == {OTHER: "blob_bad"}


def test_clocks_and_goodbyes_are_figures_of_the_connection(site: Station) -> None:
    troubles: dict[Id, str] = {}
    said(site, troubles, "clock", difference_ms="90000")
    said(site, troubles, "goodbye", code="stopping", detail="")
    assert (troubles, kept(site)) == ({}, [])


def test_since_when_somebody_is_out_of_reach_is_remembered(site: Station) -> None:
    """Whose connection was lost twice without being found again has been away since the first time."""
    troubles: dict[Id, str] = {}
    said(site, troubles, "lost", at=7, code="silent")
    said(site, troubles, "lost", at=9, code="unreachable")
    said(site, troubles, "lost", OTHER, at=8, code="silent")
    assert away(site.replica) == {ONE: 7, OTHER: 8}
    said(site, troubles, "connected")
    assert away(site.replica) == {OTHER: 8}
    said(site, troubles, "lost", at=12, code="silent")
    assert away(site.replica) == {ONE: 12, OTHER: 8}
