"""A person's signing key, closed by a PIN and by a pepper that only vaults hold.

A PIN has a million values and could be guessed in an hour from a stolen copy of the replica alone;
the pepper, which is never beside the wraps, takes that away. At the keyboard, guessing is slowed
per workstation, and never stopped: a ward must be able to work.
"""

import itertools
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from node.argon import KEY_BYTES, SALT_BYTES, STANDARD_COST, Cost, stretch
from node.secret_errors import (
    PinAllEqualError,
    PinNotDigitsError,
    PinRunError,
    PinTooLongError,
    PinTooShortError,
    WrapCostError,
    WrapDamagedError,
    WrongPinError,
)
from schema.codec import InvalidBytesError, Wire, decode, encode
from schema.ids import Random

SEED_BYTES = 32
PEPPER_BYTES = 32
SHORTEST = 6
LONGEST = 32

DEAREST: Final = 4 * STANDARD_COST.memory_kib * STANDARD_COST.passes
"""KiB times passes beyond which a wrap is not tried: whoever seals one must not make others wait for long."""

_TAG = b"veilleuse/pin-wrap/1"
_VERSION = 1
_NONCE_BYTES = 12


class _Wrap(Wire, frozen=True):
    version: int
    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes


DECOY: Final = encode(
    _Wrap(_VERSION, STANDARD_COST, bytes(SALT_BYTES), bytes(_NONCE_BYTES), bytes(SEED_BYTES + 16))
)
"""The wrap of nobody: no PIN opens it, and each costs what it costs on another."""


def check_pin(pin: str) -> None:
    """Raises the `PinError` that says why a new PIN cannot be taken; returns if it can.

    Six ASCII digits or more, not all equal, not a run up or down (9 to 0 included).
    """
    if pin and not _only_digits(pin):
        raise PinNotDigitsError
    if len(pin) < SHORTEST:
        raise PinTooShortError(minimum=str(SHORTEST))
    if len(pin) > LONGEST:
        raise PinTooLongError(maximum=str(LONGEST))
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    if steps == {0}:
        raise PinAllEqualError
    if steps in ({1}, {9}):
        raise PinRunError


def wrap_key(
    pin: str, pepper: bytes, person_id: bytes, seed: bytes, *, random: Random, cost: Cost = STANDARD_COST
) -> bytes:
    """The person's 32-byte Ed25519 seed closed by PIN and site pepper, to be kept as a record.

    Raises a `PinError` if the PIN is not acceptable (`check_pin`), `ValueError` on bad lengths.
    """
    check_pin(pin)
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a signing seed has {SEED_BYTES} bytes, this one has {len(seed)}")
    salt, nonce = random(SALT_BYTES), random(_NONCE_BYTES)
    cipher = ChaCha20Poly1305(_key(pin, pepper, person_id, salt, cost))
    sealed = cipher.encrypt(nonce, seed, _bound_to(person_id, cost, salt))
    return encode(_Wrap(_VERSION, cost, salt, nonce, sealed))


def unwrap_key(pin: str, pepper: bytes, person_id: bytes, wrapped: bytes) -> bytes:
    """The seed that `wrap_key` closed.

    Raises `WrapDamagedError` when these bytes are no wrap, `WrapCostError` when they ask for
    more work than `DEAREST`, `WrongPinError` otherwise; the caller counts those and asks `TryLimiter`.
    """
    try:
        wrap = decode(_Wrap, wrapped)
    except InvalidBytesError:
        raise WrapDamagedError from None
    lengths = (len(wrap.salt), len(wrap.nonce), len(wrap.sealed))
    if wrap.version != _VERSION or lengths != (SALT_BYTES, _NONCE_BYTES, SEED_BYTES + 16):
        raise WrapDamagedError
    if not wrap.cost.reasonable or wrap.cost.memory_kib * wrap.cost.passes > DEAREST:
        raise WrapCostError
    if not _only_digits(pin) or len(pin) > LONGEST:
        raise WrongPinError  # no wrap was ever closed with it
    cipher = ChaCha20Poly1305(_key(pin, pepper, person_id, wrap.salt, wrap.cost))
    try:
        return cipher.decrypt(wrap.nonce, wrap.sealed, _bound_to(person_id, wrap.cost, wrap.salt))
    except InvalidTag:
        raise WrongPinError from None


def _only_digits(pin: str) -> bool:
    return pin.isascii() and pin.isdigit()


def _key(pin: str, pepper: bytes, person_id: bytes, salt: bytes, cost: Cost) -> bytes:
    if len(pepper) != PEPPER_BYTES:
        raise ValueError(f"the site pepper has {PEPPER_BYTES} bytes, this one has {len(pepper)}")
    stretched = stretch(pin.encode(), salt, cost)
    return HKDF(SHA256(), KEY_BYTES, salt=pepper, info=_TAG + b"\0" + person_id).derive(stretched)


def _bound_to(person_id: bytes, cost: Cost, salt: bytes) -> bytes:
    return encode([_TAG, _VERSION, person_id, cost, salt])


@dataclass(frozen=True, slots=True)
class TryLimiter:
    """How long to wait after wrong PINs; pure, the caller keeps count and last time.

    The count is of one workstation: whoever plays with a keyboard slows that keyboard, and never
    another one. A right PIN sets the count back to 0.
    """

    free: int = 3
    """Wrong tries that cost nothing: people mistype."""
    first_s: int = 5
    """Seconds after the first try beyond the free ones; doubled by each further one."""
    longest_s: int = 300
    """Never more than this, since a ward must be able to work. All of 10⁶ PINs: over nine years."""

    def wait_s(self, failures: int, last_failure_ms: int, now_ms: int) -> int:
        """Whole seconds to wait yet, 0 when a try is allowed; both instants in ms UTC.

        A clock set back can lengthen the wait to its full length, never beyond.
        """
        beyond = failures - self.free
        if beyond <= 0:
            return 0
        # The exponent is bounded first: a stored count may be anything.
        whole_s = min(self.longest_s, self.first_s << min(beyond - 1, 32))
        elapsed_ms = max(0, now_ms - last_failure_ms)
        return max(0, -(-(whole_s * 1000 - elapsed_ms) // 1000))
