"""The state machine of a pairing, as scripts: who says what to whom, and what comes of it."""

import hashlib
import hmac
import random

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st
from spake2.parameters.ed25519 import ParamsEd25519

from schema.ids import Random
from sync.messages import PairAnswer, PairProof
from sync.pairing import (
    CODE_LENGTH,
    SECONDS,
    TRIES,
    Exchange,
    Identities,
    Instant,
    Newcomer,
    PairingError,
    Tries,
    canonical_code,
    new_code,
    shown_code,
    site_hash,
)
from tests.tree import ROOT

CODE = "7K4M9XWD"
MINE, SERVER, SITE = b"n" * 32, b"i" * 32, site_hash(b"s" * 16)


def randomness(seed: int) -> Random:
    return random.Random(seed).randbytes


def newcomer(code: str = CODE, *, mine: bytes = MINE, server: bytes = SERVER, seed: int = 1) -> Newcomer:
    return Newcomer(code, mine, server, randomness(seed))


def exchange(code: str = CODE, *, between: Identities | None = None, seed: int = 2) -> Exchange:
    return Exchange(code, between or Identities(MINE, SERVER, SITE), randomness(seed))


def test_who_knows_the_code_is_heard_and_hears() -> None:
    typing, showing = newcomer(), exchange()
    assert typing.knock().fingerprint == showing.newcomer == MINE
    proof = typing.prove(showing.answer, b"what I bring")
    assert showing.prove(proof) == b"what I bring"
    welcome = showing.welcome(b"what you need")
    assert typing.welcomed(welcome) == b"what you need"
    said = b"".join((proof.share, proof.confirmation, proof.sealed, welcome.confirmation, welcome.sealed))
    assert b"what" not in said
    assert CODE.encode() not in said


def test_a_wrong_code_proves_nothing_to_either() -> None:
    typing, showing = newcomer("7K4M9XWE"), exchange()
    with pytest.raises(PairingError):
        showing.prove(typing.prove(showing.answer, b"x"))
    with pytest.raises(PairingError):
        showing.welcome(b"x")


@pytest.mark.parametrize(
    "between",
    [
        Identities(b"x" * 32, SERVER, SITE),
        Identities(MINE, b"x" * 32, SITE),
        Identities(SERVER, MINE, SITE),
    ],
    ids=["another newcomer", "another server was seen in the handshake", "swapped"],
)
def test_the_key_is_for_these_two_alone(between: Identities) -> None:
    """In the middle stands somebody with a certificate of his own, who relays every message as it is."""
    typing, showing = newcomer(), exchange(between=between)
    with pytest.raises(PairingError):
        showing.prove(typing.prove(showing.answer, b"x"))


def test_the_site_cannot_be_changed_on_the_way() -> None:
    typing, showing = newcomer(), exchange()
    elsewhere = msgspec.structs.replace(showing.answer, site=site_hash(b"o" * 16))
    with pytest.raises(PairingError):
        showing.prove(typing.prove(elsewhere, b"x"))


def test_our_own_share_sent_back_is_no_answer() -> None:
    typing, showing = newcomer(seed=2), exchange(seed=2)
    reflected = typing.prove(showing.answer, b"x")
    with pytest.raises(PairingError):
        newcomer(seed=1).prove(PairAnswer(SITE, reflected.share), b"x")
    side_changed = PairAnswer(SITE, b"B" + reflected.share[1:])
    with pytest.raises(PairingError):
        newcomer(seed=2).prove(side_changed, b"x")
    with pytest.raises(PairingError):
        showing.prove(msgspec.structs.replace(reflected, share=showing.answer.share))


def test_a_confirmation_sent_back_is_none() -> None:
    """What the newcomer said proves nothing when it hears it again."""
    typing, showing = newcomer(), exchange()
    proof = typing.prove(showing.answer, b"x")
    assert showing.prove(proof) == b"x"
    welcome = showing.welcome(b"y")
    with pytest.raises(PairingError):
        typing.welcomed(msgspec.structs.replace(welcome, confirmation=proof.confirmation))
    with pytest.raises(PairingError):
        typing.welcomed(msgspec.structs.replace(welcome, sealed=proof.sealed))


