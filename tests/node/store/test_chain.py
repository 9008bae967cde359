"""Journal rows: heads, pasts, what is offered and given, and what memory owes to the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.replica import Replica
from schema.transaction import Tip
from sync.journal import Written
from sync.messages import place_of
from sync.ports import Lacking
from tests.node.store.builders import Ward
from tests.node.store.forked import ForkedSite


@pytest.fixture
def ward() -> Ward:
    """Two workstations that write by turns, each having seen the other."""
    ward = Ward()
    patient = ward.patient(ward.clinical)
    for turn in range(5):
        ward.note(ward.clinical, patient, f"ici {turn}", saw=(ward.other,))
        ward.note(ward.other, patient, f"là {turn}", saw=(ward.clinical,))
    return ward


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    with replica.writing():
        yield replica
    replica.close()


def test_heads_and_tips(ward: Ward, replica: Replica) -> None:
    for journal in (ward.membership, ward.clinical, ward.other):
        assert replica.chain.head(journal.id) == journal.head
        assert replica.chain.tips("all")[journal.id] == Tip(journal.id, journal.head.seq, journal.head.hash)
    assert replica.chain.head(b"n" * 16).seq == 0
    assert set(replica.chain.tips("membership")) == {ward.membership.id}


def test_memory_is_what_the_tables_say(replica: Replica) -> None:
    chain = replica.chain
    before = dict(chain.heads), set(chain.membership), dict(chain.numbers), chain.next_row
    chain.load()
    assert (chain.heads, chain.membership, chain.numbers, chain.next_row) == before


def test_a_tip_is_known_by_its_hash(ward: Ward, replica: Replica) -> None:
    for written in (*ward.clinical.written, *ward.other.written):
        core = written.core
        held = replica.chain.held(Tip(core.journal, core.seq, written.hash))
        assert replica.chain.held(Tip(core.journal, core.seq, b"x" * 32)) is None
        assert held is not None
        assert (held.strand, held.order) == (core.journal, core.order)
        assert replica.chain.hash_at(core.journal, core.seq) == written.hash
        assert replica.chain.past(held.past).seqs.get(core.journal) in {None, core.seq - 1}
    assert replica.chain.hash_at(ward.clinical.id, 99) is None
    assert replica.chain.held(Tip(b"n" * 16, 1, b"x" * 32)) is None


def test_pasts_are_those_of_the_authors(ward: Ward, replica: Replica) -> None:
    """The closure over what each had seen, read back from the tables."""
    replica.chain.load()
    for journal in (ward.clinical, ward.other):
        head = journal.written[-1]
        held = replica.chain.held(Tip(journal.id, head.core.seq, head.hash))
        assert held is not None
        stored = replica.chain.full_past(journal.id, head.core.seq, held.past)
        assert stored.seqs == journal.past.seqs
    with pytest.raises(LookupError):
        replica.chain.past(10**9)


def test_unseen_is_what_the_next_transaction_has_to_name(ward: Ward, replica: Replica) -> None:
    mine = {seen.journal for seen, _ in replica.chain.unseen(ward.clinical.id, "all")}
    assert mine == {ward.other.id}
    assert replica.chain.unseen(ward.other.id, "all") == []
    assert replica.chain.unseen(ward.membership.id, "membership") == []


@pytest.mark.parametrize("size", [1, 900, 2**30])
def test_what_somebody_lacks_comes_in_causal_order(ward: Ward, replica: Replica, size: int) -> None:
    known = {ward.clinical.id: 3, ward.membership.id: 1}
    reached, got = dict(known), []
    while batch := replica.chain.after(reached, "all", size):
        assert len(batch) == 1 or sum(map(len, batch)) <= size
        for data in batch:
            journal, seq = place_of(data)
            assert seq == reached.get(journal, 0) + 1
            reached[journal] = seq
        got += batch
    wanted = [data for data in ward.everything() if place_of(data)[1] > known.get(place_of(data)[0], 0)]
    assert got == wanted
    assert {place_of(data)[0] for data in replica.chain.after({}, "membership", 2**30)} == {
        ward.membership.id
    }


def test_a_row_that_was_made_a_text_is_read_as_its_bytes(ward: Ward, replica: Replica) -> None:
    replica.connection.do(
        "UPDATE transactions SET data = 'à la main' WHERE journal = ? AND seq = 2",
        (replica.chain.number(ward.clinical.id),),
    )
    rows = {(row.strand, row.seq): row.data for row in replica.chain.everything()}
    assert rows[ward.clinical.id, 2] == "à la main".encode()
    assert len(rows) == len(ward.everything())


def test_nothing_is_given_beyond_where_it_was_to_end(ward: Ward, replica: Replica) -> None:
    """Whoever reads in slices ends where he began to, whatever was written meanwhile."""
    chain, upto = replica.chain, {ward.clinical.id: 4, ward.other.id: 2}
    given = [place_of(one.data) for one in chain.outgoing({}, "all", 2**20, upto)]
    assert sorted(given) == sorted(
        (journal, seq) for journal, last in upto.items() for seq in range(1, last + 1)
    )
    assert list(chain.outgoing(upto, "all", 2**20, upto)) == []
    assert list(chain.outgoing({}, "membership", 2**20, upto)) == []


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
    chain = replica.chain
    tips = set(replica.vector("all").values())
    assert {tip_of(here[2]), tip_of(there[2])} <= tips
    others = [tip for tip in tips if tip.journal != here[0].core.journal]
    for reached, lacked in (
        ([here[2]], there),
        ([there[1]], [*here, there[2]]),
        ([here[0], there[2]], here[1:]),
        ([here[2], there[2]], []),
    ):
        found = chain.lacking([*others, *map(tip_of, reached)], {}, "all", 2**30)
        assert {one.data for one in found.transactions} == {one.data for one in lacked}
        assert found.strange == frozenset()
    journal = here[0].core.journal
    unknown = Tip(journal, 3, b"x" * 32)
    assert chain.lacking([*others, unknown], {}, "all", 2**30) == Lacking((), frozenset({journal}))


def test_who_holds_these_tips_holds_that(
    parted: tuple[ForkedSite, list[Written], list[Written], Replica],
) -> None:
    """Of a forked journal by chains; of another by numbers, further ones included."""
    site, here, there, replica = parted
    covers = replica.chain.covers
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
    rungs = replica.chain.ladder(here[0].core.journal)
    assert {tip_of(one) for one in (*here, *there)} <= set(rungs)
    assert len(set(rungs)) == len(rungs)
    assert min(rung.seq for rung in rungs) == 1
