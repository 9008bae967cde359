"""A peer written from the protocol's pages alone understands a live node, and verifies all that it says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schema.codec import encode
from tests.crash.nodes import Running, equal, running, settings, until
from tests.golden import kept
from tests.node import circuit
from tests.node.stations import Clock, Template, copied, opened, send
from tests.peer.conversation import BATCH, CHANGED, HAVE, RECORD_RANKS, RECORD_VECTOR, RECORDS
from tests.peer.journals import Journals
from tests.peer.live import member, talking, tips, visit
from tests.peer.packing import array
from tests.peer.records import check_record, rank
from tests.peer.signatures import WrongError, verify
from tests.peer.transactions import read
from tests.tree import PACKAGES, imported_names, python_sources

WITH_THE_PROGRAM = ("conftest.py", "live.py")


def test_it_knows_nothing_of_the_program() -> None:
    files = [
        path
        for path in python_sources("tests/peer")
        if path.name not in WITH_THE_PROGRAM and not path.name.startswith("test_")
    ]
    assert {"packing.py", "conversation.py", "newcomer.py"} <= {path.name for path in files}
    for path in files:
        for name in imported_names(path):
            assert name.split(".")[0] not in {*PACKAGES, "msgspec", "msgpack"}, path
            assert not name.startswith("tests") or name.startswith("tests.peer."), path


@pytest.fixture
def worked(template: Template, tmp_path: Path) -> Path:
    """A pharmacy that released a bag, of which nobody else knows yet."""
    folder = copied(template, tmp_path)
    with opened(folder, "PUI-1", template.contents["PUI-1"], template.people, Clock(), seed=5) as station:
        someone = circuit.ready(station)
        dose = circuit.dose_of(station, someone.course, "L1").dose
        circuit.released(station, someone.course, dose)
        station.publish_receipt()
    return folder


def test_it_takes_part_in_a_live_conversation(template: Template, worked: Path) -> None:
    theirs = template.contents["PUI-1"]
    peer = member(template, "HDJ-1")
    with running(worked, template, "PUI-1", settings(41)) as node:
        talk = visit(peer, template, node)
        assert tips(node) == peer.journals.tips()
        transactions = node.digests().transactions
    assert talk.version == 4
    assert RECORD_RANKS in talk.heard
    assert RECORD_VECTOR not in talk.heard
    journals = peer.journals
    assert journals.seals == len(journals.held) == transactions
    assert journals.signatures > 10
    assert {"site.founded/1", "release.decided/1", "register.numbered/1"} <= journals.kinds()
    assert journals.announced.certificates[theirs.workstation] == theirs.tls_certificate
    for record in peer.records.values():
        check_record(record, journals.announced)
    assert (theirs.workstation, "receipt") in peer.records


def test_what_it_heard_of_one_it_relays_to_another(template: Template, worked: Path) -> None:
    """Two nodes that never meet end equal: chains, seals and receipts went through bytes kept verbatim."""
    peer = member(template, "HDJ-1")
    with (
        running(worked, template, "PUI-1", settings(42)) as pharmacy,
        running(worked, template, "USC-1", settings(43)) as ward,
    ):
        assert pharmacy.digests().journal != ward.digests().journal
        assert CHANGED in visit(peer, template, pharmacy).said
        talk = visit(peer, template, ward)
        assert {BATCH, RECORDS} <= set(talk.said)
        assert CHANGED in talk.heard
        assert HAVE not in {*talk.said, *talk.heard}
        until(lambda: equal(pharmacy, ward))
        assert tips(ward) == tips(pharmacy) == peer.journals.tips()
        assert ward.verify().findings == ()
        # A third visit has nothing to bring.
        assert BATCH not in visit(peer, template, ward).said


@pytest.fixture
def counted_alike(template: Template, tmp_path: Path) -> Path:
    """A ward's disk and a copy of it publish receipts apart: each reaches another workstation."""
    folder, second, clock = copied(template, tmp_path), tmp_path / "copy", Clock()
    shutil.copytree(folder / "USC-1", second / "USC-1")
    for place, receiver in ((folder, "PUI-1"), (second, "HDJ-1")):
        clock.advance(minutes=1)
        with (
            opened(place, "USC-1", template.contents["USC-1"], template.people, clock, seed=6) as ward,
            opened(folder, receiver, template.contents[receiver], template.people, clock, seed=7) as other,
        ):
            ward.publish_receipt()
            send(ward, other)
    return folder