@pytest.mark.parametrize("field", ["share", "confirmation", "sealed"])
@pytest.mark.parametrize("place", [0, 17, -1])
def test_a_bit_changed_on_the_way_ends_it(field: str, place: int) -> None:
    typing, showing = newcomer(), exchange()
    proof = typing.prove(showing.answer, b"what I bring, sealed")
    data = bytearray(getattr(proof, field))
    data[place] ^= 1
    with pytest.raises(PairingError):
        showing.prove(msgspec.structs.replace(proof, **{field: bytes(data)}))


@pytest.mark.parametrize("field", ["confirmation", "sealed"])
def test_a_bit_changed_in_the_welcome_ends_it(field: str) -> None:
    typing, showing = newcomer(), exchange()
    showing.prove(typing.prove(showing.answer, b"x"))
    welcome = showing.welcome(b"what you need")
    data = bytearray(getattr(welcome, field))
    data[-1] ^= 1
    with pytest.raises(PairingError):
        typing.welcomed(msgspec.structs.replace(welcome, **{field: bytes(data)}))


def test_a_proof_serves_once_and_in_its_exchange() -> None:
    typing, showing = newcomer(), exchange()
    proof = typing.prove(showing.answer, b"x")
    with pytest.raises(PairingError):
        exchange(seed=3).prove(proof)  # heard, and said again in another exchange
    assert showing.prove(proof) == b"x"
    with pytest.raises(PairingError):
        showing.prove(proof)


def test_a_wrong_proof_ends_an_exchange() -> None:
    """One exchange is one guess: the right one after a wrong one comes too late."""
    typing, showing = newcomer(), exchange()
    proof = typing.prove(showing.answer, b"x")
    with pytest.raises(PairingError):
        showing.prove(msgspec.structs.replace(proof, confirmation=bytes(32)))
    with pytest.raises(PairingError):
        showing.prove(proof)


def test_a_welcome_before_the_proof_is_not_believed() -> None:
    typing, showing = newcomer(), exchange()
    other = newcomer(seed=5)
    showing.prove(other.prove(showing.answer, b"x"))
    with pytest.raises(PairingError):
        typing.welcomed(showing.welcome(b"y"))


@given(st.binary(min_size=33, max_size=33))
def test_any_share_is_one_or_an_error(share: bytes) -> None:
    with pytest.raises(PairingError):
        exchange().prove(PairProof(share, bytes(32), b""))
    with pytest.raises(PairingError):
        exchange().prove(PairProof(b"A" + share[1:], bytes(32), b""))


@pytest.mark.parametrize(
    "point",
    [bytes(32), (1).to_bytes(32, "little"), (2**255 - 20).to_bytes(32, "little"), b"\xff" * 32],
    ids=["order 4", "nothing", "order 2", "beyond the field"],
)
def test_a_share_of_small_order_gives_no_key(point: bytes) -> None:
    with pytest.raises(PairingError):
        exchange().prove(PairProof(b"A" + point, bytes(32), b""))


# Codes


def test_codes_are_eight_characters_that_come_back_however_typed() -> None:
    code = new_code(randomness(4))
    assert len(code) == CODE_LENGTH
    assert canonical_code(shown_code(code)) == code
    assert canonical_code(f" {code[:4].lower()} – {code[4:].lower()}") == code


def test_what_people_mistake_is_taken_as_meant() -> None:
    assert canonical_code("oil0-1OIL") == "01101011"
    for typed in ("", "7K4M-9XW", "7K4M-9XWDD", "7K4M-9XWU", "7K4M-9XW!"):
        assert canonical_code(typed) is None


@given(st.binary(min_size=5, max_size=5))
def test_no_code_is_likelier_than_another(data: bytes) -> None:
    number = 0
    for character in new_code(lambda _: data):
        number = number << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    assert number.to_bytes(5, "big") == data


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = canonical_code(typed)
    assert code is None or canonical_code(code) == code


