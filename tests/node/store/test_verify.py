"""Verify finds what was altered by hand, names it, and heals what can be healed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from node.store import verify as verifying
from node.store.replica import Replica
from node.store.verify import verify
from schema.acts.course import CourseNoted
from schema.acts.patient import PatientNoted
from schema.acts.people import PersonSuspended
from schema.acts.workstations import WorkstationSuspended
from schema.codec import encode
from schema.transaction import Transaction, open_transaction
from tests.node.store.builders import KEY, Ward
from tests.node.store.forked import ForkedSite
from tests.sync.membership.scene import Scene

INVENTED_CONFLICT = (
    "INSERT INTO conflicts (type, file, origin, rule, subject, open, alarm, payload)"
    " VALUES (2, x'00', 'cross', 'made_up', x'00', 1, 1, x'00')"
)
ALTERED_STATE = "UPDATE states SET state = x'90' WHERE file IN (SELECT n FROM files WHERE type = 1)"


@pytest.fixture
def ward() -> Ward:
    """A site with two patients."""
    ward = Ward()
    patient = ward.patient(ward.clinical)
    ward.patient(ward.other, "IMAGINAIRE", "Zoé")
    for turn in range(3):
        ward.note(ward.clinical, patient, f"note {turn}", saw=(ward.other,))
    return ward


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    """A replica that holds everything."""
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    yield replica
    replica.close()


@contextmanager
def scene_replica(scene: Scene, folder: Path) -> Iterator[Replica]:
    """A replica that holds all that was written there."""
    journals = [journal for post in scene.posts for journal in (post.membership, post.clinical)]
    everything = sorted(
        (one for journal in journals for one in journal.written),
        key=lambda one: (one.core.order, one.core.journal),
    )
    replica = Replica(folder, KEY, scene.place.site, lambda _content, _blob: True, create=True)
    try:
        replica.receive([one.data for one in everything], None, 1)
        yield replica
    finally:
        replica.close()


def found(replica: Replica, *, heal: bool = False) -> list[str]:
    """The codes of the findings."""
    return [one.code for one in verify(replica, heal=heal).findings]


def alter(replica: Replica, statement: str, values: tuple[object, ...] = ()) -> None:
    """Change rows by hand."""
    with replica.writing():
        assert replica.connection.do(statement, values) > 0


def test_an_honest_replica_is_ok(replica: Replica, ward: Ward) -> None:
    """Nothing found; the counts say what was looked at."""
    checked = verify(replica)
    assert checked.ok
    assert checked.transactions == len(ward.everything())
    assert checked.signatures >= 4


def test_what_somebody_signed_badly_is_set_aside_in_its_place_and_no_finding(
    replica: Replica, ward: Ward
) -> None:
    forger = msgspec.structs.replace(ward.admin, private=bytes([5]) * 32)
    ward.other.write([forger.act(PatientNoted("faux"), bytes([6]) * 16)])
    replica.receive(ward.everything(), None, 2)
    rows = replica.connection.rows("SELECT set_aside FROM transactions WHERE set_aside != ''")
    assert [row[0] for row in rows] == ["bad_signature"]
    assert found(replica) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE patients SET search = 'autre' WHERE search LIKE 'fictif%'", "verify.table.rows"),
        ("DELETE FROM patients WHERE search LIKE 'fictif%'", "verify.table.rows"),
        ("INSERT INTO bags VALUES (x'00', x'00', x'00', x'00', 1, 'released')", "verify.table.rows"),
        (INVENTED_CONFLICT, "verify.table.rows"),
        (
            "UPDATE states SET state = x'90' WHERE file IN (SELECT n FROM files WHERE type = 1)",
            "verify.table.state",
        ),
        ("DELETE FROM states", "verify.table.state"),
    ],
    ids=["changed", "deleted", "invented", "conflict", "state", "states deleted"],
)
def test_an_altered_projection_is_found_and_healed(replica: Replica, statement: str, code: str) -> None:
    """By refolding; digests are what they were."""
    before = replica.digests()
    alter(replica, statement)
    assert code in found(replica)
    assert all(one.healed for one in verify(replica, heal=True).findings)
    assert found(replica) == []
    assert replica.digests() == before


def test_an_altered_journal_row_is_named_and_mended_by_a_peer(replica: Replica, ward: Ward) -> None:
    """Asked again from whoever has it: the vector offers the journal only up to that row."""
    before = replica.digests()
    target = ward.clinical.written[2]
    broken = bytearray(target.data)
    broken[len(broken) // 2] ^= 1
    number = replica.chain.numbers[ward.clinical.id]
    place = (bytes(broken), number, target.core.seq)
    alter(replica, "UPDATE transactions SET data = ? WHERE journal = ? AND seq = ?", place)
    findings = [one for one in verify(replica).findings if one.code == "verify.damaged"]
    assert [one.values["seq"] for one in findings] == [str(target.core.seq)]
    assert replica.vector("all")[ward.clinical.id].seq == target.core.seq - 1
    known = {journal: tip.seq for journal, tip in replica.vector("all").items()}
    peer = ward.replica(replica.folder / "peer")
    peer.receive(ward.everything(), None, 1)
    again = peer.relay.after(known, "all", 2**30)
    peer.close()
    replica.receive(again, None, 2)
    assert found(replica) == []
    assert replica.digests() == before
    assert replica.vector("all")[ward.clinical.id].seq == len(ward.clinical.written)


def test_a_row_of_another_journal_does_not_pass(replica: Replica, ward: Ward) -> None:
    """Well-formed bytes in the wrong place are seen too."""
    number = replica.chain.numbers[ward.clinical.id]
    place = (ward.clinical.written[1].data, number, 3)
    alter(replica, "UPDATE transactions SET data = ? WHERE journal = ? AND seq = ?", place)
    assert "verify.damaged" in found(replica)


@pytest.mark.parametrize("verdict", ["beyond_rights", "cut", "withdrawn", "forked"])
def test_a_verdict_altered_by_hand_is_found_and_never_made_true(
    replica: Replica, ward: Ward, verdict: str
) -> None:
    """What was set aside otherwise than membership says is judged again before anything is folded again."""
    before = replica.digests()
    alter(replica, "UPDATE transactions SET set_aside = ? WHERE seq = 2 AND membership = 0", (verdict,))
    assert "verify.admission" in found(replica)
    assert all(one.healed for one in verify(replica, heal=True).findings)
    assert found(replica) == []
    assert replica.digests() == before
    assert ward.site == replica.site


@pytest.fixture
def parted(tmp_path: Path) -> Iterator[tuple[ForkedSite, Replica]]:
    """A journal with two branches, on one of which somebody has built."""
    site = ForkedSite(3)
    one, other, _ = site.machines
    one.note("before")
    clone = one.copy()
    for number in range(3):
        one.note(f"here {number}")
        clone.note(f"there {number}")
    other.hears(clone)
    other.note()
    replica = site.ward.replica(tmp_path / "parted")
    replica.receive(site.data(site.written), None, 1)
    yield site, replica
    replica.close()


def test_a_damaged_row_of_a_branch_is_named_and_mended(parted: tuple[ForkedSite, Replica]) -> None:
    """And nothing that rests on it is offered, on that branch alone."""
    site, replica = parted
    before, tips = replica.digests(), set(replica.vector("all").values())
    journal = site.machines[0].pens["clinical"].journal
    (branch,) = replica.chain.strands.of(journal)[1:]
    first = replica.chain.strands.since(branch)
    for strand, seq in ((branch, first + 1), (branch, first), (journal, first), (journal, first - 1)):
        place = (replica.chain.numbers[strand], seq)
        alter(replica, "UPDATE transactions SET data = x'93' WHERE journal = ? AND seq = ?", place)
        assert "verify.damaged" in found(replica)
        offered = replica.vector("all")
        assert offered[journal].seq == (seq - 1 if strand == journal else first + 2)
        assert (branch in offered) is (seq >= first and (strand, seq) != (branch, first))
        replica.receive(site.data(site.written), None, 2)
        assert found(replica) == []
        assert (replica.digests(), set(replica.vector("all").values())) == (before, tips)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE branches SET since = since + 1",
        "UPDATE branches SET since = since - 1",
        "UPDATE branches SET base = strand",
        "UPDATE branches SET journal = (SELECT max(journal) FROM transactions WHERE membership = 1)",
        "DELETE FROM branches",
    ],
)
def test_branches_altered_by_hand_are_found(parted: tuple[ForkedSite, Replica], statement: str) -> None:
    """Where a strand leaves another, and of which journal it is, follows from its hashes."""
    _, replica = parted
    alter(replica, statement)
    replica.chain.load()
    assert found(replica)


def unseal(replica: Replica, seq: int, *, strand: bytes) -> None:
    """Put an empty seal on a stored transaction, which the chain does not notice."""
    number = replica.chain.numbers[strand]
    row = replica.connection.row("SELECT data FROM transactions WHERE journal = ? AND seq = ?", (number, seq))
    assert row is not None
    transaction, _ = open_transaction(bytes(row[0]))
    data = encode(Transaction(transaction.core, bytes(64), transaction.bodies))
    alter(replica, "UPDATE transactions SET data = ? WHERE journal = ? AND seq = ?", (data, number, seq))


def test_the_last_seal_is_looked_at_and_covers_the_others(replica: Replica, ward: Ward) -> None:
    """Of the others only who asks for all seals hears; nothing is lost by one that is covered."""
    journal = ward.clinical.id
    last = replica.chain.head(journal).seq
    unseal(replica, last - 1, strand=journal)
    assert found(replica) == []
    assert verify(replica).seals == len(replica.chain.heads)
    checked = verify(replica, all_seals=True)
    assert checked.seals == checked.transactions
    assert [one.code for one in checked.findings] in (["verify.covered"], ["verify.seal"])
    unseal(replica, last, strand=journal)
    assert found(replica) == ["verify.seal"]


def test_what_was_done_where_a_withdrawal_had_seen_nothing_is_judged_again(tmp_path: Path) -> None:
    """Its journal is named by no cut, and it comes before the withdrawal in the walk."""
    scene = Scene()
    scene.meet()
    nurse, third = scene.people["nurse"], scene.third
    noted = third.clinical.write(
        [nurse.act(CourseNoted(None, "RAS"), bytes(16), right="administer")], saw=[third.membership]
    )
    for _ in range(9):
        scene.sees(scene.one)
    scene.does(scene.one, "first", PersonSuspended(nurse.id, "absence", scene.cuts(scene.one)))
    with scene_replica(scene, tmp_path) as replica:
        rows = replica.connection.rows("SELECT set_aside FROM transactions WHERE hash = ?", (noted.hash,))
        assert rows == [("withdrawn",)]
        assert verify(replica).ok
        alter(replica, "UPDATE transactions SET set_aside = '' WHERE hash = ?", (noted.hash,))
        assert "verify.admission" in found(replica)


def test_what_was_badly_signed_where_a_workstation_was_suspended_later_is_no_finding(tmp_path: Path) -> None:
    """It is noted under the suspension, which comes first; the walk meets it before it knows of that."""
    scene = Scene()
    scene.meet()
    third = scene.third
    forger = msgspec.structs.replace(scene.people["nurse"], private=bytes([5]) * 32)
    forged = third.clinical.write(
        [forger.act(CourseNoted(None, "faux"), bytes(16), right="administer")], saw=[third.membership]
    )
    for _ in range(9):
        scene.sees(scene.one)
    scene.does(scene.one, "first", WorkstationSuspended(third.id, "volé", scene.cuts(scene.one)))
    with scene_replica(scene, tmp_path) as replica:
        rows = replica.connection.rows("SELECT set_aside FROM transactions WHERE hash = ?", (forged.hash,))
        assert rows == [("suspended",)]
        assert found(replica) == []


def test_another_process_compares_the_tables_and_finds_the_same(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads beside the one that holds the replica."""
    monkeypatch.setattr(verifying, "BESIDE_FROM", 0)
    assert verify(replica, key=KEY).ok
    alter(replica, ALTERED_STATE)
    expected = found(replica)
    assert expected
    assert [one.code for one in verify(replica, key=KEY).findings] == expected


def test_where_another_process_cannot_open_what_is_damaged_this_one_compares(
    replica: Replica, ward: Ward, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A reader that finds an act of membership altered cannot write that down, and ends."""
    monkeypatch.setattr(verifying, "BESIDE_FROM", 0)
    alter(
        replica,
        "UPDATE transactions SET data = substr(data, 1, length(data) - 3) || x'000000'"
        " WHERE journal = ? AND seq = 2",
        (replica.chain.number(ward.membership.id),),
    )
    codes = [one.code for one in verify(replica, key=KEY).findings]
    assert "verify.damaged" in codes
    assert codes == found(replica)
    assert "a process beside a replica ended" in capfd.readouterr().err
