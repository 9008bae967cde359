"""What is known of each other member: its connection, its last words, what separates us."""

import asyncio

import msgspec

from schema.ids import Id
from schema.transaction import Tip
from sync.addresses import Known, Source
from sync.backoff import Backoff
from sync.conversation.heads import lacking
from sync.link import Link
from sync.ports import Member, Vector


class PeerStatus(msgspec.Struct, frozen=True):
    """One line of the network strip, each figure with its evidence."""

    workstation: Id
    name: str
    connected_since: int | None
    """UTC ms; `None` when not connected."""
    last_exchange: int | None
    """UTC ms of the last message heard from it since this start."""
    synchronised: bool
    """Connected, and both durable vectors equal."""
    we_lack: int | None
    """Transactions that it had and we have not; `None` when it has not been met."""
    they_lack: int | None
    """Transactions that we have and it had not when last heard."""
    clock_difference_ms: int | None
    """Its clock minus ours."""
    found_by: str
    """`mdns` (seen now), else how we came to its address: `typed`, `last_known`, `told`, or `incoming`."""
    address: str
    """Where it was reached or is to be reached; empty when unknown."""
    error: str
    """Code of the last failure since the last meeting; empty when all is well."""


class Peer:
    """One member that is not ourselves."""

    def __init__(self, member: Member, backoff: Backoff) -> None:
        self.member = member
        self.backoff = backoff
        self.link: Link | None = None
        self.dialled = False
        """Whether the present connection was made from here."""
        self.linked_at = float("-inf")
        """Monotonic time since which it is held."""
        self.connected_since: int | None = None
        self.last_exchange: int | None = None
        self.found_by = ""
        self.address = ""
        self.error = ""
        self.clock_difference_ms: int | None = None
        self.visited_at = float("-inf")
        """Monotonic time of our last visit to its lobby."""
        self.news = asyncio.Event()
        """Something that makes an attempt worth while now: an address, a lost connection."""
        self.task: asyncio.Task[None] | None = None
        self._theirs: tuple[Tip, ...] | None = None

    def lose(self) -> None:
        """The connection is over; what it knew is kept."""
        if self.link is not None:
            self.learn(self.link)
        self.link, self.connected_since = None, None

    def learn(self, link: Link) -> None:
        """Keep what a connection knows, for when it is gone."""
        talk = link.conversation
        self.last_exchange = link.heard_at_ms or self.last_exchange
        if talk.peer is not None:
            self._theirs = talk.flow.theirs
            self.clock_difference_ms = talk.liveness.difference_ms

    def status(self, ours: Vector, seen_by_mdns: bool, candidates: list[Known]) -> PeerStatus:
        """The report, from what the connection knows now or knew at its end."""
        link = self.link
        if link is not None:
            self.learn(link)
        theirs = self._theirs
        best = candidates[0] if candidates else None
        found_by, address = self.found_by, self.address
        if found_by in {"", "incoming"} and best is not None:
            # It dialled us: what we know of it by ourselves says more than that.
            found_by, address = best.source.value, address or str(best.front)
        if seen_by_mdns:
            # Whichever hint was quicker: it is found again without anybody's help.
            found_by = Source.MDNS.value
        return PeerStatus(
            workstation=self.member.workstation,
            name=self.member.name,
            connected_since=self.connected_since,
            last_exchange=self.last_exchange,
            synchronised=self.connected_since is not None and link is not None and link.synchronised,
            we_lack=None if theirs is None else lacking(theirs, ours.values()),
            they_lack=None if theirs is None else lacking(ours.values(), theirs),
            clock_difference_ms=self.clock_difference_ms,
            found_by=found_by,
            address=address,
            error=self.error,
        )
