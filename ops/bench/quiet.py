"""A site in which nobody does anything: real links and conversations, over counting channels in memory.

The replicas hold the same few heads and never change. There is no TLS: its bytes are for the measure to add.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from node.clock import SystemClock, system_random
from schema.codec import tagged_hash
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.addresses import Address
from sync.channel import Channel, ChannelError
from sync.codes import Code
from sync.conversation import Conversation, Heads, NotePeer, Party
from sync.link import Link
from sync.messages import Scope
from sync.pace import Pace
from sync.ports import BlobState, Integrated, Lacking, Member, Rank, Record, Vector

_SITE: Final = tagged_hash("bench", b"site")[:16]


class CountingChannel(Channel):
    """One end of a pipe in memory; counts what is sent into it."""

    def __init__(self) -> None:
        self.remote = Address("memory", 0)
        self.fingerprint = None
        self.other: CountingChannel | None = None
        self.messages = 0
        self.bytes = 0
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._heard = asyncio.get_running_loop().time()

    async def send(self, data: bytes) -> None:
        """Hand it over at once."""
        self.messages += 1
        self.bytes += len(data)
        if self.other is not None:
            self.other.take(data)

    def take(self, data: bytes | None) -> None:
        """Hear something, or that the pipe is closed."""
        self._heard = asyncio.get_running_loop().time()
        self._inbox.put_nowait(data)

    async def receive(self) -> bytes:
        """The next message."""
        data = await self._inbox.get()
        if data is None:
            raise ChannelError(Code.LOST, "closed")
        return data

    def quiet_for(self) -> float:
        """Seconds since something was heard."""
        return asyncio.get_running_loop().time() - self._heard

    async def close(self) -> None:
        """Close both ends."""
        self.abort()

    def abort(self) -> None:
        """Close both ends."""
        for end in (self, self.other):
            if end is not None:
                end.take(None)


class QuietReplica:
    """`sync.ports.ReplicaPort` over a vector that never changes."""

    def __init__(self, vector: Vector) -> None:
        self._vector = vector

    async def vector(self, scope: str) -> Vector:
        """The same for every scope."""
        del scope
        return self._vector

    async def read_after(
        self, theirs: Sequence[Tip], sent: Mapping[Id, int], scope: str, max_bytes: int
    ) -> Lacking:
        """Nobody lacks anything."""
        del theirs, sent, scope, max_bytes
        return Lacking(())

    async def ladder(self, journal: Id) -> Sequence[Tip]:
        """No journal is forked."""
        del journal
        return ()

    async def own_journals(self) -> frozenset[Id]:
        """Nothing is written."""
        return frozenset()

    def expect(self, transactions: Sequence[bytes]) -> None:
        """Nothing is checked ahead."""

    async def integrate(self, transactions: Sequence[bytes], source: Id | None) -> Integrated:
        """Nothing is sent."""
        del transactions, source
        return Integrated(0, 0, 0, ())

    async def records(self, known: Mapping[tuple[Id, str], Rank]) -> Sequence[Record]:
        """None is newer."""
        del known
        return ()

    async def accept_records(self, records: Sequence[Record]) -> int:
        """None is sent."""
        del records
        return 0

    async def publish_receipt(self) -> None:
        """Nothing has changed."""

    async def blobs(self) -> Sequence[BlobState]:
        """No editions."""
        return ()

    async def read_blob(self, content: Hash, offset: int, size: int) -> bytes:
        """No editions."""
        del content, offset, size
        return b""

    async def write_blob(self, content: Hash, offset: int, data: bytes) -> bool:
        """No editions."""
        del content, offset, data
        return False

    async def members(self) -> Sequence[Member]:
        """Nobody asks."""
        return ()

    async def note_peer(self, workstation: Id, what: str, values: Mapping[str, str]) -> None:
        """Nobody reads it."""
        del workstation, what, values

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Nothing will change."""
        del changed
        return lambda: None


class QuietSite:
    """So many workstations, each connected with each other one."""

    def __init__(self, workstations: int, pace: Pace) -> None:
        ids = [tagged_hash("bench", number.to_bytes(2, "big"))[:16] for number in range(workstations)]
        tips = {one: Tip(one, 1, bytes(32)) for one in ids}
        heads = Heads(tips, tips)
        self.channels: dict[Id, list[CountingChannel]] = {one: [] for one in ids}
        self.links: list[Link] = []

        async def fresh() -> Heads:
            return heads

        async def noted(link: Link, note: NotePeer) -> None:
            del link, note

        replica, parties = QuietReplica(tips), {one: Party(_SITE, one, system_random(16), "") for one in ids}
        for index, one in enumerate(ids):
            for other in ids[index + 1 :]:
                ends = CountingChannel(), CountingChannel()
                ends[0].other, ends[1].other = ends[1], ends[0]
                for channel, me, peer in ((ends[0], one, other), (ends[1], other, one)):
                    self.channels[me].append(channel)
                    talk = Conversation(parties[me], Scope.ALL, heads, dialled=me == one, expected=peer)
                    link = Link(
                        channel,
                        talk,
                        replica,
                        SystemClock(),
                        pace,
                        source=peer,
                        heads=fresh,
                        noted=noted,
                        connections=lambda: workstations - 1,
                    )
                    self.links.append(link)

    def sent(self) -> list[tuple[int, int]]:
        """Messages and bytes that each workstation has sent."""
        return [
            (sum(one.messages for one in channels), sum(one.bytes for one in channels))
            for channels in self.channels.values()
        ]
