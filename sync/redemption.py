"""How a newcomer proves that it holds an invitation, without showing the invitation's secret.

The proof binds the secret to the server's certificate and to the request, so it is worth nothing
to whoever overhears it and for any other server or request.
"""

import hmac
from enum import IntEnum
from typing import Protocol

from schema.ids import Hash, Id


class RefusalCode(IntEnum):
    """Why an invitation was not honoured. Numbers travel: never reuse one."""

    UNKNOWN = 1
    """No such invitation here, or its proof is wrong: a stranger is not told which."""
    USED = 2
    WITHDRAWN = 3
    INVALID = 4
    """The request does not say what it must."""
    CLOSED = 5
    """This workstation cannot enrol now: its vault is closed or its replica fails."""


class Redeemer(Protocol):
    """The node's side of a redemption."""

    async def redeem(self, request: bytes, proof: Hash, invitation: Id) -> bytes | RefusalCode:
        """What the newcomer needs, or why not; check `proof` with `proof_is_good`."""
        ...


def proof_of(secret: bytes, server: Hash, request: bytes) -> Hash:
    """HMAC-SHA-256(secret, "veilleuse/redeem/1" ‖ server certificate's fingerprint ‖ request)."""
    return hmac.digest(secret, b"veilleuse/redeem/1" + server + request, "sha256")


def proof_is_good(proof: Hash, secret: bytes, server: Hash, request: bytes) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(proof, proof_of(secret, server, request))
