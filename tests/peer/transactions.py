"""One transaction, from `ops/protocol.md` §3 alone: its fields, and the digests of its bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.peer.packing import array, tagged
from tests.peer.signatures import WrongError

NOTHING = bytes(32)
Tip = list[Any]
"""`[journal, seq, hash]`."""


@dataclass(frozen=True)
class Transaction:
    """One transaction."""

    data: bytes
    hash: bytes
    core: list[Any]
    seal: bytes
    bodies: list[Any]

    @property
    def journal(self) -> bytes:
        """Whose chain it is in."""
        return bytes(self.core[2])

    @property
    def seq(self) -> int:
        """Its place there."""
        return int(self.core[3])

    @property
    def prev(self) -> bytes:
        """Hash of the one before it."""
        return bytes(self.core[4])

    @property
    def order(self) -> int:
        """One more than the largest of its past."""
        return int(self.core[5])

    @property
    def tip(self) -> Tip:
        """`[journal, seq, hash]`."""
        return [self.journal, self.seq, self.hash]

    def contents(self) -> list[tuple[str, bytes]]:
        """Kind of each act and the bytes of its content, anything in a kind that one does not know."""
        return [(header[0], body[1]) for header, body in zip(self.core[9], self.bodies, strict=True)]


def read(data: bytes) -> Transaction:
    """One transaction, its digests checked; raises `WrongError`."""
    core_bytes, seal, bodies = array(data)
    core = array(core_bytes)
    if len(core) != 10 or core[0] != 1 or not 0 < len(core[9]) == len(bodies) <= 64:
        raise WrongError("not a transaction of version 1")
    if core[8] != sorted(core[8]):
        raise WrongError("what it saw is not sorted")
    for header, (salt, body, signature) in zip(core[9], bodies, strict=True):
        if header[9] != tagged("body", salt, body, signature or b""):
            raise WrongError("a body that its header does not vouch for")
    return Transaction(data, tagged("core", core_bytes), core, seal, bodies)
