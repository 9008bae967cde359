"""Who came in before a door was shut is met; after it nobody comes."""

import asyncio
import socket
from contextlib import closing

import pytest

from sync.addresses import Address
from sync.doors import shut
from tests.sync.knocks import after_turns, held_by, knock


@pytest.mark.parametrize("after", range(6))
@pytest.mark.parametrize("before", range(4))
def test_nobody_who_came_in_is_forgotten(before: int, after: int) -> None:
    async def play() -> None:
        async def meet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.transport.abort()

        async def close() -> None:
            await shut(server.sockets)
            server.close()

        server = await asyncio.start_server(meet, "127.0.0.2", 0)
        address = Address(*server.sockets[0].getsockname())
        with closing(socket.socket()) as visitor:
            closed = asyncio.ensure_future(after_turns(before, close()))
            await after_turns(after, knock(visitor, address))
            await closed
            for _ in range(3):
                await asyncio.sleep(0)
            assert not held_by(address)
        await server.wait_closed()

    asyncio.run(play())
