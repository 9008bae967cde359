"""What a walk gathers of each row is what its author had seen, on branches too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.replica import Replica
from node.store.walked import Walked
from schema.transaction import Tip, open_transaction
from sync.journal import Head
from sync.roll import Roll
from tests.node.store.builders import by_turns
from tests.node.store.forked import ForkedSite


def walk(replica: Replica) -> Walked:
    """Every row taken in its place."""
    chain = replica.chain
    walked = Walked(Roll(chain.strands), chain.strands, all_seals=False)
    for row in chain.everything():
        _, core = open_transaction(row.data)
        assert (walked.head(row).seq, walked.head(row).hash) == (core.seq - 1, core.prev)
        seen = [walked.place_of(chain, tip) for tip in core.saw]
        assert all(walked.order(spot) < core.order for spot in seen)
        walked.take(row, Head(row.seq, row.hash, row.order), walked.base_after(row, seen))
        walked.note_sessions(core, row.strand)
    return walked


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    ward = by_turns()
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    with replica.writing():
        yield replica
    replica.close()


@pytest.fixture
def parted(tmp_path: Path) -> Iterator[Replica]:
    """A journal with two branches."""
    site = ForkedSite(2)
    one = site.machines[0]
    one.note("before")
    clone = one.copy()
    for number in range(3):
        one.note(f"here {number}")
        clone.note(f"there {number}")
    replica = site.ward.replica(tmp_path / "parted")
    replica.receive(site.data(site.written), None, 1)
    with replica.writing():
        assert replica.chain.strands.forked
        yield replica
    replica.close()


@pytest.mark.parametrize("which", ["replica", "parted"])
def test_orders_and_pasts_are_those_that_the_tables_keep(which: str, request: pytest.FixtureRequest) -> None:
    held: Replica = request.getfixturevalue(which)
    walked = walk(held)
    for row in held.chain.everything():
        spot = row.strand, row.seq
        assert walked.order(spot) == row.order
        assert walked.past(spot) == held.chain.full_past(*spot, row.past)
        own = held.chain.strands.holding(row.strand, row.seq - 1), row.seq - 1
        assert held.chain.past(row.past) == walked.base(spot).beside(*own)
    assert walked.heads == held.chain.heads


def test_what_was_not_passed_has_no_order_and_no_past(replica: Replica) -> None:
    walked = Walked(Roll(replica.chain.strands), replica.chain.strands, all_seals=False)
    assert walked.order((b"n" * 16, 1)) == 0
    assert walked.past((b"n" * 16, 1)).seqs == {}
    assert walked.place_of(replica.chain, Tip(b"n" * 16, 4, b"x" * 32)) == (b"n" * 16, 4)


def test_a_session_is_open_from_where_it_was_opened_on_its_own_strand(replica: Replica) -> None:
    walked, strand = walk(replica), next(iter(replica.chain.heads))
    walked.sessions[b"s" * 16] = {strand: (b"p" * 16, 2, 5)}
    asked = [walked.is_open(b"s" * 16, b"p" * 16, strand, seq) for seq in (2, 3, 5, 6)]
    assert asked == [False, True, True, False]
    assert not walked.is_open(b"s" * 16, b"q" * 16, strand, 3)
    assert not walked.is_open(b"s" * 16, b"p" * 16, b"n" * 16, 3)


def test_a_finding_names_journal_and_number(replica: Replica) -> None:
    walked, strand = walk(replica), next(iter(replica.chain.heads))
    found = walked.finding("verify.seal", strand, 7)
    assert (found.code, found.values["seq"], found.healed) == ("verify.seal", "7", False)
