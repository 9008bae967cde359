"""Conversations as scripts of in and out, and two machines joined by a pipe that may be cut."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.codec import encode
from schema.transaction import ActClass, Tip
from sync.conversation import Close, Conversation, Effect, Heads, Integrate, NotePeer, ReadAfter, Send
from sync.conversation.machine import WINDOW
from sync.messages import (
    MAX_MESSAGE_BYTES,
    Batch,
    Bye,
    Code,
    Have,
    Hello,
    Message,
    PairKnock,
    Ping,
    Place,
    Places,
    Pong,
    Records,
    Scope,
    decode_message,
    encode_message,
)
from sync.ports import Evidence, Integrated, Lacking, Outgoing, Record
from sync.record import rank
from tests.sync.fakes import SEAL, SITE, MemoryReplica, toy_transaction
from tests.sync.pair import Pair, Side, party

A, B, C = (bytes([number]) * 16 for number in (1, 2, 3))
EMPTY = Heads({}, {})


def hello(**changes: object) -> bytes:
    """A good Hello of B, with changes."""
    fields: dict[str, object] = {
        "versions": (1,),
        "site": SITE,
        "workstation": B,
        "run": B[::-1],
        "scope": 2,
        "at": 0,
        "program": "toy",
        "tips": (),
    }
    return encode([1, *(fields | changes).values()])


def listening(scope: Scope = Scope.ALL, heads: Heads = EMPTY) -> Conversation:
    """A listener that expects B."""
    talk = Conversation(party(MemoryReplica(A)), scope, heads, dialled=False, expected=B)
    assert talk.start(0) == []
    return talk


def said(effects: list[Effect]) -> list[Message]:
    return [decode_message(effect.data) for effect in effects if isinstance(effect, Send)]


def ended(effects: list[Effect]) -> Code:
    """How it ended: with a goodbye, local evidence and a close, in this order and nothing after."""
    *_, bye, note, close = effects
    assert isinstance(bye, Send)
    assert isinstance(note, NotePeer)
    assert isinstance(close, Close)
    message = decode_message(bye.data)
    assert isinstance(message, Bye)
    assert message.code == close.code
    assert note.what == "refused"
    assert note.values["code"] == close.code.name.lower()
    return close.code


# Meeting


def test_the_dialler_speaks_first_and_the_listener_answers() -> None:
    dialler = Conversation(party(MemoryReplica(A)), Scope.ALL, EMPTY, dialled=True, expected=B)
    (first,) = said(dialler.start(7))
    assert isinstance(first, Hello)
    assert (first.site, first.workstation, first.at) == (SITE, A, 7)
    talk = listening()
    answer = said(talk.received(hello(), 0))[0]
    assert isinstance(answer, Hello)
    assert talk.peer == B
    assert talk.version == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"versions": (8, 9)}, Code.VERSION),
        ({"site": C}, Code.SITE),
        ({"scope": 1}, Code.SCOPE),
        ({"scope": 77}, Code.SCOPE),
        ({"workstation": C}, Code.IDENTITY),
    ],
)
def test_who_does_not_fit_gets_a_reason_and_nothing_else(changes: dict[str, object], code: Code) -> None:
    effects = listening().received(hello(**changes), 0)
    assert ended(effects) is code
    assert [type(message) for message in said(effects)] == [Bye]


def test_a_newer_version_with_a_common_one_is_welcome() -> None:
    talk = listening()
    talk.received(hello(versions=(1, 2, 9)), 0)
    assert talk.version == 2


def test_oneself_and_ones_twin_are_told_apart() -> None:
    me = party(MemoryReplica(A))
    for run, code, notes in ((me.run, Code.ITSELF, ["refused"]), (C, Code.TWIN, ["twin", "refused"])):
        talk = Conversation(me, Scope.ALL, EMPTY, dialled=False, expected=A)
        effects = talk.received(hello(workstation=A, run=run), 0)
        assert ended(effects) is code
        assert [effect.what for effect in effects if isinstance(effect, NotePeer)] == notes


# Garbage and messages out of turn

TURNS: dict[str, Callable[[], bytes]] = {
    "a second hello": hello,
    "an answer to nothing": lambda: encode_message(Have((), 1)),
    "a pong to nothing": lambda: encode_message(Pong(1, 0)),
    "a knock at the front door": lambda: encode_message(PairKnock(bytes(32))),
}


@pytest.mark.parametrize("name", TURNS)
def test_what_has_no_place_ends_it(name: str) -> None:
    talk = listening()
    talk.received(hello(), 0)
    assert ended(talk.received(TURNS[name](), 0)) is Code.TURN
    assert talk.received(hello(), 0) == []


def test_nothing_comes_before_hello() -> None:
    assert ended(listening().received(encode_message(Ping(1, 0)), 0)) is Code.TURN


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.GARBAGE),
        (b"\x91" * 50_000, Code.GARBAGE),
        (encode([10, 2**64 - 1, 1]), Code.GARBAGE),
        (bytes(MAX_MESSAGE_BYTES + 1), Code.OVERSIZED),
        (encode_message(Batch((bytes(1 << 20), bytes(1 << 20), b"x"), True)), Code.OVERSIZED),
    ],
)
@pytest.mark.parametrize("met", [False, True])
def test_garbage_ends_it_with_a_reason(data: bytes, code: Code, met: bool) -> None:
    talk = listening()
    if met:
        talk.received(hello(), 0)
    assert ended(talk.received(data, 0)) is code


def test_a_goodbye_is_not_answered() -> None:
    talk = listening()
    effects = talk.received(encode_message(Bye(Code.STOPPING, "evening")), 0)
    assert [type(effect) for effect in effects] == [NotePeer, Close]


@given(st.lists(st.binary(max_size=120), max_size=8), st.booleans())
def test_no_bytes_raise(messages: list[bytes], met: bool) -> None:
    talk = listening()
    if met:
        talk.received(hello(), 0)
    for data in messages:
        effects = talk.received(data, 0)
        assert talk.closed == any(isinstance(effect, Close) for effect in effects) or not effects


_ids = st.sampled_from([A, B, C])
_tips = st.builds(Tip, _ids, st.integers(1, 9), st.sampled_from([bytes(32), b"x" * 32]))
_records = st.builds(Record, _ids, st.just("n"), st.integers(1, 9), st.just(b""), _ids, st.just(SEAL))
_tip_tuples = st.lists(_tips, max_size=3).map(tuple)
_batches = st.lists(st.binary(max_size=9), min_size=1, max_size=3).map(tuple)
_messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Have, _tip_tuples, st.integers(0, 2)),
    st.builds(Batch, _batches, st.booleans()),
    st.builds(Records, st.lists(_records, min_size=1, max_size=2).map(tuple)),
    st.builds(Ping, st.integers(1, 9), st.just(0)),
    st.builds(Pong, st.integers(1, 9), st.just(0)),
    st.builds(Bye, st.integers(0, 99), st.just("")),
)


@given(st.lists(_messages, max_size=12))
def test_no_order_of_valid_messages_raises(messages: list[Message]) -> None:
    replica = MemoryReplica(A)
    replica.write("one")
    talk = Conversation(party(replica), Scope.ALL, replica.heads, dialled=False, expected=B)
    side = Side(replica, talk)
    side.perform(talk.received(hello(), 0))
    for message in messages:
        side.perform(talk.received(encode_message(message), 0))
    assert talk.closed == (side.closed is not None)


# Exchange


def two() -> tuple[MemoryReplica, MemoryReplica]:
    return MemoryReplica(A), MemoryReplica(B)


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
        assert (side.conversation.we_lack, side.conversation.they_lack) == (0, 0)
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
    monkeypatch.setattr("sync.conversation.machine.BATCH_TARGET", 1500)
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
    monkeypatch.setattr("sync.conversation.machine.BATCH_TARGET", 1)
    a = MemoryReplica(A)
    for number in range(WINDOW + 5):
        a.write(f"act {number}")
    talk = Conversation(party(a), Scope.ALL, a.heads, dialled=False, expected=B)
    side = Side(a, talk)
    side.perform(talk.received(hello(), 0))
    assert [type(message) for message in side.said()].count(Batch) == WINDOW
    assert talk.unanswered == WINDOW
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
    assert pair.a.conversation.they_lack == 1
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


def test_evidence_is_noted_and_answered() -> None:
    talk = listening()
    talk.received(hello(), 0)
    talk.received(encode_message(Batch((b"x",), True)), 0)
    effects = talk.was_integrated(Integrated(0, 0, 0, (Evidence("seal", None, 1, ""),)), EMPTY)
    assert NotePeer("evidence", {"count": "1", "codes": "seal"}) in effects
    assert said(effects) == [Have((), 1)]


# The lobby's scope


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


def test_membership_scope_refuses_everything_else() -> None:
    record = Record(B, "receipt", 1, b"", B, SEAL)
    for message in (Records((record,)), Places((Place(B, "127.0.0.2", 1, 1),))):
        talk = Conversation(party(MemoryReplica(A)), Scope.MEMBERSHIP, EMPTY, dialled=False, expected=None)
        talk.received(hello(scope=1), 0)
        assert ended(talk.received(encode_message(message), 0)) is Code.TURN


# Signs of life, places, leaving


def test_clocks_are_compared() -> None:
    talk = listening()
    talk.received(hello(at=5_000), 2_000)
    assert talk.clock_difference_ms == 3_000
    (ping,) = said(talk.ping(10_000))
    assert ping == Ping(1, 10_000)
    talk.received(encode_message(Pong(1, 12_000)), 12_000)
    assert talk.clock_difference_ms == 1_000
    assert said(talk.received(encode_message(Ping(1, 0)), 99)) == [Pong(1, 99)]


def test_places_are_told_and_heard() -> None:
    a, b = two()
    pair = Pair(a, b).run()
    place = Place(A, "127.0.0.2", 7001, 7002)
    pair.a.perform(pair.a.conversation.tell_places([place]))
    pair.deliver()
    assert pair.b.places == [place]


def test_leaving_says_why_once() -> None:
    talk = listening()
    talk.received(hello(), 0)
    assert said(talk.leave(Code.STOPPING, "evening")) == [Bye(Code.STOPPING, "evening")]
    assert talk.leave(Code.STOPPING) == []
    assert (
        talk.ping(0) == talk.replica_changed(EMPTY) == talk.was_read(Lacking((Outgoing(A, 1, b"x"),))) == []
    )
    assert talk.was_integrated(Integrated(0, 0, 0, ()), EMPTY) == []


def test_records_travel_and_the_newest_wins() -> None:
    a, b = two()
    a.put_record("receipt", 3, b"three")
    b.record_by_key[A, "receipt"] = Record(A, "receipt", 2, b"two", A, SEAL)
    b.put_record("receipt", 1, b"b one")
    pair = Pair(a, b).run()
    assert a.record_by_key == b.record_by_key
    assert a.record_by_key[A, "receipt"].payload == b"three"
    pair.log.clear()
    a.put_record("receipt", 4, b"four")
    pair.changed()
    assert b.record_by_key[A, "receipt"].payload == b"four"
    assert [name for _, name in pair.log] == ["Records", "RecordRanks"]


@pytest.mark.parametrize("dialler", [True, False])
def test_records_of_two_copies_that_count_alike_end_the_same(dialler: bool) -> None:
    """What both counted to five is not what both wrote."""
    one, other = (Record(C, "receipt", 5, payload, C, SEAL) for payload in (b"one", b"other"))
    a, b = two()
    a.record_by_key[C, "receipt"], b.record_by_key[C, "receipt"] = (one, other) if dialler else (other, one)
    pair = Pair(a, b).run()
    stands = max(one, other, key=lambda record: rank(SITE, record))
    assert a.record_by_key == b.record_by_key == {(C, "receipt"): stands}
    assert [name for _, name in pair.log].count("Records") == 1, "and the other is not sent back"


def test_blobs_travel_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.conversation.blobs.PIECE_BYTES", 100)
    a, b = two()
    data = bytes(range(256)) * 3
    content = a.put_blob(data)
    b.expect_blob(content, len(data))
    b.blob_data[content] = data[:130]  # what an earlier connection had brought
    pair = Pair(a, b).run()
    assert b.blob_data[content] == data
    assert [name for _, name in pair.log].count("BlobPiece") == 7


def test_toy_transactions_of_another_site_are_evidence() -> None:
    a, b = two()
    stranger = toy_transaction(C, C, None, 1, (), "x", ActClass.NOTE)
    assert [evidence.code for evidence in b.integrate_now([stranger]).evidence] == ["site"]
    assert a.texts() == b.texts() == []
