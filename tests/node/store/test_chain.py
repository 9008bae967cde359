"""Journal rows: heads, pasts, and what memory owes to the tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from node.store.replica import Replica
from schema.transaction import Tip
from tests.node.store.builders import Ward


@pytest.fixture
def replica(replica: Replica) -> Iterator[Replica]:
    with replica.writing():
        yield replica


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


def test_a_row_that_was_made_a_text_is_read_as_its_bytes(ward: Ward, replica: Replica) -> None:
    replica.connection.do(
        "UPDATE transactions SET data = 'à la main' WHERE journal = ? AND seq = 2",
        (replica.chain.number(ward.clinical.id),),
    )
    rows = {(row.strand, row.seq): row.data for row in replica.chain.everything()}
    assert rows[ward.clinical.id, 2] == "à la main".encode()
    assert len(rows) == len(ward.everything())
