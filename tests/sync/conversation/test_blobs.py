"""Blobs: complete ones are announced, announced ones are fetched piece by piece."""

import pytest

from sync.conversation import Effect, ListBlobs, NotePeer, ReadBlob, Send, WriteBlob
from sync.conversation.blobs import PIECE_BYTES, BlobExchange
from sync.messages import BlobHave, BlobPiece, BlobWanted, Message, decode_message
from sync.ports import BlobState

X, Y = bytes([1]) * 32, bytes([2]) * 32


def said(effects: list[Effect]) -> list[Message]:
    return [decode_message(effect.data) for effect in effects if isinstance(effect, Send)]


def test_complete_blobs_are_announced_once() -> None:
    exchange = BlobExchange()
    assert exchange.changed() == [ListBlobs()]
    states = [BlobState(X, 10, 10), BlobState(Y, 10, 4)]
    assert said(exchange.listed(states, frozenset())) == [BlobHave((X,))]
    exchange.changed()
    assert exchange.listed(states, frozenset()) == []


def test_only_what_the_peer_has_and_nobody_else_fetches_is_asked_for() -> None:
    exchange = BlobExchange()
    states = [BlobState(X, 10, 4), BlobState(Y, 10, 0)]
    assert exchange.listed(states, frozenset()) == []
    exchange.heard_have([X, Y])
    assert said(exchange.listed(states, {X})) == [BlobWanted(Y, 0)]
    assert exchange.fetching == Y


def test_pieces_until_complete() -> None:
    exchange = BlobExchange()
    exchange.heard_have([X])
    exchange.listed([BlobState(X, 10, 4)], frozenset())
    piece = BlobPiece(X, 4, b"123")
    (write,) = exchange.heard_piece(piece) or []
    assert write == WriteBlob(X, 4, b"123")
    assert exchange.heard_piece(piece) is None, "not asked for yet"
    assert said(exchange.was_written(write, complete=False)) == [BlobWanted(X, 7)]
    (last,) = exchange.heard_piece(BlobPiece(X, 7, b"456")) or []
    assert isinstance(last, WriteBlob)
    assert exchange.was_written(last, complete=True) == [ListBlobs()]
    assert exchange.fetching is None


def test_a_wrong_blob_is_named_and_not_asked_of_this_peer_again() -> None:
    exchange = BlobExchange()
    exchange.heard_have([X])
    exchange.listed([BlobState(X, 3, 0)], frozenset())
    (write,) = exchange.heard_piece(BlobPiece(X, 0, b"bad")) or []
    assert isinstance(write, WriteBlob)
    note, again = exchange.was_written(write, complete=False)
    assert note == NotePeer("blob_bad", {"content": X.hex()})
    assert again == ListBlobs()
    assert exchange.listed([BlobState(X, 3, 0)], frozenset()) == []


def test_who_cannot_give_is_not_asked_again() -> None:
    exchange = BlobExchange()
    exchange.heard_have([X])
    exchange.listed([BlobState(X, 3, 0)], frozenset())
    assert exchange.heard_piece(BlobPiece(X, 0, b"")) == [ListBlobs()]
    assert exchange.listed([BlobState(X, 3, 0)], frozenset()) == []


@pytest.mark.parametrize("whole", [True, False])
def test_whoever_has_no_more_gave_all_of_it_or_something_wrong(whole: bool) -> None:
    exchange = BlobExchange()
    exchange.heard_have([X])
    exchange.listed([BlobState(X, 10, 4)], frozenset())
    (end,) = exchange.heard_piece(BlobPiece(X, 4, b"")) or []
    assert end == WriteBlob(X, 4, b"")
    said_then = exchange.was_written(end, complete=whole)
    wrong = [] if whole else [NotePeer("blob_bad", {"content": X.hex()})]
    assert said_then == [*wrong, ListBlobs()]
    assert exchange.fetching is None


def test_one_piece_is_given_at_a_time() -> None:
    exchange = BlobExchange()
    assert exchange.heard_wanted(BlobWanted(X, 5)) == [ReadBlob(X, 5, PIECE_BYTES)]
    assert exchange.heard_wanted(BlobWanted(X, 5)) is None
    asked = ReadBlob(X, 5, PIECE_BYTES)
    assert said(exchange.was_read(asked, b"data")) == [BlobPiece(X, 5, b"data")]
    assert exchange.heard_wanted(BlobWanted(X, 9)) is not None
