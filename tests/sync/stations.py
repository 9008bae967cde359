"""Workstations with keys, certificates, replicas and services, for tests with real sockets."""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schema.ids import Id
from sync import tls
from sync.addresses import Address
from sync.conversation import Party
from sync.conversation.meeting import hello_of
from sync.messages import Hello, Place, Scope, encode_message
from sync.pace import Pace
from sync.peers import PeerStatus
from sync.ports import Member
from sync.service import Service
from sync.settings import Identity, Settings
from tests.sync.fakes import MemoryReplica
from tests.sync.toys import SITE

QUICK = Pace(ping=0.1, dead=1.5, hello=1.0, stuck=1.0, visit=2.0, leave=0.5)


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


def hello_from(number: int, **changes: object) -> bytes:
    """The first message of a workstation, with these fields otherwise."""
    party = Party(SITE, station(number).workstation, bytes(16), "raw")
    hello = hello_of(party, Scope.ALL, (), 0)
    return encode_message(
        Hello(**({name: getattr(hello, name) for name in hello.__struct_fields__} | changes))
    )


class RealClock:
    """The computer's clock, set wrong by `off_ms`."""

    def __init__(self, off_ms: int = 0) -> None:
        self.off_ms = off_ms

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.off_ms

    def monotonic(self) -> float:
        return time.monotonic()


class Post:
    """A running workstation: a service on a replica in memory, at 127.0.0.(10 + number)."""

    def __init__(self, number: int, knows: Iterable[int], site: Id = SITE, off_ms: int = 0) -> None:
        self.number = number
        self.station = station(number)
        self.replica = MemoryReplica(self.station.workstation, site)
        self.host = f"127.0.0.{10 + number}"
        self.clock = RealClock(off_ms)
        self.site = site
        self.know(*knows)
        self.service: Service | None = None
        self.listened = (0, 0)

    def know(self, *numbers: int) -> None:
        """These are the members, as far as this workstation knows."""
        self.replica.member_list = [station(number).member for number in {self.number, *numbers}]

    @property
    def running(self) -> Service:
        assert self.service is not None
        return self.service

    def place(self) -> Place:
        """Where it can be reached."""
        front, lobby = self.running.listening
        assert front is not None
        return Place(self.station.workstation, front.host, front.port, lobby.port if lobby else 0)

    def address(self) -> Address:
        return Address(self.place().host, self.place().port)

    async def start(
        self,
        *remembered: Place,
        typed: tuple[Address, ...] = (),
        pace: Pace = QUICK,
        discovery: bool = False,
        announce: Address | None = None,
        listen: tuple[int, int] = (0, 0),
        everywhere: bool = False,
    ) -> None:
        """With `everywhere` it listens on every address and announces none, as a new workstation does."""
        one = self.station
        host = "0.0.0.0" if everywhere else self.host  # noqa: S104
        settings = Settings(
            Address(host, listen[0]),
            Address(host, listen[1]),
            announce=announce,
            dial_from=self.host,
            discovery=discovery,
            interfaces=(self.host,),
            pace=pace,
        )
        self.service = Service(
            Identity(self.site, one.workstation, one.certificate, one.key, "toy"),
            self.replica,
            self.clock,
            os.urandom,
            settings,
            remembered=remembered,
            typed=typed,
        )
        await self.service.start()

    async def stop(self) -> None:
        if self.service is not None:
            await self.service.stop()
            self.service = None

    def sees(self, other: "Post") -> PeerStatus:
        """The status line of the other."""
        (line,) = (one for one in self.running.status() if one.workstation == other.station.workstation)
        return line

    def noted(self, what: str) -> list[dict[str, str]]:
        """Values of the notes of one kind."""
        return [values for _, kind, values in self.replica.notes if kind == what]


@asynccontextmanager
async def stopping(*posts: Post) -> AsyncIterator[None]:
    """Stop them all in the end, and see that no task is left."""
    before = asyncio.all_tasks()
    try:
        yield
    finally:
        for post in posts:
            await post.stop()
        await asyncio.sleep(0)
        left = asyncio.all_tasks() - before
        assert not left, left


def synchronised(*posts: Post) -> bool:
    """Whether each says of each other that they are."""
    return all(a.sees(b).synchronised for a, b in itertools.permutations(posts, 2))


async def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for what other tasks do; fails when it does not happen.

    Longer than two of the longest waits between attempts, which a busy machine may go through.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError("it did not happen")
        await asyncio.sleep(0.01)
