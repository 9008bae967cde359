"""Messages: explicit numbers, one canonical form, bounds that hold against anything."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.codec import InvalidBytesError, encode
from schema.transaction import Tip
from sync.codes import Code
from sync.discovery import site_tag
from sync.doorkeeper import RefusalCode
from sync.messages import (
    MAX_BATCH_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_RECORD_BYTES,
    MAX_TIPS,
    Batch,
    BlobHave,
    BlobPiece,
    BlobWanted,
    Bye,
    Changed,
    Have,
    Hello,
    Ladder,
    Message,
    OversizedError,
    PairAnswer,
    PairKnock,
    PairProof,
    PairWelcome,
    Ping,
    Place,
    Places,
    Pong,
    RecordCounter,
    RecordRank,
    RecordRanks,
    Records,
    RecordVector,
    Refused,
    Scope,
    decode_message,
    encode_message,
)
from sync.ports import Record
from tests.sync.toys import SEAL
from tests.tree import ROOT

ID = bytes(range(16))
HASH = bytes(range(32))
TIP = Tip(ID, 3, HASH)
RECORD = Record(ID, "receipt", 1, b"payload", ID, SEAL)

EXAMPLES: dict[int, Message] = {
    1: Hello((1,), ID, ID, ID, Scope.ALL, 1, "veilleuse 1", (TIP,)),
    2: Have((TIP,), 1),
    3: Batch((b"x",), True),
    4: RecordVector((RecordCounter(ID, "receipt", 1),), True),
    5: Records((RECORD,)),
    6: BlobHave((HASH,)),
    7: BlobWanted(HASH, 0),
    8: BlobPiece(HASH, 0, b"x"),
    9: Places((Place(ID, "127.0.0.2", 7001, 7002),)),
    10: Ping(1, 1),
    11: Pong(1, 1),
    12: Bye(Code.SITE, "another site"),
    15: Refused(1),
    16: Ladder(ID, (TIP,)),
    17: RecordRanks((RecordRank(ID, "receipt", 1, HASH),), True),
    18: Changed((), (TIP,), 1, True),
    20: PairKnock(HASH),
    21: PairAnswer(HASH, b"B" + HASH),
    22: PairProof(b"A" + HASH, HASH, b"x"),
    23: PairWelcome(HASH, b"x"),
}


@pytest.mark.parametrize("tag", EXAMPLES)
def test_each_message_leads_with_its_number_and_comes_back(tag: int) -> None:
    data = encode_message(EXAMPLES[tag])
    assert msgspec.msgpack.decode(data)[0] == tag
    assert decode_message(data) == EXAMPLES[tag]


def test_every_message_has_an_example() -> None:
    assert {type(message) for message in EXAMPLES.values()} == set(Message.__args__)


def test_hello_is_frozen() -> None:
    """Another version must be able to read it: these bytes may never change."""
    assert encode_message(EXAMPLES[1]).hex() == (
        "99019101c410000102030405060708090a0b0c0d0e0fc410000102030405060708090a0b0c0d0e0f"
        "c410000102030405060708090a0b0c0d0e0f0201ab7665696c6c6575736520319193"
        "c410000102030405060708090a0b0c0d0e0f03"
        "c420000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    )


def test_what_is_too_large_says_so() -> None:
    with pytest.raises(OversizedError):
        decode_message(bytes(MAX_MESSAGE_BYTES + 1))
    half = bytes(MAX_BATCH_BYTES // 2 + 1)
    with pytest.raises(OversizedError):
        decode_message(encode_message(Batch((half, half), True)))
    swollen = msgspec.structs.replace(RECORD, payload=bytes(MAX_RECORD_BYTES + 1))
    with pytest.raises(OversizedError):
        decode_message(encode_message(Records((swollen,))))


def test_counts_are_bounded() -> None:
    with pytest.raises(InvalidBytesError):
        decode_message(encode_message(Have((TIP,) * (MAX_TIPS + 1), 0)))
    with pytest.raises(InvalidBytesError):
        decode_message(encode_message(Batch((), True)))


POISON = {
    "nothing": b"",
    "a number": encode(3),
    "an unknown number": encode([99, 1]),
    "deep nesting": b"\x91" * 100_000,
    "a huge integer": encode([10, 2**64 - 1, 1]),
    "a negative integer": encode([10, -1, 1]),
    "a float": msgspec.msgpack.encode([10, 1.0, 1]),
    "not a number": msgspec.msgpack.encode([10, float("nan"), 1]),
    "a map": msgspec.msgpack.encode({"number": 1}),
    "an absurd length": b"\xdd\xff\xff\xff\xff",
    "an absurd byte string": b"\x92\x03\xc6\xff\xff\xff\xff",
    "a longer form": b"\x93\x0a\xcd\x00\x01\x01",
    "a missing field": encode([10, 1]),
    "a surplus field": encode([10, 1, 1, 1]),
    "bytes after the end": encode([10, 1, 1]) + b"\x00",
    "invalid text": b"\x93\x0c\x00\xa2\xff\xfe",
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_invalid_and_nothing_worse(name: str) -> None:
    with pytest.raises(InvalidBytesError):
        decode_message(POISON[name])


@given(st.binary(max_size=300))
def test_random_bytes_decode_to_themselves_or_not_at_all(data: bytes) -> None:
    try:
        message = decode_message(data)
    except InvalidBytesError:
        return
    assert encode_message(message) == data


def test_the_protocol_page_says_what_the_program_does() -> None:
    page = (ROOT / "ops" / "protocol-wire.md").read_text(encoding="utf-8")
    vectors = (
        encode_message(Ping(1, 1_700_000_000_000)),
        encode_message(Bye(Code.SITE, "another site")),
        *(encode_message(EXAMPLES[tag]) for tag in (1, 2, 16, 18)),
        encode_message(RecordRanks((RecordRank(ID, "receipt", 3, HASH),), True)),
    )
    assert all(f"`{vector.hex()}`" in page for vector in vectors)
    assert f"`{site_tag(bytes(range(16)))}`" in page
    assert all(f"{code.value} {code.name.lower()}" in page for code in (*Code, *RefusalCode))
    rows = {tag: type(message).__name__ for tag, message in EXAMPLES.items()}
    assert all(f"| {tag} | {name} |" in page for tag, name in rows.items())
