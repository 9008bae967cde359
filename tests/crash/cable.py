"""A cable between two workstations that misbehaves as asked: slow, stuck, cut anywhere, flipping bits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sync.addresses import Address
from sync.doors import shut

PIECE = 4096


@dataclass
class Cable:
    """A listener that passes bytes on to `target`; its flaws may change while it carries."""

    listen: str
    target: Address | None = None
    bytes_per_s: int = 0
    """0: as fast as it goes."""
    stuck: bool = False
    """Takes bytes and passes none on, without hanging up."""
    cut_after: int = 0
    """Every connection is cut after so many bytes in one direction; 0: never."""
    flip_after: int = 0
    """The byte at this place of every direction arrives altered; 0: none."""
    connections: int = 0
    address: Address = field(default_factory=lambda: Address("", 0))
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._carry, self.listen, 0)
        host, port = server.sockets[0].getsockname()[:2]
        self.address = Address(host, port)
        return server

    def cut(self) -> None:
        """Every connection ends now, without goodbye."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self.target is not None
        self.connections += 1
        try:
            # From the address that called, as a real cable would: it is what a gate counts by.
            caller = writer.get_extra_info("peername")[0]
            onward_reader, onward = await asyncio.open_connection(
                self.target.host, self.target.port, local_addr=(caller, 0)
            )
        except OSError:
            writer.transport.abort()
            return
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        ends = {writer, onward}
        self._open |= ends
        ways = (
            asyncio.ensure_future(self._pass(reader, onward)),
            asyncio.ensure_future(self._pass(onward_reader, writer)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._open -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        while data := await reader.read(PIECE):
            while self.stuck:  # noqa: ASYNC110 - tests set it as they set the other flaws
                await asyncio.sleep(0.02)
            if self.cut_after and passed + len(data) >= self.cut_after:
                writer.write(data[: self.cut_after - passed])
                await writer.drain()
                return
            if self.flip_after and passed <= self.flip_after < passed + len(data):
                at = self.flip_after - passed
                data = data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]
            if self.bytes_per_s:
                await asyncio.sleep(len(data) / self.bytes_per_s)
            passed += len(data)
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def cables(*some: Cable) -> AsyncIterator[None]:
    """Serve them for as long as this lasts."""
    servers = [await one.serve() for one in some]
    try:
        yield
    finally:
        for server in servers:
            await shut(server.sockets)
            server.close()
        for one in some:
            one.cut()
        for server in servers:
            await server.wait_closed()


async def flap(cable: Cable, seconds: float, seed: int, enough: Callable[[], bool]) -> int:
    """Cut it again and again at odd moments, for so long and until that is enough; how often.

    How soon a connection is tried again is chance, and how fast it stands is the machine's affair.
    """
    chance = random.Random(seed)
    ends = asyncio.get_running_loop().time() + seconds
    times = 0
    while asyncio.get_running_loop().time() < ends or not enough():
        await asyncio.sleep(chance.uniform(0.02, 0.4))
        cable.cut()
        times += 1
    return times
