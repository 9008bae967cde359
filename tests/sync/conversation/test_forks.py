"""Forked journals between two workstations: found, climbed down to where they part, and held by both."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.transaction import Tip
from sync.conversation import Conversation, Heads, NotePeer, ReadAfter, ReadLadder
from sync.messages import Have, Ladder, Scope, encode_message
from tests.sync.conversation.scripts import ended, hello, said
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import Pair, Side, party

A, B, C, D = (bytes([number]) * 16 for number in (1, 2, 3, 4))


def give(source: MemoryReplica, target: MemoryReplica) -> None:
    """Everything, past any conversation."""
    lacking = source.read_now((), {}, "all", 1 << 30)
    target.integrate_now([one.data for one in lacking.transactions])


def cloned(before: int, here: int, there: int) -> tuple[MemoryReplica, MemoryReplica]:
    """A workstation that wrote so much, was copied, and then so much on each machine."""
    one = MemoryReplica(A)
    for number in range(before):
        one.write(f"before {number}")
    clone = one.copied()
    for number in range(here):
        one.write(f"here {number}")
    for number in range(there):
        clone.write(f"there {number}")
    return one, clone


def third(*known: MemoryReplica, workstation: bytes = B) -> MemoryReplica:
    """Another workstation, which holds what these do."""
    other = MemoryReplica(workstation)
    for replica in known:
        give(replica, other)
    return other


def meet(one: MemoryReplica, other: MemoryReplica) -> Pair:
    """They talk until both are quiet, and end equal."""
    pair = Pair(one, other).run()
    assert one.texts() == other.texts()
    assert set(one.heads.all.values()) == set(other.heads.all.values())
    for side in (pair.a, pair.b):
        assert side.closed is None
        assert side.conversation.synchronised
        assert side.conversation.flow.they_lack == 0
        assert side.replica.evidence == []
    return pair


def names(pair: Pair) -> list[str]:
    return [name for _, name in pair.log]


@pytest.mark.parametrize(("here", "there"), [(1, 1), (1, 7), (40, 3), (9, 300)])
@pytest.mark.parametrize("before", [0, 1, 3, 50])
def test_each_ends_with_both_branches(before: int, here: int, there: int) -> None:
    """Wherever they part, and however long each goes on; it is told to both nodes."""
    one, clone = cloned(before, here, there)
    pair = meet(third(one), third(clone, workstation=C))
    assert names(pair).count("Ladder") == 2
    assert "fork" in pair.a.what()
    assert "fork" in pair.b.what()
    assert len(third(one, clone).heads.all) == 2


def test_little_is_sent_twice() -> None:
    """From the last common rung on, not from the beginning."""
    one, clone = cloned(1000, 2, 2)
    b, c = third(one), third(clone, workstation=C)
    meet(b, c)
    assert c.integrate_calls == 2, "all at once before, one batch now"


def test_who_holds_both_needs_no_ladder() -> None:
    """The other's tip is known: what is not below it is sent."""
    one, clone = cloned(3, 2, 4)
    pair = meet(third(one, clone), third(one, workstation=C))
    assert "Ladder" not in names(pair)


def test_through_a_relay() -> None:
    """Two that never meet, and a third between them; then the workstation itself."""
    one, clone = cloned(5, 3, 2)
    b, c, relay = third(one), third(clone, workstation=C), third(workstation=D)
    meet(b, relay)
    meet(relay, c)
    meet(relay, b)
    pair = meet(one, b)
    assert "elsewhere" in pair.a.what(), "somebody wrote in our journal"
    assert "elsewhere" not in pair.b.what()


def test_a_fork_of_a_fork() -> None:
    one, clone = cloned(4, 3, 3)
    again = clone.copied()
    clone.write("there, more")
    again.write("again")
    b, c, d = third(one), third(clone, workstation=C), third(again, workstation=D)
    meet(b, c)
    meet(c, d)
    meet(d, b)
    assert len({tip for tip in b.heads.all.values() if tip.journal in one.journals.values()}) == 3


def test_it_arises_while_they_talk() -> None:
    """One of them hears the other branch from elsewhere: the other gets it at once."""
    one, clone = cloned(3, 2, 2)
    pair = meet(third(one), third(one, workstation=C))
    give(clone, pair.a.replica)
    pair.changed()
    assert pair.a.replica.texts() == pair.b.replica.texts()
    assert "fork" in pair.b.what()
    assert "Ladder" not in names(pair)


