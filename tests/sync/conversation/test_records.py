"""Records: what each has first, then what is newer, one message at a time."""

import pytest

from sync.conversation import AcceptRecords, Effect, ReadRecords, Send, records
from sync.conversation.records import TARGET_BYTES, RecordExchange
from sync.messages import (
    LADDERS,
    RANKS,
    Message,
    RecordCounter,
    RecordRank,
    RecordRanks,
    Records,
    RecordVector,
    decode_message,
)
from sync.ports import Record
from sync.record import ANY, rank
from tests.sync.conversation.scripts import two
from tests.sync.pair import Pair
from tests.sync.toys import SEAL, SITE

A = bytes(16)


def record(name: str, counter: int = 1, size: int = 0) -> Record:
    return Record(A, name, counter, bytes(size), A, SEAL)


def said(effects: list[Effect]) -> list[Message]:
    return [decode_message(effect.data) for effect in effects if isinstance(effect, Send)]


def vector(*records: Record) -> RecordRanks:
    return RecordRanks(tuple(RecordRank(r.owner, r.name, *rank(SITE, r)) for r in records), True)


def begun(*ours: Record) -> RecordExchange:
    exchange = RecordExchange(SITE)
    assert exchange.start(RANKS) == [ReadRecords({})]
    assert said(exchange.was_read(ours)) == [vector(*ours)]
    return exchange


def test_nothing_is_given_before_the_peer_told_what_it_has() -> None:
    exchange = begun(record("a"), record("b", 4))
    assert exchange.changed() == []
    assert exchange.heard_vector(RecordRanks(vector(record("b", 4)).ranks, False)) == []
    assert exchange.heard_vector(vector()) == [ReadRecords({(A, "b"): rank(SITE, record("b", 4))})]


def test_one_message_at_a_time() -> None:
    exchange = begun()
    exchange.heard_vector(vector())
    swollen = [record(str(number), 1, 200_000) for number in range(5)]
    (first,) = said(exchange.was_read(swollen))
    assert isinstance(first, Records)
    assert sum(len(item.payload) for item in first.records) <= TARGET_BYTES
    assert exchange.changed() == [], "unanswered"
    (read,) = exchange.heard_vector(vector(*first.records)) or []
    assert isinstance(read, ReadRecords)
    assert set(read.known) == {(A, item.name) for item in first.records}


def test_what_came_from_the_peer_is_not_given_back() -> None:
    exchange = begun()
    exchange.heard_vector(vector())
    exchange.was_read([])
    assert exchange.heard((record("a", 7),)) == [AcceptRecords((record("a", 7),))]
    assert exchange.heard((record("b"),)) is None, "it did not wait for the answer"
    assert said(exchange.accepted()) == [vector(record("a", 7))]
    assert exchange.changed() == [ReadRecords({(A, "a"): rank(SITE, record("a", 7))})]


def test_changes_while_reading_are_read_afterwards() -> None:
    exchange = begun()
    exchange.heard_vector(vector())
    assert exchange.changed() == []
    assert exchange.was_read([]) == [ReadRecords({})]
    assert exchange.was_read([]) == []


def test_a_peer_cannot_fill_our_memory_with_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it cost the conversation: what it told beyond is sent to it once, and never again."""
    monkeypatch.setattr(records, "MAX_KNOWN", 2)
    ours = [record(str(number)) for number in range(4)]
    exchange = begun(*ours)
    (read,) = exchange.heard_vector(vector(*ours)) or []
    assert read == ReadRecords({(A, one.name): rank(SITE, one) for one in ours[:2]})
    (sent,) = said(exchange.was_read(ours[2:]))
    assert sent == Records(tuple(ours[2:]))
    (read,) = exchange.heard_vector(vector(*ours[2:])) or []
    assert read == ReadRecords({(A, one.name): rank(SITE, one) for one in ours})
    assert exchange.was_read([]) == []
    assert exchange.heard((record("stranger"),)) == [AcceptRecords((record("stranger"),))]
    exchange.accepted()
    (read,) = exchange.changed()
    assert read == ReadRecords({(A, one.name): rank(SITE, one) for one in ours})


def test_more_records_than_are_kept_in_mind_end_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(records, "MAX_KNOWN", 5000)
    one, other = two()
    for number in range(6000):
        flood = Record(b"H" * 16, f"x{number}", 1, b"", b"H" * 16, SEAL)
        for replica in (one, other):
            replica.record_by_key[flood.owner, flood.name] = flood
    one.put_record("receipt", 3, b"one")
    other.write("of the other")
    pair = Pair(one, other).run()
    assert pair.a.closed is pair.b.closed is None
    assert pair.a.conversation.synchronised
    assert one.texts() == other.texts()
    assert (one.workstation, "receipt") in other.record_by_key


def test_with_an_older_peer_counters_are_told_and_equal_ones_are_not_sent() -> None:
    exchange = RecordExchange(SITE)
    exchange.start(LADDERS)
    ours = record("a", 3)
    counters = RecordVector((RecordCounter(A, "a", 3),), True)
    assert said(exchange.was_read([ours])) == [counters]
    assert exchange.heard_vector(counters) == [ReadRecords({(A, "a"): (3, ANY)})]
    assert exchange.heard_vector(vector(ours)) is None, "that is for a later version"


def test_in_this_version_a_counter_alone_has_no_place() -> None:
    assert begun().heard_vector(RecordVector((), True)) is None