@pytest.mark.parametrize("versions", [[1, 2], [1, 2, 3], [1, 2, 3, 4]])
def test_records_that_count_alike_converge_from_version_3_on(
    template: Template, counted_alike: Path, versions: list[int]
) -> None:
    """It carries both receipts between two nodes that never meet; the same one stands everywhere then."""
    peer = member(template, "USC-1")
    named = (peer.workstation, "receipt")
    with (
        running(counted_alike, template, "PUI-1", settings(48)) as pharmacy,
        running(counted_alike, template, "HDJ-1", settings(49)) as hospital,
    ):
        before = [receipt(node, *named) for node in (pharmacy, hospital)]
        assert before[0][:3] == before[1][:3]
        assert before[0] != before[1]
        for node in (pharmacy, hospital, pharmacy):
            talk = visit(peer, template, node, versions)
            assert talk.version == versions[-1]
        after = [receipt(node, *named) for node in (pharmacy, hospital)]
    if talk.version >= 3:
        assert after == [max(before, key=lambda one: rank(peer.site, one))] * 2
        assert peer.records[named] == after[0]
    else:
        assert after == before


def receipt(node: Running, owner: bytes, name: str) -> list[Any]:
    """A record that a node has, as the page writes it."""
    held = node.node.writer.submit(lambda: node.node.replica.records.get(owner, name)).result()
    assert held is not None
    return array(encode(held))


def test_a_relay_that_altered_something_is_not_believed(template: Template, worked: Path) -> None:
    peer = member(template, "HDJ-1")
    with (
        running(worked, template, "PUI-1", settings(44)) as pharmacy,
        running(worked, template, "USC-1", settings(45)) as ward,
    ):
        visit(peer, template, pharmacy)
        before, known = ward.digests(), tips(ward)
        for named, one in peer.journals.held.items():
            if not any(journal == one.journal and one.seq <= seq for journal, seq, _ in known):
                peer.journals.held[named] = replace(one, data=one.data[:-1] + bytes([one.data[-1] ^ 1]))
        with talking(peer, template, ward) as talk:
            talk.speak(lambda: BATCH in talk.said and talk.answered)
        assert ward.digests() == before


@pytest.mark.parametrize("version", kept.versions(), ids=lambda path: path.name)
def test_it_verifies_the_golden_journals(version: Path) -> None:
    transactions = kept.journals(version)
    journals = Journals(bytes.fromhex(kept.told(version / "expected.json.zst")["site"]))
    for data in transactions:
        journals.take(data)
    assert journals.seals == len(transactions)
    assert journals.signatures > 100


def test_what_was_altered_is_not_believed() -> None:
    version = kept.versions()[0]
    transactions = kept.journals(version)
    site = bytes.fromhex(kept.told(version / "expected.json.zst")["site"])
    last = transactions[40]
    for place in range(3, len(last), 37):
        journals = Journals(site)
        for data in transactions[:40]:
            journals.take(data)
        altered = last[:place] + bytes([last[place] ^ 1]) + last[place + 1 :]
        with pytest.raises((WrongError, AssertionError, ValueError, TypeError, IndexError, KeyError)):
            journals.take(altered)
    assert read(last).seq > 0


def test_a_key_of_small_order_signs_nothing() -> None:
    """OpenSSL alone would take this signature for any message."""
    identity = bytes([1]) + bytes(31)
    with pytest.raises(WrongError, match="small order"):
        verify(identity, identity + bytes(32), b"anything")