def test_each_hears_another_branch_while_they_talk() -> None:
    one, clone = cloned(3, 2, 2)
    pair = meet(third(workstation=B), third(workstation=C))
    give(one, pair.a.replica)
    give(clone, pair.b.replica)
    pair.changed()
    assert pair.a.replica.texts() == pair.b.replica.texts()
    assert pair.a.conversation.synchronised


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 12), st.integers(1, 9), st.integers(1, 9), st.lists(st.integers(0, 9), max_size=6))
def test_cut_anywhere_and_begun_again(before: int, here: int, there: int, cuts: list[int]) -> None:
    """Every conversation that breaks off leaves both able to go on."""
    one, clone = cloned(before, here, there)
    b, c = third(one), third(clone, workstation=C)
    for limit in cuts:
        pair = Pair(b, c)
        pair.start()
        pair.deliver(limit)
    meet(b, c)


def test_a_program_without_ladders_gets_the_proof_alone() -> None:
    """As it always was: our last transaction, once."""
    one, clone = cloned(3, 2, 2)
    b, c = third(one), third(clone, workstation=C)
    pair = Pair(b, c)
    old = Conversation(party(c, versions=(1,)), Scope.ALL, c.heads, dialled=False, expected=B)
    pair.b = Side(c, old)
    pair.run()
    assert pair.a.conversation.version == 1
    assert "Ladder" not in names(pair)
    assert "fork" in pair.a.what()
    assert len(c.waiting) == 1, "it follows what is not there"
    assert not pair.a.conversation.synchronised
    ladder = encode_message(Ladder(A, (Tip(A, 1, bytes(32)),)))
    assert ended(pair.a.conversation.received(ladder, 0)) == 12


def test_the_script_of_a_fork() -> None:
    """We find it: read, told to our node, our ladder; theirs comes; read with its rungs."""
    one, clone = cloned(3, 2, 1)
    b = third(one)
    (tip,) = clone.heads.all.values()
    talk = Conversation(party(b), Scope.ALL, b.heads, dialled=False, expected=C)
    met = hello(versions=(1, 2), workstation=C, tips=((tip.journal, tip.seq, tip.hash),))
    effects = talk.received(met, 0)
    (read,) = (effect for effect in effects if isinstance(effect, ReadAfter))
    assert read.theirs == (tip,)
    effects = talk.was_read(b.read_now(read.theirs, read.sent, "all", 1 << 20))
    assert effects == [NotePeer("fork", {"journal": tip.journal.hex(), "seq": "5"}), ReadLadder(tip.journal)]
    (ladder,) = said(talk.ladder_read(ReadLadder(tip.journal), b.ladder_now(tip.journal)))
    assert isinstance(ladder, Ladder)
    assert [rung.seq for rung in ladder.rungs] == [5, 4, 3, 1]
    theirs = Ladder(tip.journal, tuple(clone.ladder_now(tip.journal)))
    (again,) = talk.received(encode_message(theirs), 0)
    assert isinstance(again, ReadAfter)
    read = again
    assert set(theirs.rungs) <= set(read.theirs)
    lacking = b.read_now(read.theirs, read.sent, "all", 1 << 20)
    assert [one.seq for one in lacking.transactions] == [4, 5]
    assert not any(isinstance(effect, ReadLadder) for effect in talk.was_read(lacking)), "ours was given once"


def test_a_ladder_of_a_journal_that_is_not_here_says_nothing() -> None:
    talk = Conversation(party(MemoryReplica(A)), Scope.ALL, Heads({}, {}), dialled=False, expected=B)
    talk.received(hello(versions=(2,)), 0)
    assert talk.received(encode_message(Ladder(C, (Tip(C, 1, bytes(32)),))), 0) == []
    assert talk.ladder_read(ReadLadder(C), []) == []


def test_our_own_journal_elsewhere_is_told_once_for_each_tip() -> None:
    """Rolled back: the peer holds more of our journal than we do. Whether that is so, the node knows."""
    one = MemoryReplica(A)
    one.write("one")
    b = third(one)
    give(one, b)
    one.write("two")
    later = third(one)
    talk = Conversation(party(b), Scope.ALL, Heads(b.heads.all, {}, one.heads.own), dialled=False, expected=C)
    (tip,) = later.heads.all.values()
    tips = ((tip.journal, tip.seq, tip.hash),)
    effects = talk.received(hello(workstation=C, tips=tips), 0)
    values = {"journal": tip.journal.hex(), "seq": "2", "hash": tip.hash.hex()}
    assert NotePeer("elsewhere", values) in effects
    assert talk.received(encode_message(Have((tip,), 0)), 0) == []
