"""One connection at work over a pipe in memory: patience, bounded queues, ends of every sort."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import msgspec
import pytest

from sync.addresses import Address
from sync.channel import Channel, ChannelError
from sync.codes import Code
from sync.conversation import Conversation, Heads, NotePeer
from sync.link import BUSY, QUEUE, Link
from sync.messages import Bye, Ping, Place, Scope, decode_message, encode_message
from sync.pace import Pace
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import party
from tests.sync.stations import QUICK, RealClock, until

A, B = bytes([1]) * 16, bytes([2]) * 16


class PipeChannel(Channel):
    """One end of a pipe in memory; `deaf` never takes what is sent to it."""

    def __init__(self) -> None:
        self.remote = Address("pipe", 0)
        self.fingerprint = None
        self.inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.other: PipeChannel | None = None
        self.deaf = False
        self.aborted = False
        self.heard = asyncio.get_running_loop().time()
        self.quiet: Callable[[], float] | None = None

    async def send(self, data: bytes) -> None:
        other = self.other
        if self.aborted or other is None or other.aborted:
            raise ChannelError(Code.LOST, "broken pipe")
        if other.deaf:
            await asyncio.Event().wait()
        other.heard = asyncio.get_running_loop().time()
        other.inbox.put_nowait(data)

    async def receive(self) -> bytes:
        data = await self.inbox.get()
        if data is None:
            raise ChannelError(Code.LOST, "broken pipe")
        return data

    def quiet_for(self) -> float:
        if self.quiet is not None:
            return self.quiet()
        return asyncio.get_running_loop().time() - self.heard

    async def close(self) -> None:
        self.abort()

    def abort(self) -> None:
        self.aborted = True
        self.inbox.put_nowait(None)
        if self.other is not None:
            self.other.inbox.put_nowait(None)


def pipe() -> tuple[PipeChannel, PipeChannel]:
    one, other = PipeChannel(), PipeChannel()
    one.other, other.other = other, one
    return one, other


class End:
    """A link on a replica in memory, with its notes."""

    def __init__(
        self, channel: PipeChannel, me: bytes, other: bytes, *, dialled: bool, pace: Pace = QUICK
    ) -> None:
        self.replica = MemoryReplica(me)
        self.notes: list[NotePeer] = []
        self.channel = channel
        self.talk = Conversation(
            party(self.replica), Scope.ALL, self.replica.heads, dialled=dialled, expected=other
        )
        self.link = Link(
            channel,
            self.talk,
            self.replica,
            RealClock(),
            pace,
            source=other,
            heads=self.heads,
            noted=self.noted,
        )
        self.replica.subscribe(lambda: self.link.replica_changed(self.replica.heads))

    async def heads(self) -> Heads:
        return self.replica.heads

    async def noted(self, _link: Link, note: NotePeer) -> None:
        self.notes.append(note)


def test_two_links_synchronise_push_and_say_goodbye() -> None:
    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        running = asyncio.gather(a.link.run(), b.link.run())
        await until(lambda: a.talk.synchronised and b.talk.synchronised)
        a.replica.write("pushed")
        await until(lambda: b.replica.texts() == ["pushed"])
        assert b.link.heard_at_ms is not None
        await a.link.leave(Code.STOPPING, "evening")
        ends = await running
        assert [end.code for end in ends] == [Code.STOPPING, Code.STOPPING]
        assert b.notes[-1] == NotePeer("goodbye", {"code": "stopping", "detail": "evening"})
        assert a.channel.aborted
        assert b.channel.aborted

    asyncio.run(play())


def test_a_deaf_peer_is_left_and_leaving_it_takes_no_longer_than_agreed() -> None:
    async def play() -> None:
        one, other = pipe()
        other.deaf = True
        a = End(one, A, B, dialled=True, pace=msgspec.structs.replace(QUICK, hello=60.0))
        running = asyncio.ensure_future(a.link.run())
        await asyncio.sleep(0.05)
        await a.link.leave(Code.STOPPING)
        assert (await running).code in {Code.STUCK, Code.LOST}

    asyncio.run(play())


def test_a_peer_that_asks_and_never_listens_does_not_grow_our_memory() -> None:
    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        running = asyncio.gather(a.link.run(), b.link.run())
        await until(lambda: a.talk.synchronised)
        other.deaf = True
        for number in range(1, 3 * QUEUE):
            one.inbox.put_nowait(encode_message(Ping(number, 0)))
        await until(lambda: one.aborted)
        assert a.link._outbox.qsize() <= QUEUE
        assert (await running)[0].code is Code.STUCK

    asyncio.run(play())


def test_a_busy_day_beside_a_slow_peer_is_no_reason_to_hang_up() -> None:
    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        running = asyncio.gather(a.link.run(), b.link.run())
        await until(lambda: a.talk.synchronised)
        gate = asyncio.Event()
        send = one.send

        async def slow(data: bytes) -> None:
            await gate.wait()
            await send(data)

        one.send = slow  # type: ignore[method-assign]  # the cable is slow for a while
        for number in range(3 * QUEUE):
            a.replica.write(f"act {number}")
            await asyncio.sleep(0)
        assert a.link._overflow is None
        gate.set()
        await until(lambda: len(b.replica.texts()) == 3 * QUEUE)
        await until(lambda: a.talk.synchronised)
        await a.link.leave(Code.STOPPING)
        await running

    asyncio.run(play())


def test_news_that_wait_behind_a_slow_cable_are_not_called_told() -> None:
    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        running = asyncio.gather(a.link.run(), b.link.run())
        await until(lambda: a.talk.synchronised)
        gate = asyncio.Event()
        send = one.send

        async def slow(data: bytes) -> None:
            await gate.wait()
            await send(data)

        one.send = slow  # type: ignore[method-assign]  # the cable is slow for a while
        for number in range(1, BUSY + 2):
            a.link.tell_places([Place(A, "192.0.2.7", number, 0)])
        assert a.link._outbox.qsize() >= BUSY
        a.replica.write("waits behind the places")
        assert (a.talk.synchronised, a.link.synchronised) == (True, False)
        gate.set()
        await until(lambda: a.link.synchronised and b.replica.texts() == ["waits behind the places"])
        await a.link.leave(Code.STOPPING)
        await running

    asyncio.run(play())


def test_silence_ends_it_unless_it_was_us_who_slept() -> None:
    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        running = asyncio.gather(a.link.run(), b.link.run())
        await until(lambda: a.talk.synchronised)
        one.quiet = lambda: 1e9
        ends = await running
        assert ends[0].code is Code.SILENT
        assert ends[1].code is Code.LOST

    asyncio.run(play())


def test_a_suspended_computer_gives_its_peers_a_chance() -> None:
    class Suspended(RealClock):
        def __init__(self) -> None:
            super().__init__()
            self.elapsed = super().monotonic()  # a computer may have run for longer than an hour

        def monotonic(self) -> float:
            self.elapsed += 3600.0  # each look comes an hour after the last
            return self.elapsed

    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        running = asyncio.gather(a.link.run(), b.link.run())
        await until(lambda: a.talk.synchronised)
        a.link._clock = Suspended()
        one.quiet = lambda: 1e9
        await asyncio.sleep(0.3)
        assert not one.aborted
        await a.link.leave(Code.DONE)
        await running

    asyncio.run(play())


def test_a_defect_of_the_replica_ends_this_connection_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        one, other = pipe()
        a, b = End(one, A, B, dialled=True), End(other, B, A, dialled=False)
        a.replica.write("never taken in")
        a.link.conversation.flow.heads = a.replica.heads

        async def fails(*_: object) -> object:
            raise ZeroDivisionError

        b.replica.integrate = fails  # type: ignore[method-assign, assignment]  # a defect
        ends = await asyncio.gather(a.link.run(), b.link.run())
        assert ends[1].code is Code.INTERNAL
        assert ends[0].code is Code.INTERNAL, "it was told"

    asyncio.run(play())
    assert "ZeroDivisionError" in caplog.text


def test_cancelling_leaves_nothing_open() -> None:
    async def play() -> None:
        one, other = pipe()
        a = End(one, A, B, dialled=True)
        running = asyncio.ensure_future(a.link.run())
        await asyncio.sleep(0.05)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert one.aborted
        assert isinstance(decode_message(await other.receive()), object)

    asyncio.run(play())


def test_cancelling_one_that_breaks_off_in_that_moment_is_not_forgotten() -> None:
    async def play() -> None:
        one, _ = pipe()
        a = End(one, A, B, dialled=True)
        running = asyncio.ensure_future(a.link.run())
        await asyncio.sleep(0.05)
        one.abort()
        await asyncio.sleep(0)  # the reader wakes up and fails in the next turn, in which it is cancelled too
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(play())


def test_what_was_already_read_is_heard_first() -> None:
    async def play() -> None:
        one, _ = pipe()
        a = End(one, A, B, dialled=False)
        close = await a.link.run(encode_message(Bye(Code.BUSY, "")))
        assert close.code is Code.BUSY

    asyncio.run(play())
