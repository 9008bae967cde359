"""Ed25519 from `ops/protocol.md` §4 alone: one by one, without the cofactor, and strictly."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PRIME = 2**255 - 19
_OF_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
SMALL = {0, 1, PRIME - 1, _OF_ORDER_8, PRIME - _OF_ORDER_8}
"""The y of the eight points whose order divides the cofactor."""


class WrongError(Exception):
    """Bytes that no honest workstation wrote."""


def verify(key: bytes, signature: bytes, message: bytes) -> None:
    """Raises `WrongError` unless this key made this signature."""
    for point in (key, signature[:32]):
        y = int.from_bytes(point, "little") % 2**255
        if y >= PRIME or y in SMALL:
            raise WrongError("a point that is not canonical, or of small order")
    try:
        # OpenSSL multiplies without the cofactor and wants S below the order of the group.
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature as error:
        raise WrongError("a signature that is not good") from error
