"""Whoever knocks at a door at the worst of moments, and what is left of it."""

import asyncio
import socket
from collections.abc import Awaitable
from contextlib import suppress

import psutil

from sync.addresses import Address


async def after_turns(turns: int, then: Awaitable[None]) -> None:
    """Wait for this, so many turns of the loop later."""
    for _ in range(turns):
        await asyncio.sleep(0)
    await then


async def knock(visitor: socket.socket, address: Address) -> None:
    """Connect there at once, unless the door is closed already."""
    with suppress(ConnectionRefusedError):
        visitor.connect((address.host, address.port))


def held_by(address: Address) -> list[object]:
    """Sockets of this process at that address of its own."""
    connections = psutil.Process().net_connections("tcp")
    return [one for one in connections if one.laddr == (address.host, address.port)]
