"""One connection at work: carries out a conversation's effects on a channel and a replica.

Four tasks: one reads, one writes, one works on the replica, one looks at the time. They share
nothing with other connections, so a slow or silent peer holds up nobody else; every queue between
them is bounded.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from schema.ids import Hash, Id
from sync.channel import Channel, ChannelError
from sync.codes import Code
from sync.conversation import (
    AcceptRecords,
    Close,
    Conversation,
    Effect,
    Heads,
    HeardPlaces,
    Integrate,
    ListBlobs,
    NotePeer,
    ReadAfter,
    ReadBlob,
    ReadLadder,
    ReadRecords,
    Send,
    WriteBlob,
)
from sync.messages import Place, Scope
from sync.pace import Pace
from sync.ports import Clock, ReplicaPort

_LOG = logging.getLogger(__name__)

QUEUE = 64
"""Effects or messages waiting in one connection; the conversation's own windows stay far below."""

BUSY = 8
"""With so much waiting, news of the replica are passed on later, the newest alone."""

E = TypeVar("E", bound=BaseException)


class _OverError(Exception):
    """Carries the end of a connection from one of its tasks to `run`."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.detail)
        self.close = close


class Link:
    """Runs one conversation to its end."""

    def __init__(
        self,
        channel: Channel,
        conversation: Conversation,
        replica: ReplicaPort,
        clock: Clock,
        pace: Pace,
        *,
        source: Id | None,
        heads: Callable[[], Awaitable[Heads]],
        noted: Callable[["Link", NotePeer], Awaitable[None]],
        heard_places: Callable[[tuple[Place, ...]], Awaitable[None]] | None = None,
        elsewhere: Callable[["Link"], AbstractSet[Hash]] = lambda _link: frozenset(),
        connections: Callable[[], int] = lambda: 1,
    ) -> None:
        """`source` is the member whose certificate was seen; `heads` reads them afresh.

        `connections` is how many stand here now, this one included.
        """
        self.channel = channel
        self.conversation = conversation
        self.heard_at_ms: int | None = None
        """Wall clock when the last message came."""
        self._replica = replica
        self._clock = clock
        self._pace = pace
        self._source = source
        self._heads = heads
        self._noted = noted
        self._heard_places = heard_places
        self._elsewhere = elsewhere
        self._connections = connections
        self._outbox: asyncio.Queue[bytes | Close] = asyncio.Queue(QUEUE)
        self._work: asyncio.Queue[Effect] = asyncio.Queue(QUEUE)
        self._doing: Effect | None = None
        """What is being carried out; left over when the end of the connection interrupts it."""
        self._overflow: Close | None = None
        self._news: Heads | None = None
        self._done = asyncio.Event()

    async def run(self, first: bytes | None = None) -> Close:
        """Talk until it is over; says how it ended. Only cancelling raises. `first` was read already."""
        close: Close | None = None
        try:
            # In a task of its own: until Python 3.11.3 a group that fails leaves its task marked as being
            # cancelled, and the next time limit of whoever called us would then end them for good.
            await asyncio.get_running_loop().create_task(self._talk(first))
        except* _OverError as overs:
            close = _first(overs).close
        except* ChannelError as lost:
            code = _first(lost).code
            close = close or Close(code, str(_first(lost)))
        except* Exception as defects:  # noqa: BLE001 - whatever failed, this one connection ends and says so
            # The replica or this program failed; the peer is told so, the log gets the whole.
            _LOG.exception("a connection ended by a defect", exc_info=defects)
            close = Close(Code.INTERNAL, type(_first(defects)).__name__)
            await self._last_words(close)
        finally:
            self.channel.abort()
            self._done.set()
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # A group that fails in the moment in which it is cancelled tells of its failure alone (cpython
            # issue 116720): whoever called us would not notice, and go on for ever.
            raise asyncio.CancelledError
        await self._last_notes()
        return close or Close(Code.LOST, "")

    async def _talk(self, first: bytes | None) -> None:
        async with asyncio.TaskGroup() as group:
            for task in (self._write(), self._carry_out(), self._watch()):
                group.create_task(task)
            self._perform(self.conversation.start(self._now()))
            group.create_task(self._read(first))

    @property
    def synchronised(self) -> bool:
        """Whether both hold the same, and the peer was told of all that is stored here."""
        return self._news is None and self.conversation.synchronised

    def replica_changed(self, heads: Heads) -> None:
        """Something new is stored. While much is waiting, the newest heads wait too, once."""
        self._news = heads
        self._pass_news()

    def tell_places(self, places: Sequence[Place]) -> None:
        """Tell the peer where workstations can be reached."""
        self._perform(self.conversation.tell_places(places))

    async def leave(self, code: Code, detail: str = "") -> None:
        """End it from here; returns when it is over, within the time for last words."""
        self._perform(self.conversation.leave(code, detail))
        try:
            async with asyncio.timeout(2 * self._pace.leave):
                await self._done.wait()
        except TimeoutError:
            self.channel.abort()

    def _pass_news(self) -> None:
        if self._news is not None and max(self._outbox.qsize(), self._work.qsize()) < BUSY:
            heads, self._news = self._news, None
            self._perform(self.conversation.replica_changed(heads))

    # The four tasks

    async def _read(self, first: bytes | None) -> None:
        if first is not None:
            self._hear(first)
        while True:
            self._hear(await self.channel.receive())

    async def _write(self) -> None:
        while True:
            item = await self._outbox.get()
            if isinstance(item, Close):
                raise _OverError(item)
            await self.channel.send(item)
            self._pass_news()

    async def _carry_out(self) -> None:
        while True:
            self._doing = await self._work.get()
            self._perform(await self._effect(self._doing))
            self._doing = None
            self._pass_news()

    async def _watch(self) -> None:
        """Signs of life, and the patience that is left."""
        pace = self._pace
        started = progress_at = pinged_at = checked_at = self._clock.monotonic()
        progress: tuple[int, int] | None = None
        while True:
            await asyncio.sleep(pace.ping / 2)
            now = self._clock.monotonic()
            late, checked_at = now - checked_at > pace.dead / 2, now
            if self._overflow is not None:
                raise _OverError(self._overflow)
            if self.conversation.closed:
                await asyncio.sleep(pace.leave)
                raise _OverError(Close(Code.STUCK, "the last words did not go out"))
            patience = pace.visit if self.conversation.scope is Scope.MEMBERSHIP else pace.hello
            if self.conversation.scope is Scope.MEMBERSHIP or self.conversation.peer is None:
                if now - started > patience:
                    self._perform(self.conversation.leave(Code.LATE, "it took too long"))
                continue
            # If we ourselves slept (a suspended computer), what came meanwhile is read first.
            quiet, connections = self.channel.quiet_for(), self._connections()
            if quiet > pace.silent(connections) and not late:
                raise _OverError(Close(Code.SILENT, "nothing was heard for too long"))
            state = self.conversation.flow.unanswered, self.conversation.flow.they_lack
            if not state[0] or state != progress:
                progress, progress_at = state, now
            elif now - progress_at > pace.stuck:
                self._perform(self.conversation.leave(Code.STUCK, "batches are not answered"))
                continue
            wanted = quiet >= pace.quiet(connections, pinged_last=self.conversation.liveness.pinged_last)
            if wanted and now - pinged_at >= pace.ping and self._outbox.empty():
                pinged_at = now
                self._perform(self.conversation.ping(self._now()))

    # Effects

    def _hear(self, data: bytes) -> None:
        self.heard_at_ms = self._now()
        self._perform(self.conversation.received(data, self.heard_at_ms))

    def _perform(self, effects: list[Effect]) -> None:
        """Queue effects in order; an overfull queue ends the connection instead of growing."""
        for effect in effects:
            try:
                if isinstance(effect, Send):
                    self._outbox.put_nowait(effect.data)
                elif isinstance(effect, Close):
                    self._outbox.put_nowait(effect)
                else:
                    self._work.put_nowait(effect)
                    if isinstance(effect, Integrate):
                        self._replica.expect(effect.transactions)
            except asyncio.QueueFull:
                self._overflow = Close(Code.STUCK, "more is waiting than agreed")

    async def _effect(self, effect: Effect) -> list[Effect]:
        """Carry out one effect; its result may lead to others."""
        talk, replica = self.conversation, self._replica
        if isinstance(effect, ReadAfter):
            scope = "all" if effect.scope is Scope.ALL else "membership"
            lacking = await replica.read_after(effect.theirs, effect.sent, scope, effect.max_bytes)
            return talk.was_read(lacking)
        if isinstance(effect, ReadLadder):
            return talk.ladder_read(effect, await replica.ladder(effect.journal))
        if isinstance(effect, Integrate):
            result = await replica.integrate(effect.transactions, self._source)
            return talk.was_integrated(result, await self._heads())
        if isinstance(effect, ReadRecords):
            return talk.records_read(await replica.records(effect.known))
        if isinstance(effect, AcceptRecords):
            await replica.accept_records(effect.records)
            return talk.records_accepted()
        if isinstance(effect, ListBlobs):
            blobs = await replica.blobs()
            return talk.blobs_listed(blobs, self._elsewhere(self))
        if isinstance(effect, ReadBlob):
            return talk.blob_read(effect, await replica.read_blob(effect.content, effect.offset, effect.size))
        if isinstance(effect, WriteBlob):
            return talk.blob_written(
                effect, await replica.write_blob(effect.content, effect.offset, effect.data)
            )
        if isinstance(effect, HeardPlaces):
            if self._heard_places is not None:
                await self._heard_places(effect.places)
        elif isinstance(effect, NotePeer):
            await self._noted(self, effect)
        return []

    async def _last_notes(self) -> None:
        """What was noted about the peer shortly before the end is still worth keeping."""
        left = [self._doing]
        while not self._work.empty():
            left.append(self._work.get_nowait())
        for effect in left:
            if isinstance(effect, NotePeer):
                try:
                    await self._noted(self, effect)
                except Exception:  # noqa: BLE001 - it is over anyway; the log keeps what went wrong
                    _LOG.exception("a note about a peer could not be kept")

    async def _last_words(self, close: Close) -> None:
        """Send what `leave` says, past the tasks, which have ended."""
        try:
            async with asyncio.timeout(self._pace.leave):
                for effect in self.conversation.leave(close.code, ""):
                    if isinstance(effect, Send):
                        await self.channel.send(effect.data)
        except (TimeoutError, ChannelError):
            return  # the peer will notice the silence

    def _now(self) -> int:
        return self._clock.now_ms()


def _first(group: BaseExceptionGroup[E]) -> E:
    """One of the exceptions of a group, however deep it lies."""
    error: E | BaseExceptionGroup[E] = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
