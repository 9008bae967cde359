"""What a peer still lacks, from what it says and what was sent."""

from schema.transaction import ActClass, Tip
from sync.conversation.outflow import Outflow
from sync.messages import MAX_BATCH_BYTES
from tests.sync.fakes import SITE, toy_transaction

A = bytes([1]) * 16
X, Y = bytes(32), b"y" * 32


def transaction(seq: int, size: int = 10) -> bytes:
    return toy_transaction(
        SITE, A, Tip(A, seq - 1, X) if seq > 1 else None, seq, (), "x" * size, ActClass.NOTE
    )


def test_what_was_sent_is_not_sent_twice() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 3, X)}
    assert flow.lacks(ours)
    assert flow.reached(ours) == {A: 0}
    flow.pack([transaction(1), transaction(2), transaction(3)])
    assert not flow.lacks(ours)
    flow.heard([Tip(A, 3, X)])
    flow.send_again()
    assert flow.reached(ours) == {A: 3}


def test_what_did_not_stay_is_sent_once_more_for_each_place() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 3, X)}
    flow.pack([transaction(1), transaction(2), transaction(3)])
    flow.send_again()
    assert flow.reached(ours) == {A: 0}
    flow.pack([transaction(1), transaction(2), transaction(3)])
    flow.send_again()
    assert not flow.lacks(ours), "refused twice: it rests"
    flow.heard([Tip(A, 1, X)])
    flow.send_again()
    assert flow.reached(ours) == {A: 1}, "it grew: worth another try"


def test_a_vector_never_goes_back() -> None:
    flow = Outflow()
    flow.meet({A: Tip(A, 5, X)})
    flow.heard([Tip(A, 4, Y)])
    assert flow.theirs == {A: Tip(A, 5, X)}


def test_the_proof_of_a_fork_is_sent_once() -> None:
    flow = Outflow()
    ours = Tip(A, 2, X)
    flow.meet({A: Tip(A, 2, Y)})
    assert not flow.lacks({A: ours})
    flow.rewind(ours)
    assert flow.reached({A: ours}) == {A: 1}
    flow.pack([transaction(2)])
    flow.send_again()
    assert not flow.lacks({A: ours})


def test_a_batch_has_a_size_and_stops_at_what_is_no_transaction() -> None:
    flow = Outflow()
    large = [transaction(seq, 400_000) for seq in range(1, 9)]
    batch = flow.pack(large)
    assert 1 < len(batch) < 8
    assert sum(map(len, batch)) <= MAX_BATCH_BYTES
    assert flow.pack([large[5], b"broken", large[6]]) == (large[5],)


def test_skipping_counts_as_sent() -> None:
    flow = Outflow()
    flow.skip({A: Tip(A, 2, X)})
    assert not flow.lacks({A: Tip(A, 2, X)})
    assert flow.lacks({A: Tip(A, 3, X)})
