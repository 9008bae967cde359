"""Two machines joined by a pipe that may be cut: both end with the same, under flow control."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.transaction import ActClass, Tip
from sync.codes import Code
from sync.conversation import Conversation, Effect, Integrate, NotePeer, ReadAfter
from sync.conversation.flow import WINDOW
from sync.messages import CHANGES, MAX_TIPS, Batch, Changed, Have, Hello, Scope, encode_message
from sync.ports import Evidence, Integrated, Lacking
from tests.sync.conversation.scripts import EMPTY, A, B, C, ended, hello, listening, said, two
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import Pair, Side, party
from tests.sync.toys import SITE, toy_transaction


def test_both_give_what_the_other_lacks_and_say_so_with_evidence() -> None:
    a, b = two()
    for number in range(4):
        a.write(f"a{number}")
        b.write(f"b{number}")
    pair = Pair(a, b).run()
    assert a.texts() == b.texts()
    assert len(a.texts()) == 8
    for side in (pair.a, pair.b):
        assert side.conversation.synchronised
        assert side.conversation.flow.they_lack == 0
        assert side.what()[-1] == "synchronised"
        assert side.notes[-1].values == {"journals": "2"}


def test_membership_goes_first() -> None:
    a, b = two()
    for number in range(3):
        a.write(f"clinical {number}")
    a.write_member("member")
    pair = Pair(a, b)
    reads: list[ReadAfter] = []
    perform = pair.a._one

    def spy(effect: Effect) -> list[Effect]:
        if isinstance(effect, ReadAfter):
            reads.append(effect)
        return perform(effect)

    pair.a._one = spy  # type: ignore[method-assign]  # looks on
    pair.run()
    assert [read.scope for read in reads] == [Scope.MEMBERSHIP, Scope.ALL]
    assert a.texts() == b.texts()


def test_new_acts_are_pushed_as_they_are_made_and_not_echoed() -> None:
    a, b = two()
    pair = Pair(a, b).run()
    for number in range(3):
        (a, b)[number % 2].write(f"act {number}")
        pair.log.clear()
        pair.changed()
        assert a.texts() == b.texts()
        assert [name for _, name in pair.log].count("Batch") == 1
    assert pair.a.what().count("synchronised") == 4


def test_a_third_ones_journal_is_relayed() -> None:
    a, b = two()
    c = MemoryReplica(C)
    a.write("from a")
    Pair(a, b).run()
    pair = Pair(b, c).run()
    assert c.texts() == ["from a"]
    assert pair.a.conversation.synchronised


def test_it_can_be_cut_anywhere_and_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.conversation.flow.BATCH_TARGET", 1500)
    a, b = two()
    for number in range(30):
        (a, b)[number % 3 == 0].write(f"act {number} " + "x" * 200)
    cuts = 0
    for limit in range(1, 12):
        pair = Pair(a, b)
        pair.start()
        pair.deliver(limit)
        cuts += bool(pair.a.outbox or pair.b.outbox)
    assert cuts > 5
    Pair(a, b).run()
    assert a.texts() == b.texts()
    assert len(a.texts()) == 30
    assert not a.evidence
    assert not b.evidence


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12)), max_size=14))
def test_three_replicas_with_cuts_end_equal(steps: list[tuple[int, int]]) -> None:
    replicas = [MemoryReplica(bytes([number]) * 16) for number in (1, 2, 3)]
    for step, (which, limit) in enumerate(steps):
        replicas[which].write(f"act {step}", ActClass.MEMBERSHIP if limit == 0 else ActClass.NOTE)
        pair = Pair(replicas[which], replicas[(which + 1) % 3])
        pair.start()
        pair.deliver(limit)
    for first, second in ((0, 1), (1, 2), (0, 1)):
        assert Pair(replicas[first], replicas[second]).run().a.conversation.synchronised
    assert replicas[0].texts() == replicas[1].texts() == replicas[2].texts()
    assert len(replicas[0].texts()) == len(steps)
    assert not any(replica.evidence or replica.waiting for replica in replicas)


def test_the_sender_waits_for_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that never answers gets a window's worth and no more."""
    monkeypatch.setattr("sync.conversation.flow.BATCH_TARGET", 1)
    a = MemoryReplica(A)
    for number in range(WINDOW + 5):
        a.write(f"act {number}")
    talk = Conversation(party(a), Scope.ALL, a.heads, dialled=False, expected=B)
    side = Side(a, talk)
    side.perform(talk.received(hello(), 0))
    assert [type(message) for message in side.said()].count(Batch) == WINDOW
    assert talk.flow.unanswered == WINDOW
    a.write("more")
    side.changed()
    assert [type(message) for message in side.said()].count(Batch) == WINDOW
    assert not talk.synchronised
    side.perform(talk.received(encode_message(Have((), 1)), 0))
    assert [type(message) for message in side.said()].count(Batch) == WINDOW + 1


def test_a_peer_that_does_not_wait_for_answers_is_stopped() -> None:
    talk = listening()
    talk.received(hello(), 0)
    batch = encode_message(Batch((b"x",), True))
    for _ in range(WINDOW):
        assert [type(effect) for effect in talk.received(batch, 0)] == [Integrate]
    assert ended(talk.received(batch, 0)) is Code.FLOOD


def test_what_is_refused_for_good_is_not_sent_for_ever() -> None:
    a, b = two()
    a.write("good")
    b.site = C  # b refuses everything of a's
    pair = Pair(a, b).run()
    assert [name for _, name in pair.log].count("Batch") == 2
    assert pair.b.what().count("evidence") == 2
    assert not pair.a.conversation.synchronised
    assert pair.a.conversation.flow.they_lack == 1
    a.write("more")
    pair.changed()
    assert [name for _, name in pair.log].count("Batch") == 3


