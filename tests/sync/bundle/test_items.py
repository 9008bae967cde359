"""Frames: cut anywhere they come out the same; sizes are bounded; the layout is the protocol's."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.codec import decode, encode, tagged_hash
from schema.transaction import Tip
from sync.bundle.errors import MalformedError, TooLargeError
from sync.bundle.items import (
    MAX_FRAME_BYTES,
    MAX_HEADS,
    Carried,
    Closing,
    Frames,
    Manifest,
    Needed,
    Opening,
    Piece,
    Replaceable,
    Totals,
    closing_input,
    from_frame,
    heads_named,
    opening_input,
    payload_of,
    to_frame,
)
from sync.journal import signer
from sync.ports import Record
from tests.tree import ROOT

RECORD = Record(b"P" * 16, "key:00", 1, b"payload", b"W" * 16, bytes(64))


@pytest.mark.parametrize(
    ("frame", "number"),
    [
        (Opening("veilleuse bundle", 1, b"m", bytes(64)), 1),
        (Needed("restore", b"x"), 2),
        (Carried(b"t"), 3),
        (Replaceable(RECORD), 4),
        (Piece(bytes(32), 1, 0, b"d"), 5),
        (Closing(b"t", bytes(64)), 6),
    ],
)
def test_a_frame_is_a_length_and_an_array_led_by_its_number(frame: Carried, number: int) -> None:
    data = to_frame(frame)
    assert int.from_bytes(data[:4], "big") == len(data) - 4
    assert data[5] == number
    assert from_frame(data) == frame


def test_the_layout_of_a_transaction_is_for_ever() -> None:
    assert to_frame(Carried(b"\x01\x02")) == b"\0\0\0\x06\x92\x03\xc4\x02\x01\x02"


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=8), st.data())
def test_frames_come_out_the_same_wherever_the_stream_is_cut(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(to_frame(Carried(part)) for part in parts)
    frames = Frames()
    found: list[bytes] = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += frames.feed(stream[:size])
        stream = stream[size:]
    assert found == [to_frame(Carried(part)) for part in parts]
    assert not frames.inside


def test_a_half_frame_is_inside() -> None:
    frames = Frames()
    assert list(frames.feed(to_frame(Carried(b"abc"))[:-1])) == []
    assert frames.inside


def test_a_length_beyond_the_limit_is_refused_before_its_bytes_come() -> None:
    frames = Frames()
    with pytest.raises(TooLargeError):
        list(frames.feed((MAX_FRAME_BYTES + 1).to_bytes(4, "big")))


def test_a_frame_too_large_to_be_read_is_not_written() -> None:
    with pytest.raises(ValueError, match="beyond"):
        to_frame(Closing(bytes(MAX_FRAME_BYTES), bytes(64)))


@pytest.mark.parametrize(
    "record",
    [
        Record(b"P" * 16, "", 1, b"payload", b"W" * 16, bytes(64)),
        Record(b"P" * 16, "n" * 65, 1, b"payload", b"W" * 16, bytes(64)),
        Record(b"P" * 16, "name", 1, bytes(300_000), b"W" * 16, bytes(64)),
    ],
    ids=["no name", "long name", "large"],
)
def test_an_absurd_record_is_malformed(record: Record) -> None:
    with pytest.raises(MalformedError):
        from_frame(to_frame(Replaceable(record)))


def test_of_more_heads_than_a_manifest_holds_some_are_named() -> None:
    """All of them up to there; the largest manifest fits into its frame and is read again."""
    heads = [Tip(number.to_bytes(16, "big"), 2**53 - 1, b"\xff" * 32) for number in range(MAX_HEADS + 1)]
    assert heads_named(heads[:0:-1], lambda *_: []) == tuple(heads[1:])
    named = heads_named(heads, lambda tips, most: list(reversed(tips))[:most])
    assert named == tuple(heads[1:])
    whole = Manifest(
        "snapshot", b"s" * 16, b"w" * 16, 2**53 - 1, "9" * 64, bytes(32), bytes(32), named, *[0] * 4
    )
    frame = to_frame(Opening("veilleuse bundle", 1, encode(whole), bytes(64)))
    opening = from_frame(frame)
    assert isinstance(opening, Opening)
    assert decode(Manifest, opening.manifest) == whole


def test_what_counts_against_the_limits() -> None:
    assert payload_of(Needed("restore", b"12345")) == 5
    assert payload_of(Carried(b"1234")) == 4
    assert payload_of(Piece(bytes(32), 9, 0, b"123")) == 3
    assert payload_of(Replaceable(RECORD)) == len(encode(RECORD))


def test_the_vectors_of_the_protocol() -> None:
    """`ops/protocol-bundle.md` says these bytes to whoever writes another reader."""
    seal = signer(bytes(range(32)))
    manifest = encode(
        Manifest(
            what="snapshot",
            site=b"\1" * 16,
            workstation=b"\2" * 16,
            created_at=1_795_000_000_000,
            rules="1",
            journal_digest=b"\3" * 32,
            state_digest=b"\4" * 32,
            vector=(Tip(b"\5" * 16, 1, b"\6" * 32),),
            transactions=1,
            records=0,
            blobs=0,
            payload_at_most=100,
        )
    )
    opening = to_frame(Opening("veilleuse bundle", 1, manifest, seal(opening_input(manifest))))
    needed = to_frame(Needed("restore/1", b"\1\2"))
    carried = to_frame(Carried(b"\x93\1\2\3"))
    digest = tagged_hash("bundle-frames", hashlib.sha256(opening + needed + carried).digest())
    totals = encode(Totals(1, 0, 0, 6, digest))
    closing = to_frame(Closing(totals, seal(closing_input(totals))))
    piece = to_frame(Piece(b"\7" * 32, 3, 0, b"abc"))
    said = (ROOT / "ops" / "protocol-bundle.md").read_text(encoding="utf-8")
    for value in (
        manifest,
        hashlib.sha256(opening).digest(),
        needed,
        carried,
        digest,
        totals,
        closing,
        piece,
    ):
        assert f"| `{value.hex()}` |" in said
