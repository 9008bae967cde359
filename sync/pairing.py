"""Pairing by a short code: two programs that know it agree on a key, anybody else gets one guess a try.

SPAKE2 over both certificates' fingerprints and the site, then HMAC both ways; what is asked and
what is answered travels sealed under keys derived from it. Pure: clocks and randomness are handed in.
"""

import hmac

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from spake2.ed25519_basic import NotOnCurve
from spake2.spake2 import SPAKE2_A, SPAKE2_B, SPAKEError

from schema.codec import tagged_hash
from schema.ids import ALPHABET, VALUES, Hash, Id, Random
from sync.messages import PairAnswer, PairKnock, PairProof, PairWelcome

CODE_LENGTH = 8
CODE_BITS = 5 * CODE_LENGTH
TRIES = 3
SECONDS = 600
"""How long a code lives."""

_KEYS = b"veilleuse/pair-keys/1"
_CONFIRM = b"veilleuse/pair-confirm/1"
_ONCE = bytes(12)
"""Each sealing key seals one message, so its nonce need not change."""


class PairingError(Exception):
    """The other side does not know the code, or somebody stands between."""


def new_code(random: Random) -> str:
    """Eight characters that nobody has to tell apart from others."""
    number = int.from_bytes(random(CODE_BITS // 8), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def shown_code(code: str) -> str:
    """As a screen shows it: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def canonical_code(typed: str) -> str | None:
    """The code that somebody typed, whatever the case and the dashes; nil when it cannot be one."""
    cleaned = [character for character in typed.upper() if character not in "-– \u00a0\u202f"]
    if len(cleaned) != CODE_LENGTH or any(character not in VALUES for character in cleaned):
        return None
    return "".join(ALPHABET[VALUES[character]] for character in cleaned)


def site_hash(site: Id) -> Hash:
    """What a stranger may learn of the site before it has proved anything."""
    return tagged_hash("pair-site", site)


class Identities(msgspec.Struct, frozen=True):
    """Between whom the key holds: nobody can use it elsewhere."""

    newcomer: Hash
    """Fingerprint of the certificate that it brings."""
    inviter: Hash
    """Fingerprint of the certificate seen in the handshake."""
    site: Hash
    """See `site_hash`."""


class Newcomer:
    """The side that types the code. One object, one exchange."""

    def __init__(self, code: str, mine: Hash, server: Hash, random: Random) -> None:
        """`server` is the fingerprint of the certificate seen in the handshake."""
        self._code = code
        self._mine = mine
        self._server = server
        self._random = random
        self._keys: _Keys | None = None

    def knock(self) -> PairKnock:
        """The first message."""
        return PairKnock(self._mine)

    def prove(self, answer: PairAnswer, request: bytes) -> PairProof:
        """The second message, with what is asked. Raises `PairingError`."""
        between = Identities(self._mine, self._server, answer.site)
        spake = SPAKE2_A(  # type: ignore[no-untyped-call]
            self._code.encode("ascii"), idA=between.newcomer, idB=_named(between), entropy_f=self._random
        )
        share: bytes = spake.start()  # type: ignore[no-untyped-call]
        keys = _agreed(spake, answer.share, between, share, answer.share)
        self._keys = keys
        return PairProof(share, keys.mac(keys.from_newcomer), keys.seal(keys.asked, request))

    def welcomed(self, welcome: PairWelcome) -> bytes:
        """What the other side answered. Raises `PairingError`."""
        keys = self._keys
        if keys is None or not hmac.compare_digest(welcome.confirmation, keys.mac(keys.from_inviter)):
            raise PairingError("the other side does not know the code")
        return keys.open(keys.answered, welcome.sealed)


class Exchange:
    """The side that shows the code, with one newcomer."""

    def __init__(self, code: str, between: Identities, random: Random) -> None:
        self._between = between
        self._spake = SPAKE2_B(  # type: ignore[no-untyped-call]
            code.encode("ascii"), idA=between.newcomer, idB=_named(between), entropy_f=random
        )
        self._share: bytes = self._spake.start()  # type: ignore[no-untyped-call]
        self._keys: _Keys | None = None
        self._proved = False

    @property
    def newcomer(self) -> Hash:
        """Fingerprint of the certificate that the newcomer said it would bring."""
        return self._between.newcomer

    @property
    def answer(self) -> PairAnswer:
        """The first answer."""
        return PairAnswer(self._between.site, self._share)

    def prove(self, proof: PairProof) -> bytes:
        """What the newcomer asks, if it knows the code. Raises `PairingError`; works once."""
        if self._proved:
            raise PairingError("one exchange, one proof")
        self._proved = True
        keys = _agreed(self._spake, proof.share, self._between, proof.share, self._share)
        if not hmac.compare_digest(proof.confirmation, keys.mac(keys.from_newcomer)):
            raise PairingError("the newcomer does not know the code")
        self._keys = keys
        return keys.open(keys.asked, proof.sealed)

    def welcome(self, payload: bytes) -> PairWelcome:
        """The last message, after a good proof. Raises `PairingError`."""
        keys = self._keys
        if keys is None:
            raise PairingError("nothing was proved")
        return PairWelcome(keys.mac(keys.from_inviter), keys.seal(keys.answered, payload))


class Instant(msgspec.Struct, frozen=True):
    """Both clocks at once: one stands still while a computer sleeps, the other can be set."""

    wall_ms: int
    monotonic: float


class Tries:
    """How often, and for how long, a code may still be tried. It lives in memory: a restart ends it."""

    def __init__(self, begun: Instant) -> None:
        self._begun = begun
        self.left = TRIES

    def seconds_left(self, now: Instant) -> int:
        """By whichever clock is further; a wall clock set back gives nothing."""
        passed = max(
            now.monotonic - self._begun.monotonic,
            (now.wall_ms - self._begun.wall_ms) / 1000,
        )
        return max(0, SECONDS - int(max(0, passed)))

    def take(self, now: Instant) -> bool:
        """Use one up; whether there was one."""
        if not self.left or not self.seconds_left(now):
            return False
        self.left -= 1
        return True

    def give_back(self) -> None:
        """Of an exchange that proved the code and asked for nothing yet: who guesses never comes so far."""
        self.left = min(self.left + 1, TRIES)


class _Keys(msgspec.Struct, frozen=True):
    """What both sides derive, and what they have said so far."""

    from_newcomer: bytes
    from_inviter: bytes
    asked: bytes
    answered: bytes
    transcript: Hash

    def mac(self, key: bytes) -> Hash:
        return hmac.digest(key, _CONFIRM + self.transcript, "sha256")

    def seal(self, key: bytes, plain: bytes) -> bytes:
        return ChaCha20Poly1305(key).encrypt(_ONCE, plain, self.transcript)

    def open(self, key: bytes, sealed: bytes) -> bytes:
        try:
            return ChaCha20Poly1305(key).decrypt(_ONCE, sealed, self.transcript)
        except InvalidTag:
            raise PairingError("what was sealed was altered") from None


def _named(between: Identities) -> bytes:
    return between.inviter + between.site


def _agreed(
    spake: SPAKE2_A | SPAKE2_B, theirs: bytes, between: Identities, newcomer: bytes, inviter: bytes
) -> _Keys:
    """The keys of one exchange. Raises `PairingError` for a share that is none."""
    try:
        secret: bytes = spake.finish(theirs)  # type: ignore[no-untyped-call]
    except (SPAKEError, NotOnCurve, ValueError, AssertionError) as error:
        # The library says in all these ways that a point is not on the curve, or our own come back.
        raise PairingError("that share is none") from error
    derived = HKDF(SHA256(), length=4 * 32, salt=None, info=_KEYS).derive(secret)
    one, two, three, four = (derived[start : start + 32] for start in range(0, len(derived), 32))
    transcript = tagged_hash("pairing", between.newcomer, between.inviter, between.site, newcomer, inviter)
    return _Keys(one, two, three, four, transcript)
