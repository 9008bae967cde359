"""Editions in pieces: only the next piece counts, and only the right whole is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.blobs import Blobs
from node.store.replica import Replica
from sync.ports import BlobState
from tests.node.store.builders import Ward

BLOB = bytes(range(256)) * 5
CONTENT = hashlib.sha256(BLOB).digest()


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    replica = Ward().replica(tmp_path)
    yield replica
    replica.close()


@pytest.fixture
def blobs(replica: Replica) -> Iterator[Blobs]:
    """An empty table that waits for one blob."""
    with replica.writing():
        blobs = Blobs(replica.connection, lambda content, blob: hashlib.sha256(blob).digest() == content)
        blobs.expect("bdpm", CONTENT, len(BLOB))
        blobs.expect("bdpm", CONTENT, len(BLOB))
        yield blobs


def test_piece_by_piece(blobs: Blobs) -> None:
    for start in range(0, 1000, 500):
        assert not blobs.write(CONTENT, start, BLOB[start : start + 500])
        assert blobs.states() == [BlobState(CONTENT, len(BLOB), start + 500)]
    assert (blobs.get(CONTENT), blobs.read(CONTENT, 0, 10)) == (None, b"")
    assert blobs.write(CONTENT, 1000, BLOB[1000:])
    assert blobs.get(CONTENT) == BLOB
    assert (blobs.read(CONTENT, 3, 4), blobs.read(CONTENT, len(BLOB), 9)) == (BLOB[3:7], b"")
    assert not blobs.write(CONTENT, len(BLOB), b"more")


@pytest.mark.parametrize(
    ("offset", "data"),
    [(1, BLOB[1:]), (0, b""), (0, BLOB + b"x"), (-1, b"x")],
    ids=["gap", "empty", "long", "before"],
)
def test_another_piece_than_the_next_is_ignored(blobs: Blobs, offset: int, data: bytes) -> None:
    assert not blobs.write(CONTENT, offset, data)
    assert blobs.states() == [BlobState(CONTENT, len(BLOB), 0)]


def test_what_nobody_waits_for_is_ignored(blobs: Blobs) -> None:
    assert not blobs.write(b"o" * 32, 0, b"x")
    assert len(blobs.states()) == 1


def test_a_wrong_whole_is_thrown_away_and_asked_for_again(blobs: Blobs) -> None:
    assert not blobs.write(CONTENT, 0, bytes(len(BLOB)))
    assert blobs.states() == [BlobState(CONTENT, len(BLOB), 0)]
    assert blobs.write(CONTENT, 0, BLOB)


@pytest.mark.parametrize("named", [1, 2**30])
def test_whatever_size_another_act_names_the_hash_decides(blobs: Blobs, named: int) -> None:
    """Whoever compresses the same content otherwise, or lies, keeps nobody from having it."""
    blobs.expect("bdpm", CONTENT, named)
    assert not blobs.write(CONTENT, 0, BLOB[:700])
    blobs.write(CONTENT, 700, BLOB[700:])
    blobs.write(CONTENT, len(BLOB), b"")
    assert blobs.get(CONTENT) == BLOB
    blobs.expect("bdpm", CONTENT, 2**30)
    assert blobs.states() == [BlobState(CONTENT, len(BLOB), len(BLOB))]


def test_what_ends_too_soon_is_thrown_away(blobs: Blobs) -> None:
    blobs.write(CONTENT, 0, BLOB[:700])
    assert not blobs.write(CONTENT, 700, b"")
    assert blobs.states() == [BlobState(CONTENT, len(BLOB), 0)]
    assert blobs.write(CONTENT, 0, BLOB)


def test_made_here_it_is_whole_beside_an_act_that_names_more(blobs: Blobs) -> None:
    blobs.expect("bdpm", CONTENT, 2 * len(BLOB))
    blobs.put("bdpm", CONTENT, BLOB)
    assert blobs.states() == [BlobState(CONTENT, len(BLOB), len(BLOB))]


def test_made_here_it_is_whole_at_once(blobs: Blobs) -> None:
    blobs.put("bdpm", b"h" * 32, b"here")
    assert blobs.get(b"h" * 32) == b"here"
    assert BlobState(b"h" * 32, 4, 4) in blobs.states()
