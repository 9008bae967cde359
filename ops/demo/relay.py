"""The cables of a demonstration: a process that forwards bytes between workstations, and can be pulled.

Each workstation dials from its own 127.x address and announces a door of this relay, so a link is
told by where a connection comes from and whose door it knocks at. Workstations have no call for it;
pulling kills sockets without goodbye, as a cable does.
"""

import argparse
import asyncio
import contextlib
import json
import socket
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sync.doors import shut

CHUNK = 64 * 1024
MAX_LINE = 64 * 1024
RESET = "reset"
"""Both ends learn at once that the connection is gone; new ones are refused."""
SILENT = "silent"
"""Nobody learns anything: bytes vanish, new connections lead nowhere."""


class Endpoint(msgspec.Struct, frozen=True):
    """A host and a port; port 0 takes any."""

    host: str
    port: int


class Door(msgspec.Struct, frozen=True):
    """Where the relay listens for one workstation, and where that one really is."""

    owner: str
    """The address from which its workstation dials."""
    listen: Endpoint
    target: Endpoint


class Config(msgspec.Struct, frozen=True):
    """What the relay is started with; more doors may come by the control connection."""

    control: Endpoint
    doors: tuple[Door, ...] = ()


class Command(msgspec.Struct, frozen=True):
    """One line on the control connection; the answer is one line too."""

    do: str
    """`door`, `pull`, `restore`, `links`, `stop`."""
    a: str = ""
    b: str = ""
    how: str = RESET
    door: Door | None = None


class _Flow:
    """One connection through the relay: both sockets and the tasks that pump between them."""

    def __init__(self, link: frozenset[str]) -> None:
        self.link = link
        self.writers: list[asyncio.StreamWriter] = []
        self.pumps: list[asyncio.Task[None]] = []
        self.hushed = False
        self.over = asyncio.Event()

    def hush(self) -> None:
        """Forward nothing more, and say nothing of it."""
        self.hushed = True
        for pump in self.pumps:
            pump.cancel()

    def reset(self) -> None:
        """Break both sockets without goodbye."""
        self.hush()
        for writer in self.writers:
            _break(writer)
        self.over.set()


