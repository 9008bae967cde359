"""Listening sockets, shut so that nobody who came in is forgotten."""

import asyncio
import socket
from collections.abc import Iterable
from typing import Final

_TURNS: Final = 3
"""Turns of the loop within which a connection that asyncio accepted reaches its protocol."""


async def shut(doors: Iterable[socket.socket]) -> None:
    """Let nobody in any more; returns when whoever was let in has reached its protocol.

    Before a server is closed: a connection that reaches it afterwards asyncio forgets without closing it
    (cpython issue 79033).
    """
    for door in doors:
        # Before the turns are counted: whoever came within them would be one of those forgotten.
        asyncio.get_running_loop().remove_reader(door)
    for _ in range(_TURNS):
        await asyncio.sleep(0)
