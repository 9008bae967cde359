"""A peer written from the protocol's pages alone understands a live node, and verifies all that it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.nodes import equal, running, settings, until
from tests.golden import kept
from tests.node import circuit
from tests.node.stations import Clock, Template, copied, opened
from tests.peer.conversation import BATCH, RECORDS
from tests.peer.journals import Journals
from tests.peer.live import member, talking, tips, visit
from tests.peer.records import check_record
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
    assert 2 in talk.hello[0]
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
        visit(peer, template, pharmacy)
        talk = visit(peer, template, ward)
        assert {BATCH, RECORDS} <= set(talk.said)
        until(lambda: equal(pharmacy, ward))
        assert tips(ward) == tips(pharmacy) == peer.journals.tips()
        assert ward.verify().findings == ()
        # A third visit has nothing to bring.
        assert BATCH not in visit(peer, template, ward).said


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
