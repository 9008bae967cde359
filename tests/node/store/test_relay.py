"""What is passed on: named, in causal order, of each branch, and not beyond where it was to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.replica import Replica
from schema.transaction import Tip
from sync.glance import place_of
from sync.journal import Written
from sync.ports import Lacking
from tests.node.store.builders import Ward
from tests.node.store.forked import ForkedSite


@pytest.fixture
def replica(replica: Replica) -> Iterator[Replica]:
    with replica.writing():
        yield replica


@pytest.mark.parametrize("size", [1, 900, 2**30])
def test_what_somebody_lacks_comes_in_causal_order(ward: Ward, replica: Replica, size: int) -> None:
    known = {ward.clinical.id: 3, ward.membership.id: 1}
    reached, got = dict(known), []
    while batch := replica.relay.after(reached, "all", size):
        assert len(batch) == 1 or sum(map(len, batch)) <= size
        for data in batch:
            journal, seq = place_of(data)
            assert seq == reached.get(journal, 0) + 1
            reached[journal] = seq
        got += batch
    wanted = [data for data in ward.everything() if place_of(data)[1] > known.get(place_of(data)[0], 0)]
    assert got == wanted
    assert {place_of(data)[0] for data in replica.relay.after({}, "membership", 2**30)} == {
        ward.membership.id
    }


def test_nothing_is_given_beyond_where_it_was_to_end(ward: Ward, replica: Replica) -> None:
    """Whoever reads in slices ends where he began to, whatever was written meanwhile."""
    relay, upto = replica.relay, {ward.clinical.id: 4, ward.other.id: 2}
    given = [place_of(one.data) for one in relay.beyond({}, "all", upto)]
    assert sorted(given) == sorted(
        (journal, seq) for journal, last in upto.items() for seq in range(1, last + 1)
    )
    assert list(relay.beyond(upto, "all", upto)) == []
    assert list(relay.beyond({}, "membership", upto)) == []


@pytest.fixture
def parted(tmp_path: Path) -> Iterator[tuple[ForkedSite, list[Written], list[Written], Replica]]:
    """A journal with two branches: before, then three here and three there."""
    site = ForkedSite(2)
    one = site.machines[0]
    one.note("before")
    clone = one.copy()
    here, there = [], []
    for number in range(3):
        here.append(one.note(f"here {number}"))
        there.append(clone.note(f"there {number}"))
    replica = site.ward.replica(tmp_path / "parted")
    replica.receive(site.data(site.written), None, 1)
    with replica.writing():
        yield site, here, there, replica
    replica.close()


def tip_of(written: Written) -> Tip:
    return Tip(written.core.journal, written.core.seq, written.hash)


def test_what_lies_below_a_tip_is_not_lacked(
    parted: tuple[ForkedSite, list[Written], list[Written], Replica],
) -> None:
    """By its hash: of the other branch everything is, from where they part."""
    _, here, there, replica = parted
    relay = replica.relay
    tips = set(replica.vector("all").values())
    assert {tip_of(here[2]), tip_of(there[2])} <= tips
    others = [tip for tip in tips if tip.journal != here[0].core.journal]
    for reached, lacked in (
        ([here[2]], there),
        ([there[1]], [*here, there[2]]),
        ([here[0], there[2]], here[1:]),
        ([here[2], there[2]], []),
    ):
        found = relay.lacking([*others, *map(tip_of, reached)], {}, "all", 2**30)
        assert {one.data for one in found.transactions} == {one.data for one in lacked}
        assert found.strange == frozenset()
    journal = here[0].core.journal
    unknown = Tip(journal, 3, b"x" * 32)
    assert relay.lacking([*others, unknown], {}, "all", 2**30) == Lacking((), frozenset({journal}))


@pytest.mark.parametrize("kept", [1, 4096])
def test_however_many_strands_there_are_all_come_by_order_and_strand(
    parted: tuple[ForkedSite, list[Written], list[Written], Replica],
    monkeypatch: pytest.MonkeyPatch,
    kept: int,
) -> None:
    """And however few rows of each are read ahead."""
    monkeypatch.setattr("node.store.relay._ROWS_KEPT", kept)
    _, _, there, replica = parted
    chain = replica.chain
    some = {chain.strands.of(there[0].core.journal)[1]: there[1].core.seq}
    for known in ({}, some):
        rows = [row for row in chain.everything() if row.seq > known.get(row.strand, 0)]
        rows.sort(key=lambda row: (row.order, chain.numbers[row.strand]))
        given = [(one.strand, one.seq, one.data) for one in replica.relay.beyond(known, "all")]
        assert given == [(row.strand, row.seq, row.data) for row in rows]


def test_whoever_takes_a_few_reads_only_those(
    parted: tuple[ForkedSite, list[Written], list[Written], Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of any number of strands of which the head alone is lacking."""
    replica = parted[3]
    known = {strand: tip.seq - 1 for strand, tip in replica.vector("all").items()}
    left, read = replica.relay.beyond(known, "all"), []
    rows = replica.relay._connection.rows

    def noted(statement: str, values: tuple[int, ...]) -> list[tuple[object, ...]]:
        read.append(values)
        return rows(statement, values)

    monkeypatch.setattr(replica.relay._connection, "rows", noted)
    first = next(left)
    assert (len(known) > 3, len(read)) == (True, 1)
    assert len({first.strand, *(one.strand for one in left)}) == len(read) == len(known)


def test_who_holds_these_tips_holds_that(
    parted: tuple[ForkedSite, list[Written], list[Written], Replica],
) -> None:
    """Of a forked journal by chains; of another by numbers, further ones included."""
    site, here, there, replica = parted
    covers = replica.relay.covers
    assert [covers([tip_of(here[1])], tip_of(one)) for one in here] == [True, True, False]
    assert [covers([tip_of(here[2])], tip_of(one)) for one in there] == [False] * 3
    assert covers([tip_of(here[0]), tip_of(there[2])], tip_of(there[1]))
    assert not covers([Tip(here[0].core.journal, 9, b"x" * 32)], tip_of(here[0]))
    head = site.machines[1].pens["clinical"].head
    other = Tip(site.machines[1].pens["clinical"].journal, head.seq, head.hash)
    assert covers([Tip(other.journal, head.seq + 5, b"x" * 32)], other)
    assert not covers([], other)


def test_the_ladder_of_a_forked_journal(
    parted: tuple[ForkedSite, list[Written], list[Written], Replica],
) -> None:
    """Each branch down to the first transaction, through what they share."""
    _, here, there, replica = parted
    rungs = replica.relay.ladder(here[0].core.journal)
    assert {tip_of(one) for one in (*here, *there)} <= set(rungs)
    assert len(set(rungs)) == len(rungs)
    assert min(rung.seq for rung in rungs) == 1
