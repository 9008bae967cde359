"""Conversations as scripts of in and out: who is met, what has no place, and how it ends."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.codec import encode
from schema.transaction import ActClass, Tip
from sync.codes import Code
from sync.conversation import Close, Conversation, NotePeer
from sync.messages import (
    MAX_MESSAGE_BYTES,
    Batch,
    Bye,
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
    encode_message,
)
from sync.ports import Integrated, Lacking, Outgoing, Record
from sync.record import rank
from tests.sync.conversation.scripts import EMPTY, A, B, C, ended, hello, listening, said, two
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import Pair, Side, party
from tests.sync.toys import SEAL, SITE, toy_transaction

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


# The lobby's scope


def test_membership_scope_refuses_everything_else() -> None:
    record = Record(B, "receipt", 1, b"", B, SEAL)
    for message in (Records((record,)), Places((Place(B, "127.0.0.2", 1, 1),))):
        talk = Conversation(party(MemoryReplica(A)), Scope.MEMBERSHIP, EMPTY, dialled=False, expected=None)
        talk.received(hello(scope=1), 0)
        assert ended(talk.received(encode_message(message), 0)) is Code.TURN


# Places, leaving, records, blobs


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
