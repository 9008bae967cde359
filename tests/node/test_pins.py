"""PINs: which are taken, what they open, and how long wrong ones make one wait."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.argon import STANDARD_COST, Cost, stretch
from node.pins import TryLimiter, check_pin, unwrap_key, wrap_key
from node.secret_errors import (
    PinAllEqualError,
    PinError,
    PinNotDigitsError,
    PinRunError,
    PinTooLongError,
    PinTooShortError,
    WrapCostError,
    WrapDamagedError,
    WrongPinError,
)

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PEPPER = b"p" * 32
PERSON = b"fictive person.."
SEED = bytes(range(32))


def fixed(count: int) -> bytes:
    return b"r" * count


def wrapped(pin: str = "271828", cost: Cost = CHEAP) -> bytes:
    return wrap_key(pin, PEPPER, PERSON, SEED, random=fixed, cost=cost)


@pytest.mark.parametrize("pin", ["271828", "000001", "112233", "123457", "909090", "2718281828459045"])
def test_these_pins_are_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize(
    ("pin", "refusal"),
    [
        ("", PinTooShortError),
        ("27182", PinTooShortError),
        ("9" * 33, PinTooLongError),
        ("27182a", PinNotDigitsError),
        ("271 828", PinNotDigitsError),
        ("٢٧١٨٢٨", PinNotDigitsError),  # digits elsewhere, absent from our keypads
        ("²71828", PinNotDigitsError),
        ("-27182", PinNotDigitsError),
        ("000000", PinAllEqualError),
        ("7777777", PinAllEqualError),
        ("123456", PinRunError),
        ("654321", PinRunError),
        ("567890", PinRunError),
        ("098765", PinRunError),
    ],
)
def test_these_pins_are_refused_with_the_reason(pin: str, refusal: type[PinError]) -> None:
    with pytest.raises(refusal):
        check_pin(pin)
    with pytest.raises(refusal):
        wrapped(pin)


def test_the_right_pin_opens() -> None:
    assert unwrap_key("271828", PEPPER, PERSON, wrapped()) == SEED


def test_the_standard_cost_opens_too() -> None:
    assert unwrap_key("271828", PEPPER, PERSON, wrapped(cost=STANDARD_COST)) == SEED


@pytest.mark.parametrize("pin", ["271829", "", "0271828", "27182a", "9" * 100_000, "\ud800"])
def test_another_pin_does_not(pin: str) -> None:
    with pytest.raises(WrongPinError) as caught:
        unwrap_key(pin, PEPPER, PERSON, wrapped())
    assert not caught.value.values


def test_neither_another_pepper_nor_another_person_open() -> None:
    with pytest.raises(WrongPinError):
        unwrap_key("271828", b"q" * 32, PERSON, wrapped())
    with pytest.raises(WrongPinError):
        unwrap_key("271828", PEPPER, b"another person..", wrapped())


def test_the_key_is_hkdf_of_argon2id_and_pepper() -> None:
    """A second computation of RFC 5869, by hand, opens the same bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from schema.codec import encode

    salt, nonce, tag = fixed(16), fixed(12), b"veilleuse/pin-wrap/1"
    extracted = hmac.digest(PEPPER, stretch(b"271828", salt, CHEAP), sha256)
    key = hmac.digest(extracted, tag + b"\0" + PERSON + b"\x01", sha256)
    bound = encode([tag, 1, PERSON, CHEAP, salt])
    sealed = ChaCha20Poly1305(key).encrypt(nonce, SEED, bound)
    assert wrapped() == encode([1, CHEAP, salt, nonce, sealed])


def test_each_wrap_is_closed_anew() -> None:
    other = wrap_key("271828", PEPPER, PERSON, SEED, random=lambda n: b"s" * n, cost=CHEAP)
    assert other != wrapped()
    assert unwrap_key("271828", PEPPER, PERSON, other) == SEED
    assert SEED not in other


def test_any_altered_bit_is_noticed() -> None:
    good = wrapped()
    for bit in range(len(good) * 8):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(PinError):
            unwrap_key("271828", PEPPER, PERSON, bytes(bad))


@given(st.binary(max_size=200))
def test_garbage_is_damaged(data: bytes) -> None:
    with pytest.raises(WrapDamagedError):
        unwrap_key("271828", PEPPER, PERSON, data)


def test_an_absurd_cost_is_not_paid() -> None:
    from schema.codec import encode

    bomb = encode([1, Cost(1 << 31, 1 << 31, 4), fixed(16), fixed(12), bytes(48)])
    with pytest.raises(WrapCostError):
        unwrap_key("271828", PEPPER, PERSON, bomb)
    dear = Cost(128 * 1024, 7, 4)
    assert dear.reasonable, "of a vault of one's own"
    with pytest.raises(WrapCostError):
        unwrap_key("271828", PEPPER, PERSON, encode([1, dear, fixed(16), fixed(12), bytes(48)]))


def test_bad_lengths_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="seed"):
        wrap_key("271828", PEPPER, PERSON, b"short", random=fixed, cost=CHEAP)
    with pytest.raises(ValueError, match="pepper"):
        wrap_key("271828", b"", PERSON, SEED, random=fixed, cost=CHEAP)


def test_waits_double_up_to_their_limit() -> None:
    waits = [TryLimiter().wait_s(failures, 1_000, 1_000) for failures in range(12)]
    assert waits == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300]


def test_time_shortens_the_wait() -> None:
    limiter = TryLimiter()
    assert limiter.wait_s(5, 0, 1) == 10
    assert limiter.wait_s(5, 0, 9_001) == 1
    assert limiter.wait_s(5, 0, 10_000) == 0
    assert limiter.wait_s(5, 0, 10**15) == 0


@given(st.integers(0, 10**30), st.integers(0, 10**15), st.integers(0, 10**15))
def test_no_clock_and_no_count_locks_a_workstation(failures: int, last: int, now: int) -> None:
    assert 0 <= TryLimiter().wait_s(failures, last, now) <= 300


def test_guessing_every_pin_at_the_keyboard_takes_years() -> None:
    limiter = TryLimiter()
    seconds = sum(limiter.wait_s(failures, 0, 0) for failures in range(1000)) + 999_000 * limiter.longest_s
    assert seconds > 9 * 365 * 86_400
