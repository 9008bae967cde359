"""What a transaction written here names of a journal in many branches: what it leans on, and a few more."""

from __future__ import annotations

import pytest

from node.enacting import cuts
from node.views.forks import fork_views
from schema.acts.patient import Identity, PatientNoted
from schema.transaction import Tip
from sync.journal import Written
from sync.membership import CLINICAL
from tests.crash.attempts import notes, together
from tests.crash.hostile import Hostile, meet, tell
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Station

FEW = 4
SOMEBODY_ELSE = Identity("Ailleurs", "", "Paul", "1949-11-30", "M", "9900012399", "")


def written_by(station: Station, *, most: int) -> list[Tip]:
    """What the last clinical transaction of a station names of journals in several branches."""
    chain = station.replica.chain
    (row,) = [
        row
        for row in chain.everything()
        if (row.strand, row.hash) == (station.desk.journal(), chain.head(station.desk.journal()).hash)
    ]
    _, core = station.replica.files.open_row(row.data, row.strand, row.seq, row.hash)
    assert len(core.saw) <= most
    return [tip for tip in core.saw if tip.journal in chain.strands.forked]


def tip(one: Written) -> Tip:
    """Of a transaction, its place and name."""
    return Tip(one.core.journal, one.core.seq, one.hash)


@pytest.fixture
def branching(
    stations: Three, monkeypatch: pytest.MonkeyPatch
) -> tuple[Station, Station, Hostile, list[Written]]:
    """A workstation writes twenty branches, of which one holds two transactions and counts."""
    monkeypatch.setattr("sync.naming.BRANCHES", FEW)
    monkeypatch.setattr("node.store.naming.BRANCHES", FEW)
    one, other, hostile, patient = together(stations, "nurse")
    start = hostile.heads[CLINICAL]
    counts = notes(hostile, patient, ["built on", "and on"], start)
    tell(one, *(written.data for written in counts))
    circuit.create(one, SOMEBODY_ELSE)
    branches = [notes(hostile, patient, [f"{n}"], start)[0] for n in range(20)]
    tell(one, *(written.data for written in branches))
    tell(other, *(written.data for written in (*counts, *branches)))
    return one, other, hostile, [counts[-1], *branches]


def test_nothing_of_what_is_named_again_and_again_grows(
    branching: tuple[Station, Station, Hostile, list[Written]],
) -> None:
    one, _, _, (counts, *branches) = branching
    elsewhere = circuit.create(one, Identity("Autre", "", "Zoé", "1950-02-28", "F", "9900012388", ""))
    named = written_by(one, most=FEW + 2)
    assert len(set(named) & {tip(branch) for branch in branches}) == FEW
    circuit.measure(one, elsewhere, "weight", "70")
    assert written_by(one, most=0) == []
    strand = one.replica.chain.held(tip(counts))
    assert strand is not None
    assert one.replica.chain.head_past(one.desk.journal()).seqs[strand.strand] == counts.core.seq


def test_what_stands_in_the_file_that_is_touched_is_named(
    branching: tuple[Station, Station, Hostile, list[Written]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, over as many transactions as it takes."""
    monkeypatch.setattr("node.store.naming.MOST", 10)
    one, other, hostile, (_, *branches) = branching
    patient = branches[0].core.headers[0].file.id
    named: set[Tip] = set()
    for number in range(3):
        circuit.measure(one, patient, "weight", f"{70 + number}")
        named |= set(written_by(one, most=10))
    assert {tip(branch) for branch in branches} <= named
    meet(one, other)
    assert hostile.journal() in other.replica.chain.strands.forked


def test_of_many_branches_a_cut_names_what_counts_and_a_few(
    branching: tuple[Station, Station, Hostile, list[Written]],
) -> None:
    one, _, hostile, (counts, *branches) = branching
    named = cuts(one.desk, hostile.station.desk.vault.workstation)
    assert tip(counts) in named
    assert len(set(named) & {tip(branch) for branch in branches}) == FEW
    assert {hostile.journal()} == {one.journal for one in named}


def test_of_many_branches_the_same_are_shown_everywhere_and_first_what_people_signed(
    stations: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whatever order they came, and before a restart as after it."""
    monkeypatch.setattr("node.store.naming.BRANCHES", FEW)
    monkeypatch.setattr("sync.naming.BRANCHES", FEW)
    one, other, hostile, patient = together(stations, "nurse")
    start = hostile.heads[CLINICAL]
    nobodys = [hostile.forge([hostile.act(PatientNoted(f"{n}"), patient)], head=start) for n in range(20)]
    signed = [notes(hostile, patient, [f"{n}"], start)[0] for n in range(2)]
    tell(one, *(written.data for written in (*nobodys, *signed)))
    tell(other, *(written.data for written in (*reversed(signed), *reversed(nobodys))))
    shown = [cuts(station.desk, hostile.station.desk.vault.workstation) for station in (one, other)]
    assert shown[0] == shown[1]
    named = {tip for tip in shown[0] if tip.journal == hostile.journal()}
    assert len(named) == FEW
    assert {tip(written) for written in signed} <= named
    assert named - {tip(written) for written in signed} == set(sorted(map(tip, nobodys))[: FEW - 2])
    for station in (one, other):
        (fork,) = fork_views(station.desk)
        assert [bool(branch.people) for branch in fork.branches] == [True, True, False, False]
        assert {branch.tip for branch in fork.branches} == named
        station.replica.chain.load()
        assert cuts(station.desk, hostile.station.desk.vault.workstation) == shown[0]
