"""The transaction's own functions: naming, digests, what is signed."""

import hashlib

import pytest

from schema.codec import InvalidBytesError, encode
from schema.transaction import (
    ActRef,
    Body,
    Core,
    FileRef,
    Header,
    Transaction,
    body_digest,
    core_hash,
    journal_id,
    open_transaction,
    seal_input,
    signing_input,
    site_id,
)


def header(**changes: object) -> Header:
    """A header with valid fields, some changed."""
    values: dict[str, object] = {
        "kind": "patient.noted/1",
        "critical": False,
        "cls": 4,
        "right": "note",
        "actor": bytes(16),
        "by": bytes(16),
        "file": FileRef(1, bytes(16)),
        "mentions": (),
        "based_on": (),
        "digest": bytes(32),
    }
    return Header(**(values | changes))  # type: ignore[arg-type]  # the values above have the right types


def core(**changes: object) -> Core:
    """A first transaction, some fields changed."""
    values: dict[str, object] = {
        "version": 1,
        "site": b"s" * 16,
        "journal": b"j" * 16,
        "seq": 1,
        "prev": bytes(32),
        "order": 1,
        "at": 1,
        "doubtful": False,
        "saw": (),
        "headers": (header(),),
    }
    return Core(**(values | changes))  # type: ignore[arg-type]  # as above


def data(of: Core) -> bytes:
    """The transaction's bytes, with a nil seal."""
    return encode(Transaction(encode(of), bytes(64), (Body(bytes(32), b"", None),)))


def test_opens_what_it_wrote() -> None:
    """Core and transaction come back as written."""
    transaction, opened = open_transaction(data(core()))
    assert opened == core()
    assert transaction.bodies == (Body(bytes(32), b"", None),)


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0},
        {"order": 0},
        {"at": -1},
        {"headers": ()},
        {"headers": tuple(header() for _ in range(65))},
        {"site": b"short"},
        {"prev": b""},
        {"seq": 2**53},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_bounds_hold_on_decoding(changes: dict[str, object]) -> None:
    """What the format forbids does not decode, whoever encoded it."""
    with pytest.raises(InvalidBytesError):
        open_transaction(data(core(**changes)))


def test_names() -> None:
    """The vectors of `ops/protocol.md`."""
    assert core_hash(b"c") == hashlib.sha256(b"veilleuse/core/1\0c").digest()
    assert body_digest(b"s", b"b", None) == hashlib.sha256(b"veilleuse/body/1\0sb").digest()
    assert body_digest(b"s", b"b", b"g") == hashlib.sha256(b"veilleuse/body/1\0sbg").digest()
    assert (
        site_id(Body(b"s" * 32, b"b", None))
        == hashlib.sha256(b"veilleuse/site/1\0" + b"s" * 32 + b"b").digest()[:16]
    )
    assert journal_id(b"s", b"k", b"n") == hashlib.sha256(b"veilleuse/journal/1\0skn").digest()[:16]
    assert seal_input(b"h") == hashlib.sha256(b"veilleuse/seal/1\0h").digest()


@pytest.mark.parametrize(
    "other",
    [
        signing_input(core(site=b"t" * 16), 0, header(), b"s", b"b"),
        signing_input(core(journal=b"k" * 16), 0, header(), b"s", b"b"),
        signing_input(core(seq=2), 0, header(), b"s", b"b"),
        signing_input(core(prev=b"p" * 32), 0, header(), b"s", b"b"),
        signing_input(core(), 1, header(), b"s", b"b"),
        signing_input(core(), 0, header(file=FileRef(1, b"x" * 16)), b"s", b"b"),
        signing_input(core(), 0, header(based_on=(ActRef(bytes(16), 1, 0, bytes(32)),)), b"s", b"b"),
        signing_input(core(), 0, header(), b"t", b"b"),
        signing_input(core(), 0, header(), b"s", b"c"),
    ],
)
def test_a_signature_is_for_one_act_at_one_place(other: bytes) -> None:
    """Whatever differs, what is signed differs; the digest alone does not count."""
    mine = signing_input(core(), 0, header(), b"s", b"b")
    assert mine != other
    assert mine == signing_input(core(), 0, header(digest=b"d" * 32), b"s", b"b")
