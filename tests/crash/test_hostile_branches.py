"""A member writes thousands of branches: people sign in, record and merge as if there were none."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.api.forks import Forks, GetForks
from node.api.workstations import SuspendWorkstation
from node.carry_in import merge_carry
from node.carry_out import write_carry
from node.enrolling import Administrator
from node.restore import read_back
from node.snapshot import take_snapshot
from node.vault import FILE_NAME, open_vault
from schema.acts.membership import JournalOpened
from schema.acts.patient import Identity
from schema.acts.people import KeyChanged
from schema.codec import decode
from schema.ids import Id
from schema.transaction import FileType, journal_id
from sync.bundle import Carried
from sync.journal import Head, public_key
from sync.membership import CLINICAL, MEMBERSHIP
from sync.naming import BRANCHES, MOST
from sync.receipts import RECEIPT, read_receipt
from tests.crash.attempts import goes_on, notes, together
from tests.crash.hostile import Hostile, everything, meet, tell
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import CHEAP, PIN, Randomness, Station, opened
from tests.node.sticks import Content, content
from tests.sync.founded import key_of

MANY = 5000
DEPTH = 300
SOMEBODY_ELSE = Identity("Ailleurs", "", "Paul", "1949-11-30", "M", "9900012399", "")
AT_ONCE = 1000
ROOM = 60
"""Heads in a manifest, where a test says so."""


def told(made: list[bytes], *stations: Station) -> None:
    """In batches, as a wire brings them."""
    for start in range(0, len(made), AT_ONCE):
        for station in stations:
            outcome = station.replica.receive(
                made[start : start + AT_ONCE], None, station.clock.now_ms(), more_follows=True
            )
            assert not outcome.evidence


def receipts_read(one: Station, other: Station) -> None:
    """What each says it holds is taken in by the other, and says the same."""
    for station in (one, other):
        station.publish_receipt()
        for peer in (one, other):
            with peer.replica.writing():
                peer.replica.records.accept(peer.replica.site, station.replica.records.named(RECEIPT))
    said = [one.desk.receipts()[station.desk.vault.workstation] for station in (one, other)]
    assert said[0].what == said[1].what
    assert said[0].state == said[1].state
    for record in other.replica.records.named(RECEIPT):
        assert read_receipt(record.payload) is not None


def test_thousands_of_clinical_branches(stations: Three) -> None:
    """Nobody built on them, so that few are ever named: the past of what is written stays small."""
    one, other, hostile, patient = together(stations, "nurse")
    elsewhere = circuit.create(one, SOMEBODY_ELSE)
    meet(one, other)
    start = hostile.heads[CLINICAL]
    told([notes(hostile, patient, [f"{n}"], start)[0].data for n in range(MANY)], one, other)
    for number in range(3):
        circuit.measure(one, elsewhere, "weight", f"{70 + number}")
    chain = one.replica.chain
    assert len(chain.head_past(one.desk.journal(CLINICAL)).seqs) < 2 * BRANCHES
    # In the file itself they are: each transaction names as many as it has room for.
    largest = max(map(len, everything(one)))
    circuit.measure(one, patient, "weight", "71")
    assert max(map(len, everything(one))) > largest
    assert len(chain.head_past(one.desk.journal(CLINICAL)).seqs) + BRANCHES > MOST
    (fork,) = one.get("administrator", GetForks(), Forks).forks
    assert (len(fork.branches), fork.others) == (BRANCHES, MANY - BRANCHES)
    assert fork.others_acts == fork.others
    goes_on(one, other, patient)
    receipts_read(one, other)


def nested(hostile: Hostile, patient: Id, depth: int) -> list[bytes]:
    """Notes in branches of which each leaves the one before, whatever its strands are called where they come.

    Of two that follow the same the first to come goes on in its strand; the journal goes on from the other.
    """
    head, made = hostile.heads[CLINICAL], list[bytes]()
    for number in range(depth):
        first, second = (notes(hostile, patient, [f"{side} {number}"], head)[0] for side in "ab")
        head = Head(second.core.seq, second.hash, second.core.order)
        made += [first.data, second.data]
    return made


def entries(station: Station) -> int:
    """What all pasts here name, in tables and in the file that is folded."""
    (patients,) = station.replica.connection.rows("SELECT n FROM files WHERE type = ?", (FileType.PATIENT,))
    stored = station.replica.connection.rows("SELECT seqs FROM pasts")
    kept = station.replica.files.acts(patients[0])
    return sum(len(decode(dict, row[0])) for row in stored) + sum(len(act.past.seqs) for act in kept)


def test_branches_that_leave_one_another_in_a_row(stations: Three) -> None:
    """What lies below a branch is not named beside it, so that what they take grows with their number."""
    one, other, hostile, patient = together(stations, "nurse")
    meet(one, other)
    before, made = entries(one), nested(hostile, patient, DEPTH)
    told(made, one)
    # Elsewhere the others go on in their strands.
    told([made[n ^ 1] for n in range(len(made))], other)
    for station in (one, other):
        journal = hostile.journal(CLINICAL)
        strands = station.replica.chain.strands
        assert len(strands.of(journal)) == DEPTH + 1
        assert entries(station) - before < 10 * DEPTH
    assert one.replica.digests() == other.replica.digests()
    circuit.measure(one, patient, "weight", "71")
    assert len(one.replica.chain.head_past(one.desk.journal(CLINICAL)).pieces()) > DEPTH
    goes_on(one, other, patient)
    for station in (one, other):
        assert entries(station) - before < 20 * DEPTH
    receipts_read(one, other)


def test_thousands_of_branches_of_a_membership_journal(stations: Three) -> None:
    """Of which nothing counts on its own, or each but for the fork; they shut its workstation out."""
    one, other, hostile, patient = together(stations, "nurse")
    third, nurse = hostile.station.desk.vault.workstation, hostile.stolen("nurse")
    start, key = hostile.heads[MEMBERSHIP], public_key(hostile.seal_key)
    made = []
    for number in range(MANY):
        nonce = number.to_bytes(32, "big")
        if number % 5:
            journal = journal_id(one.replica.site, key, nonce)
            opened = JournalOpened(journal, third, CLINICAL, key, nonce, None)
            act = hostile.act(opened, third, signed=False)
        else:
            changed = KeyChanged(nurse.person, key_of(nonce), public_key(nonce), (nurse.key,))
            act = hostile.act(changed, nurse.person, nurse, signed=True)
        made.append(hostile.forge([act], scope=MEMBERSHIP, head=start, saw=hostile.saw(MEMBERSHIP)).data)
    told(made, one, other)
    one.do("administrator", SuspendWorkstation(workstation=third, reason="volé", pin=PIN))
    assert tell(other, *everything(one)).evidence == ()
    meet(one, other)
    assert not other.desk.members.workstations[third].welcome
    goes_on(one, other, patient)
    receipts_read(one, other)


def carried(found: Content) -> list[bytes]:
    """The transactions in a file."""
    return sorted(item.transaction for item in found.items if isinstance(item, Carried))


def test_a_stick_and_a_safe_hold_more_branches_than_they_name(
    stations: Three, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them travel, what is honest is named, and a site restored from it goes on."""
    monkeypatch.setattr("sync.bundle.items.MAX_HEADS", ROOM)
    one, other, hostile, patient = together(stations, "nurse")
    start = hostile.heads[CLINICAL]
    branches = [notes(hostile, patient, [f"{n}"], start)[0].data for n in range(5 * ROOM)]
    told(branches, one)
    circuit.measure(one, patient, "weight", "71")
    stick, vault = tmp_path / "stick", one.desk.vault
    stick.mkdir()
    made = write_carry(one.desk, stick, part_bytes=sum(map(len, branches)) // 2)
    assert len(made.files) > 2
    for path in made.files[:2]:
        reading, found = content(path, other.desk.vault.backup_identity)
        assert len(carried(found)) > len(reading.manifest.vector) == ROOM
    assert [merge_carry(other.desk, path).poured.reading.complete for path in made.files] == [True] * 3
    assert one.replica.digests() == other.replica.digests()
    now, random = one.clock.now_ms(), Randomness(3)
    taken = take_snapshot(one.replica, vault, tmp_path / "safe", now, random)
    reading, found = content(taken.path, vault.backup_identity)
    assert len(reading.manifest.vector) == ROOM
    honest = {tip for tip in one.replica.vector("all").values() if tip.journal != hostile.journal()}
    assert honest <= {*reading.manifest.vector}
    assert carried(found) == sorted(everything(one))
    new, by = tmp_path / "restored", Administrator(one.people["administrator"], PIN)
    with read_back(taken.path, new, vault.backup_identity, now_ms=now, random=random) as back:
        restored = back.enrol(by, now_ms=now, random=random, cost=CHEAP)
    assert (restored.verified, restored.transactions) == (True, len(everything(one)))
    contents = open_vault(new / FILE_NAME, passphrase=restored.passphrase)
    with opened(tmp_path, new.name, contents, one.people, one.clock, seed=4) as station:
        goes_on(station, other, patient)
        meet(one, station)
