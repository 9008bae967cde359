"""A peer written from the protocol's pages alone understands a live node and a bundle, and verifies both."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.carry_out import write_carry
from schema.transaction import Tip
from sync.addresses import parse_address
from tests.crash.nodes import running, settings
from tests.golden import kept
from tests.node import circuit
from tests.node.stations import Clock, Station, Template, copied, exchange, opened
from tests.peer.bundle import read_bundle
from tests.peer.conversation import channel, listen
from tests.peer.journals import Journals, WrongError, check_record, read
from tests.tree import PACKAGES, imported_names, python_sources

NOW = 1_795_000_000_000
ALONE = ("packing.py", "journals.py", "bundle.py", "conversation.py")


def test_it_knows_nothing_of_the_program() -> None:
    files = [path for path in python_sources("tests/peer") if path.name in ALONE]
    assert len(files) == len(ALONE)
    for path in files:
        for name in imported_names(path):
            assert name.split(".")[0] not in {*PACKAGES, "msgspec", "msgpack"}, path
            assert not name.startswith("tests") or name.startswith("tests.peer."), path


def test_it_takes_part_in_a_live_conversation(template: Template, tmp_path: Path) -> None:
    folder, clock = copied(template, tmp_path), Clock()
    with opened(folder, "PUI-1", template.contents["PUI-1"], template.people, clock, seed=5) as station:
        someone = circuit.ready(station)
        dose = circuit.dose_of(station, someone.course, "L1").dose
        circuit.released(station, someone.course, dose)
        station.publish_receipt()
    mine, theirs = template.contents["HDJ-1"], template.contents["PUI-1"]
    with running(folder, template, "PUI-1", settings(41)) as node:
        address = parse_address(node.node.listening[0])
        with channel(
            (address.host, address.port),
            "127.0.2.42",
            mine.tls_certificate,
            mine.tls_key,
            theirs.tls_certificate,
        ) as link:
            heard = listen(link, mine.site, mine.workstation, now=NOW)
        held = node.node.writer.submit(lambda: node.node.replica.vector("all")).result()
        transactions = node.digests().transactions
    journals = heard.journals
    assert sorted([*map(_tip, _tips(held))]) == journals.tips()
    assert journals.seals == len(journals.held) == transactions
    assert journals.signatures > 10
    assert {"site.founded/1", "release.decided/1", "register.numbered/1"} <= journals.kinds
    assert journals.certificates[theirs.workstation] == theirs.tls_certificate
    seal_keys = {
        workstation: journals.seal_keys[next(iter(own))] for workstation, own in journals.journals_of.items()
    }
    for record in heard.records:
        check_record(record, mine.site, seal_keys[record[4]])
    assert "receipt" in {record[1] for record in heard.records}


def test_it_opens_a_bundle(stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    one, other, _ = stations
    circuit.ready(one)
    exchange(one, other)
    written = write_carry(one.desk, tmp_path, everything=True)
    bundle = read_bundle(written.path.read_bytes(), other.desk.vault.backup_identity)
    journals = Journals(one.desk.vault.site)
    for data in bundle.transactions:
        journals.take(data)
    own = journals.journals_of[one.desk.vault.workstation]
    bundle.check_seals(journals.seal_keys[next(iter(own))])
    assert bundle.manifest[0] == "carry"
    assert bundle.manifest[7] == journals.tips() == sorted(map(_tip, _tips(one.replica.vector("all"))))
    assert bundle.records


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


def _tips(vector: object) -> list[Tip]:
    """A vector names one tip of a journal, or all of a forked one."""
    assert hasattr(vector, "values")
    found: list[Tip] = []
    for held in vector.values():
        found += [held] if isinstance(held, Tip) else held
    return found


def _tip(tip: Tip) -> list[object]:
    return [tip.journal, tip.seq, tip.hash]
