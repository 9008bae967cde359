"""Workstations with keys and certificates, for tests with real sockets."""

import asyncio
from collections.abc import Callable

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schema.ids import Id
from sync import tls
from sync.ports import Member


class Station(msgspec.Struct, frozen=True):
    """One workstation: its id, key and certificate (DER)."""

    workstation: Id
    key: Ed25519PrivateKey
    certificate: bytes

    @property
    def member(self) -> Member:
        """As membership knows it."""
        return Member(self.workstation, f"Poste {self.workstation[0]}", self.certificate, bytes(32))


def station(number: int) -> Station:
    """The same number gives the same workstation."""
    workstation = bytes([number]) * 16
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return Station(workstation, key, tls.make_certificate(workstation, key, lambda n: bytes([number]) * n))


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for what other tasks do; fails when it does not happen."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError("it did not happen")
        await asyncio.sleep(0.01)