def test_what_the_peer_dropped_while_waiting_is_sent_again() -> None:
    a, b = two()
    a.write("one")
    pair = Pair(a, b)
    integrate = b.integrate_now
    forgets = iter([True])

    def forgetful(transactions: tuple[bytes, ...]) -> Integrated:
        if next(forgets, False):
            return Integrated(0, 0, 1, ())
        return integrate(transactions)

    b.integrate_now = forgetful  # type: ignore[method-assign, assignment]  # its table was full, once
    pair.run()
    assert pair.a.conversation.synchronised


def test_an_empty_read_is_not_repeated_until_there_is_more() -> None:
    a = MemoryReplica(A)
    a.write("one")
    talk = Conversation(party(a), Scope.ALL, a.heads, dialled=False, expected=B)
    effects = talk.received(hello(), 0)
    assert any(isinstance(effect, ReadAfter) for effect in effects)
    assert talk.was_read(Lacking(())) == []
    assert talk.was_read(Lacking(())) == []
    a.write("two")
    assert any(isinstance(effect, ReadAfter) for effect in talk.replica_changed(a.heads))


def branches(number: int, journal: bytes, *replicas: MemoryReplica) -> None:
    """So many first transactions of one journal, at all of them."""
    made = [
        toy_transaction(SITE, journal, None, 1, (), f"{journal.hex()} {n}", ActClass.NOTE)
        for n in range(number)
    ]
    for replica in replicas:
        replica.integrate_now(made)


def test_of_a_journal_in_any_number_of_branches_everybody_goes_on() -> None:
    """Both hold three of them in 4096 branches each; what either records the other has."""
    a, b = two()
    for number in range(3):
        branches(MAX_TIPS, bytes([9, number]) * 8, a, b)
    branches(MAX_TIPS + 1, b"j" * 16, a)
    a._seen[ActClass.NOTE] = b._seen[ActClass.NOTE] = {tip.hash for tip in a.heads.all.values()}
    a.write("of a")
    b.write("of b")
    pair = Pair(a, b).run()
    for side in (pair.a, pair.b):
        assert side.closed is None
        assert side.conversation.synchronised
        assert {"of a", "of b"} <= set(side.replica.texts())
        assert side.conversation.flow.they_lack == 0
    pair.log.clear()
    branches(2, b"k" * 16, a)
    b.write("more of b")
    pair.changed()
    assert pair.a.conversation.synchronised
    assert sum(name in ("Changed", "Batch") for _, name in pair.log) <= 8, "not all told again"


def test_what_is_told_is_taken_in_before_anything_rests_on_it() -> None:
    """A journal told on two pages is not looked into after the first."""
    a = MemoryReplica(A)
    branches(2, b"j" * 16, a)
    one, other = sorted(a.heads.all.values())
    talk = Conversation(party(a), Scope.ALL, a.heads, dialled=False, expected=B)
    talk.received(hello(versions=(CHANGES,), tips=((one.journal, 1, one.hash),)), 0)
    talk.was_read(a.read_now([one], {}, "all", 2**20))
    assert talk.received(encode_message(Changed((), (other,), 1, False)), 0) == []
    (note,) = talk.received(encode_message(Changed((), (), 0, True)), 0)
    assert note == NotePeer("synchronised", {"journals": "1"})
    assert ended(talk.received(encode_message(Have((), 0)), 0)) is Code.TURN


def test_with_an_older_peer_no_change_has_a_place() -> None:
    talk = listening()
    talk.received(hello(versions=(CHANGES - 1,)), 0)
    assert ended(talk.received(encode_message(Changed((), (), 0, True)), 0)) is Code.TURN


@pytest.mark.parametrize(("scope", "bound"), [(Scope.ALL, "BEYOND"), (Scope.MEMBERSHIP, "BEYOND_IN_LOBBY")])
def test_a_peer_that_fills_our_memory_with_tips_is_left(
    monkeypatch: pytest.MonkeyPatch, scope: Scope, bound: str
) -> None:
    """By what it names beyond what is held here: an honest one names what is."""
    monkeypatch.setattr(f"sync.conversation.flow.{bound}", 10)
    expected = B if scope is Scope.ALL else None
    talk = Conversation(party(MemoryReplica(A)), scope, EMPTY, dialled=False, expected=expected)
    talk.received(hello(versions=(CHANGES,), scope=scope), 0)
    tips = tuple(Tip(b"j" * 16, 1, bytes([n]) * 32) for n in range(11))
    assert talk.received(encode_message(Changed((), tips[:10], 0, False)), 0) == []
    assert ended(talk.received(encode_message(Changed((), tips[10:], 0, True)), 0)) is Code.FLOOD


def test_evidence_is_noted_and_answered() -> None:
    talk = listening()
    talk.received(hello(), 0)
    talk.received(encode_message(Batch((b"x",), True)), 0)
    effects = talk.was_integrated(Integrated(0, 0, 0, (Evidence("seal", None, 1, ""),)), EMPTY)
    assert NotePeer("evidence", {"count": "1", "codes": "seal"}) in effects
    assert said(effects) == [Have((), 1)]


def test_membership_scope_gives_membership_alone_and_ends_when_equal() -> None:
    a, b = two()
    a.write("clinical")
    a.write_member("member a")
    b.write_member("member b")
    pair = Pair(a, b, Scope.MEMBERSHIP).run()
    assert b.texts() == ["member a", "member b"]
    assert pair.a.closed is not None
    assert pair.a.closed.code is Code.DONE
    assert pair.b.closed is not None
    assert pair.b.closed.code is Code.DONE
    tips = [m.tips for m in pair.a.said() if isinstance(m, Hello)]
    assert tips == []
