"""What a peer still lacks, from what it says and what was sent."""

from schema.ids import Id
from schema.transaction import Tip
from sync.conversation.outflow import Outflow
from sync.messages import MAX_BATCH_BYTES
from sync.ports import Outgoing

A, B = bytes([1]) * 16, bytes([2]) * 16
"""A journal, and the name of another strand of it."""
X, Y, Z = bytes(32), b"y" * 32, b"z" * 32
NOTHING: frozenset[Id] = frozenset()


def sent(seq: int, size: int = 10, strand: Id = A) -> Outgoing:
    return Outgoing(strand, seq, bytes(size))


def test_what_was_sent_is_not_sent_twice() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 3, X)}
    assert flow.lacks(ours)
    assert dict(flow.sent) == {}
    flow.pack([sent(1), sent(2), sent(3)])
    assert not flow.lacks(ours)
    flow.heard([Tip(A, 3, X)])
    flow.send_again(ours)
    assert (dict(flow.sent), flow.lacks(ours), flow.known(ours)) == ({}, False, (Tip(A, 3, X),))


def test_what_did_not_stay_is_sent_once_more_for_each_answer() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 3, X)}
    flow.pack([sent(1), sent(2), sent(3)])
    flow.send_again(ours)
    assert (dict(flow.sent), flow.lacks(ours)) == ({}, True)
    flow.pack([sent(1), sent(2), sent(3)])
    flow.send_again(ours)
    assert not flow.lacks(ours), "refused twice: it rests"
    flow.heard([Tip(A, 1, X)])
    flow.send_again(ours)
    assert flow.lacks(ours), "it grew: worth another try"


def test_a_journal_never_goes_back() -> None:
    flow = Outflow()
    flow.heard([Tip(A, 5, X)])
    flow.heard([Tip(A, 4, Y)])
    assert flow.theirs == {A: {Tip(A, 5, X)}}
    flow.heard([Tip(A, 5, X), Tip(A, 4, Y)])
    assert flow.theirs == {A: {Tip(A, 4, Y), Tip(A, 5, X)}}


def test_who_is_ahead_lacks_nothing_as_far_as_is_known() -> None:
    flow = Outflow()
    flow.heard([Tip(A, 5, Y)])
    assert not flow.lacks({A: Tip(A, 4, X)})
    assert flow.lacks({A: Tip(A, 5, X)}), "a fork"
    assert flow.lacks({A: Tip(A, 4, X), B: Tip(A, 3, Z)}), "which of both it goes on from, the replica tells"


def test_a_journal_without_anything_common_rests_until_something_is_new() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 4, X), B: Tip(A, 3, Z)}
    flow.heard([Tip(A, 5, Y)])
    assert flow.placed(ours, {A}) == [], "it is ahead: no fork is known"
    assert not flow.lacks(ours)
    grown = {**ours, A: Tip(A, 6, X)}
    assert flow.lacks(grown)
    assert flow.placed(grown, {A}) == [A], "it names what should be here"
    assert not flow.lacks(grown)
    flow.climbed(A, (Tip(A, 5, Y), Tip(A, 1, X)))
    assert flow.lacks(grown)
    assert flow.known(grown) == (Tip(A, 5, Y), Tip(A, 5, Y), Tip(A, 1, X))
    assert flow.placed(grown, NOTHING) == []
    assert flow.lacks(grown)
    flow.pack([sent(6), sent(3, strand=B)])
    assert not flow.lacks(grown)


def test_journals_without_even_a_first_transaction_in_common_are_sent_whole() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 4, X)}
    flow.heard([Tip(A, 4, Y)])
    assert flow.placed(ours, {A}) == [A]
    flow.climbed(A, (Tip(A, 4, Y), Tip(A, 1, Z)))
    assert flow.placed(ours, {A}) == []
    assert (flow.lacks(ours), flow.known(ours)) == (True, ())


def test_the_proof_of_a_fork_is_sent_once_to_a_peer_without_ladders() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 2, X)}
    flow.heard([Tip(A, 2, Y)])
    assert flow.placed(ours, {A}) == [A]
    flow.prove(A, ours)
    assert (flow.lacks(ours), flow.known(ours), dict(flow.sent)) == (True, (), {A: 1})
    flow.pack([sent(2)])
    flow.send_again(ours)
    assert not flow.lacks(ours)


def test_a_batch_has_a_size() -> None:
    flow = Outflow()
    batch = flow.pack([sent(seq, 400_000) for seq in range(1, 9)])
    assert 1 < len(batch) < 8
    assert sum(map(len, batch)) <= MAX_BATCH_BYTES
    assert dict(flow.sent) == {A: len(batch)}


def test_skipping_counts_as_sent() -> None:
    flow = Outflow()
    flow.skip({A: Tip(A, 2, X)}, NOTHING)
    assert not flow.lacks({A: Tip(A, 2, X)})
    assert flow.lacks({A: Tip(A, 3, X)})
    flow.skip({A: Tip(A, 3, X)}, {A})
    assert flow.lacks({A: Tip(A, 3, X)}), "not looked into"


def test_nothing_is_kept_of_journals_that_a_peer_names_and_takes_back() -> None:
    """Else it could fill our memory with journals that do not exist, page by page."""
    flow = Outflow()
    before = _size(flow)
    for number in range(100):
        named = Tip(number.to_bytes(16), 1, X)
        flow.changed((), [named])
        flow.changed([named], ())
    assert (flow.theirs, _size(flow)) == ({}, before)


def _size(flow: Outflow) -> int:
    return sum(len(one) for one in vars(flow).values() if isinstance(one, dict | set))


def test_what_was_taken_back_and_told_anew_is_worth_another_try() -> None:
    flow = Outflow()
    ours = {A: Tip(A, 3, X)}
    told = Tip(A, 1, X)
    flow.changed((), [told])
    flow.pack([sent(2), sent(3)])
    flow.send_again(ours)
    flow.pack([sent(2), sent(3)])
    flow.changed([told], ())
    flow.changed((), [told])
    flow.send_again(ours)
    assert flow.lacks(ours)
