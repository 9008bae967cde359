"""The keys of a pairing by a code, from `ops/protocol-pairing.md` alone; `spake2` is a public package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from spake2.spake2 import SPAKE2_A, SPAKE2_B

from tests.peer.packing import tagged

FIRST = bytes(12)


def site_hash(site: bytes) -> bytes:
    """What a lobby calls its site to a stranger."""
    return tagged("pair-site", site)


@dataclass(frozen=True)
class Keys:
    """What both have when the code was the same."""

    transcript: bytes
    newcomer_confirms: bytes
    inviter_confirms: bytes
    request: ChaCha20Poly1305
    welcome: ChaCha20Poly1305

    def seal_request(self, request: bytes) -> bytes:
        """For the inviter alone."""
        return self.request.encrypt(FIRST, request, self.transcript)

    def open_welcome(self, sealed: bytes) -> bytes:
        """Raises `cryptography.exceptions.InvalidTag`."""
        return self.welcome.decrypt(FIRST, sealed, self.transcript)


class Side:
    """The newcomer (A) or the inviter (B)."""

    def __init__(
        self,
        side: str,
        code: str,
        newcomer: bytes,
        inviter: bytes,
        site: bytes,
        random: Callable[[int], bytes],
    ) -> None:
        self._side, self._ids = side, (newcomer, inviter + site)
        made = SPAKE2_A if side == "A" else SPAKE2_B
        self._spake = made(code.encode("ascii"), idA=newcomer, idB=inviter + site, entropy_f=random)
        self.share: bytes = self._spake.start()  # type: ignore[no-untyped-call]

    def keys(self, other: bytes) -> Keys:
        """With the other's share; raises an error of `spake2` for one that is refused."""
        key = self._spake.finish(other)  # type: ignore[no-untyped-call]
        shares = (self.share, other) if self._side == "A" else (other, self.share)
        transcript = tagged("pairing", *self._ids, *shares)
        many = HKDF(hashes.SHA256(), 128, None, b"veilleuse/pair-keys/1").derive(key)
        k1, k2, k3, k4 = (many[at : at + 32] for at in range(0, 128, 32))
        return Keys(
            transcript,
            _confirmed(k1, transcript),
            _confirmed(k2, transcript),
            ChaCha20Poly1305(k3),
            ChaCha20Poly1305(k4),
        )


def _confirmed(key: bytes, transcript: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(b"veilleuse/pair-confirm/1" + transcript)
    return made.finalize()