class Relay:
    """Doors, flows and pulled links."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self._servers: list[asyncio.Server] = []
        self._flows: set[_Flow] = set()
        self._pulled: dict[frozenset[str], str] = {}
        self._controls: set[asyncio.StreamWriter] = set()

    async def open_door(self, door: Door) -> Endpoint:
        """Listen at a door; says where."""

        async def knock(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._forward(door, reader, writer)

        server = await asyncio.start_server(knock, door.listen.host, door.listen.port, limit=CHUNK)
        self._servers.append(server)
        return _where(server)

    async def open_control(self, at: Endpoint) -> Endpoint:
        """Listen for commands; says where."""
        server = await asyncio.start_server(self._control, at.host, at.port, limit=MAX_LINE)
        self._servers.append(server)
        return _where(server)

    def pull(self, a: str, b: str, how: str) -> int:
        """Cut the cable between two workstations; says how many connections that took."""
        link = frozenset({a, b})
        self._pulled[link] = how
        hit = [flow for flow in self._flows if flow.link == link]
        for flow in hit:
            flow.reset() if how == RESET else flow.hush()
        return len(hit)

    def restore(self, a: str, b: str) -> None:
        """Put the cable back; what vanished into silence is broken now, as a switch would."""
        link = frozenset({a, b})
        self._pulled.pop(link, None)
        for flow in self._flows:
            if flow.link == link:
                flow.reset()

    def links(self) -> dict[str, int]:
        """How many connections each link carries."""
        counts: dict[str, int] = {}
        for flow in self._flows:
            name = " ".join(sorted(flow.link))
            counts[name] = counts.get(name, 0) + 1
        return counts

    async def close(self) -> None:
        """Stop listening and break everything."""
        for server in self._servers:
            await shut(server.sockets)
            server.close()
        pumps = [pump for flow in self._flows for pump in flow.pumps]
        for flow in list(self._flows):
            flow.reset()
        for writer in self._controls:
            writer.close()
        await asyncio.gather(*pumps, return_exceptions=True)

    async def _forward(self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its end."""
        source = writer.get_extra_info("peername")[0]
        flow = _Flow(frozenset({source, door.owner}))
        flow.writers.append(writer)
        how = self._pulled.get(flow.link)
        if how == RESET:
            _break(writer)
            return
        flow.hushed = how == SILENT
        self._flows.add(flow)
        try:
            if not flow.hushed:
                await self._connect(door, source, flow, reader, writer)
            if flow.hushed:
                await flow.over.wait()  # sockets stay open, and nothing passes, until the cable is back
        finally:
            self._flows.discard(flow)
            flow.reset()

    async def _connect(
        self,
        door: Door,
        source: str,
        flow: _Flow,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        """Pump both ways until one side ends or the cable is pulled."""
        try:
            # From the dialler's own address, so that the workstation sees who really knocks.
            inward, onward = await asyncio.open_connection(
                door.target.host, door.target.port, local_addr=(source, 0), limit=CHUNK
            )
        except OSError:
            return  # nobody is there: the finally above refuses the dialler too
        flow.writers.append(onward)
        loop = asyncio.get_running_loop()
        flow.pumps += [loop.create_task(_pump(reader, onward)), loop.create_task(_pump(inward, writer))]
        if flow.hushed:
            flow.hush()  # pulled while we were connecting
        await asyncio.gather(*flow.pumps, return_exceptions=True)

    async def _control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._controls.add(writer)
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self._obey(line)).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError) as error:
            print(f"a control connection ended: {error}", file=sys.stderr)
        finally:
            self._controls.discard(writer)
            writer.close()

    async def _obey(self, line: bytes) -> dict[str, Any]:
        try:
            command = msgspec.json.decode(line, type=Command)
        except msgspec.MsgspecError as error:
            return {"ok": False, "error": str(error)}
        if command.do == "door" and command.door is not None:
            try:
                at = await self.open_door(command.door)
            except OSError as error:
                return {"ok": False, "error": str(error)}
            return {"ok": True, "listen": [at.host, at.port]}
        if command.do == "pull" and command.how in {RESET, SILENT}:
            return {"ok": True, "killed": self.pull(command.a, command.b, command.how)}
        if command.do == "restore":
            self.restore(command.a, command.b)
            return {"ok": True}
        if command.do == "links":
            return {"ok": True, "links": self.links()}
        if command.do == "stop":
            self.stopping.set()
            return {"ok": True}
        return {"ok": False, "error": f"no such command: {command.do}"}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Forward until the end of one direction, which is forwarded too, be it polite or a reset."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        _break(writer)


def _break(writer: asyncio.StreamWriter) -> None:
    """Close at once with a reset: no last bytes, no goodbye."""
    if not writer.transport.is_closing():
        sock: socket.socket = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _where(server: asyncio.Server) -> Endpoint:
    host, port = server.sockets[0].getsockname()[:2]
    return Endpoint(host, port)


async def run(config: Config) -> None:
    """Open everything, say where on one line of standard output, and work until told to stop."""
    relay = Relay()
    try:
        control = await relay.open_control(config.control)
        doors = [await relay.open_door(door) for door in config.doors]
        ready = {"control": [control.host, control.port], "doors": [[at.host, at.port] for at in doors]}
        print(json.dumps(ready), flush=True)
        await relay.stopping.wait()
        await asyncio.sleep(0.05)  # the answer to `stop` goes out
    finally:
        await relay.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m ops.demo.relay --config FILE`; exit status 2 when the file is no configuration."""
    parser = argparse.ArgumentParser(prog="python -m ops.demo.relay", description=__doc__)
    parser.add_argument("--config", required=True, type=Path, help="JSON: control and doors")
    chosen = parser.parse_args(arguments)
    try:
        config = msgspec.json.decode(chosen.config.read_bytes(), type=Config)
    except (OSError, msgspec.MsgspecError) as error:
        print(f"{chosen.config} is no configuration of the relay: {error}", file=sys.stderr)
        return 2
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(config))
    return 0


if __name__ == "__main__":
    sys.exit(main())