# The page

VECTORS = (
    "site",
    "share of A",
    "share of B",
    "confirmation of the newcomer",
    "sealed request",
    "confirmation of the inviter",
    "sealed welcome",
)


def test_the_page_says_what_the_program_does() -> None:
    page = (ROOT / "ops" / "protocol-pairing.md").read_text(encoding="utf-8")
    site = site_hash(bytes(range(16)))
    typing = Newcomer(CODE, MINE, SERVER, lambda size: b"\x01" * size)
    showing = Exchange(CODE, Identities(MINE, SERVER, site), lambda size: b"\x02" * size)
    proof = typing.prove(showing.answer, b"asked")
    assert showing.prove(proof) == b"asked"
    welcome = showing.welcome(b"told")
    said = (
        site,
        proof.share,
        showing.answer.share,
        proof.confirmation,
        proof.sealed,
        welcome.confirmation,
        welcome.sealed,
    )
    rows = page.replace("`site`", "site")
    assert not [
        name for name, value in zip(VECTORS, said, strict=True) if f"| {name} | `{value.hex()}` |" not in rows
    ]


def test_the_points_are_those_of_the_page() -> None:
    page = (ROOT / "ops" / "protocol-pairing.md").read_text(encoding="utf-8")
    assert f"M     = {ParamsEd25519.M.to_bytes().hex()}" in page
    assert f"N     = {ParamsEd25519.N.to_bytes().hex()}" in page


# Tries


def test_three_tries() -> None:
    tries = Tries(Instant(1_000_000, 50.0))
    now = Instant(1_001_000, 51.0)
    assert [tries.take(now) for _ in range(TRIES + 2)] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (Instant(1_000_000, 50.0), SECONDS),
        (Instant(1_060_000, 110.0), SECONDS - 60),
        (Instant(1_060_000, 50.0), SECONDS - 60),
        (Instant(0, 110.0), SECONDS - 60),
        (Instant(1_000_000 + SECONDS * 1000, 50.0), 0),
        (Instant(0, 50.0 + SECONDS), 0),
    ],
    ids=["at once", "a minute", "asleep", "the clock was set back", "over by the wall", "over"],
)
def test_whichever_clock_is_further_counts(now: Instant, left: int) -> None:
    tries = Tries(Instant(1_000_000, 50.0))
    assert tries.seconds_left(now) == left
    assert tries.take(now) == bool(left)


# A second computation, from the protocol page alone but for the curve


def test_the_keys_are_those_that_the_protocol_names() -> None:
    from spake2.spake2 import SPAKE2_A

    typing, showing = newcomer(), exchange()
    proof = typing.prove(showing.answer, b"what I bring")
    spake = SPAKE2_A(CODE.encode(), idA=MINE, idB=SERVER + SITE, entropy_f=randomness(1))  # type: ignore[no-untyped-call]
    assert spake.start() == proof.share  # type: ignore[no-untyped-call]
    secret: bytes = spake.finish(showing.answer.share)  # type: ignore[no-untyped-call]
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    blocks, block = b"", b""
    for number in range(1, 5):
        block = hmac.new(
            extracted, block + b"veilleuse/pair-keys/1" + bytes([number]), hashlib.sha256
        ).digest()
        blocks += block
    transcript = hashlib.sha256(
        b"veilleuse/pairing/1\x00" + MINE + SERVER + SITE + proof.share + showing.answer.share
    ).digest()
    confirmed = hmac.new(blocks[:32], b"veilleuse/pair-confirm/1" + transcript, hashlib.sha256).digest()
    assert proof.confirmation == confirmed
    opened = ChaCha20Poly1305(blocks[64:96]).decrypt(bytes(12), proof.sealed, transcript)
    assert opened == b"what I bring"


def test_a_try_given_back_is_one_of_the_three() -> None:
    start = Instant(0, 0.0)
    tries = Tries(start)
    tries.give_back()
    assert tries.left == TRIES
    assert tries.take(start)
    assert tries.take(start)
    tries.give_back()
    assert tries.left == TRIES - 1
