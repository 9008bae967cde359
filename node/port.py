"""The replica as the network sees it: `sync.ports.ReplicaPort` over the writer thread.

Everything runs on the one thread that owns the replica. While a peer sends many batches, or small ones
faster than they can be folded, their files are folded at the end, or as soon as somebody asks something here.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from node.ahead import Ahead, is_large
from node.desk import Desk
from node.peer_notes import LASTING, SAID_ONCE, PeerNote, away, note_news, note_peer
from node.services import Services
from node.store.beside import Beside
from node.store.checked import Verdicts, keys_of
from node.store.errors import UNWRITABLE
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.ports import BlobState, Integrated, Lacking, Member, Rank, Record, Vector
from sync.receipts import RECEIPT, RULES, read_receipt, receipt_of, what_of, write_receipt

T = TypeVar("T")
REST = 3
"""After a batch was folded, what comes within so many times as long waits to be folded together."""


class Port:
    """Feeds the replica from the network; its methods are awaited on the network's loop."""

    def __init__(self, desk: Desk, services: Services, writer: Executor) -> None:
        self._desk = desk
        self._services = services
        self._writer = writer
        self._ahead = Ahead(lambda: Beside(desk.replica.folder, desk.vault.database_key, desk.vault.site))
        self._changed: list[Callable[[], None]] = []
        self.troubles: dict[Id, str] = {}
        """What is wrong with a workstation although it can be reached: see `node.peer_notes`."""
        self._settled_then: dict[Id, frozenset[tuple[Id, tuple[tuple[Tip, ...], ...]]]] = {}
        """By workstation in trouble: what people had settled of its journals when that was noted."""
        self._owed: dict[tuple[Id, str, str], tuple[int, PeerNote]] = {}
        """What was said once while the disk took nothing, and when: by workstation, what and journal."""
        self._digested = -1
        """`Replica.changes` when the state was last digested for a receipt."""
        self._resting_until = float("-inf")
        """Monotonic; batches that arrive before are folded later."""
        self._loop: asyncio.AbstractEventLoop | None = None
        services.watch(lambda _event: self._tell())

    async def _on_writer(self, work: Callable[[], T]) -> T:
        self._loop = asyncio.get_running_loop()
        return await self._loop.run_in_executor(self._writer, work)

    def _tell(self) -> None:
        # Called on the writer thread; subscribers live on the loop's.
        loop = self._loop
        if loop is not None and not loop.is_closed():
            for callback in tuple(self._changed):
                loop.call_soon_threadsafe(callback)

    async def vector(self, scope: str) -> Vector:
        """Heads of the strands held."""
        return await self._on_writer(partial(self._desk.replica.vector, scope))

    async def read_after(
        self, theirs: Sequence[Tip], sent: Mapping[Id, int], scope: str, max_bytes: int
    ) -> Lacking:
        """What the owner of these tips lacks, in causal order."""
        return await self._on_writer(
            partial(self._desk.replica.relay.lacking, theirs, sent, scope, max_bytes)
        )

    async def ladder(self, journal: Id) -> Sequence[Tip]:
        """What is held of a forked journal, rung by rung."""
        return await self._on_writer(partial(self._desk.replica.relay.ladder, journal))

    async def own_journals(self) -> frozenset[Id]:
        """The journals that this workstation writes."""
        # Where a damaged row hides one of them, a peer sends that row: the conversation goes on.
        return await self._on_writer(lambda: self._desk.own_journals)

    def expect(self, transactions: Sequence[bytes]) -> None:
        """See that much is checked ahead."""
        self._ahead.expect(transactions)

    async def integrate(self, transactions: Sequence[bytes], source: Id | None) -> Integrated:
        """Check, store, fold, project."""
        found = await self._ahead.found(transactions)
        return await self._on_writer(partial(self._integrate, transactions, source, found))

    def _integrate(self, transactions: Sequence[bytes], source: Id | None, found: Verdicts) -> Integrated:
        replica, clock = self._desk.replica, self._desk.clock
        self._desk.room.need()
        began = clock.monotonic()
        # A large batch is followed by others: folding waits.
        later = is_large(transactions) or began < self._resting_until
        damaged = replica.chain.damaged
        beside = replica.folding.beside = self._ahead.beside
        apart = later or beside is not None
        outcome = replica.receive(transactions, source, self._desk.now(), found, more_follows=apart)
        self._ahead.keys = keys_of(self._desk.members)
        if apart and not later:
            replica.folding.fold_stale()  # what is durable two can fold
        if not later:
            ended = clock.monotonic()
            self._resting_until = ended + REST * (ended - began)
        if outcome.new or replica.chain.damaged != damaged:
            self._services.changed()
        return outcome

    async def records(self, known: Mapping[tuple[Id, str], Rank]) -> Sequence[Record]:
        """Records newer than what the peer has."""
        replica = self._desk.replica
        return await self._on_writer(partial(replica.records.newer_than, replica.site, known))

    async def accept_records(self, records: Sequence[Record]) -> int:
        """Keep the authentic and newer ones."""
        return await self._on_writer(partial(self._accept, records))

    def _accept(self, records: Sequence[Record]) -> int:
        self._desk.room.need()
        with self._desk.replica.writing():
            kept = self._desk.replica.records.accept(self._desk.replica.site, records)
            if kept:
                note_news(self._desk.replica, records, self._desk.now())
        if kept:
            # Windows too: receipts say what others hold of this workstation's acts.
            self._services.changed()
        return kept

    async def publish_receipt(self) -> None:
        """Write this workstation's receipt if what it says has changed."""
        await self._on_writer(self._publish_receipt)

    def _publish_receipt(self) -> None:
        replica, me = self._desk.replica, self._desk.vault.workstation
        self._desk.room.need()
        replica.folding.fold_stale()
        with replica.writing():
            tips = replica.vector("all")
            record = replica.records.get(me, RECEIPT)
            before = read_receipt(record.payload) if record else None
            same_tips = before is not None and before.what == what_of(tips)
            if same_tips and self._digested == replica.changes():
                return
            receipt = receipt_of(tips, replica.naming.fairly, replica.digests()[1], self._desk.now())
            # The same transactions may have been folded anew, by other rules or after a mending.
            new = before is None or not same_tips or (before.state, before.rules) != (receipt.state, RULES)
            if new:
                self._desk.publish(me, RECEIPT, write_receipt(receipt))
        self._digested = replica.changes()
        if new:
            self._tell()

    async def blobs(self) -> Sequence[BlobState]:
        """Blobs named by editions."""
        return await self._on_writer(self._desk.replica.blobs.states)

    async def read_blob(self, content: Hash, offset: int, size: int) -> bytes:
        """A piece of a complete blob."""
        return await self._on_writer(partial(self._desk.replica.blobs.read, content, offset, size))

    async def write_blob(self, content: Hash, offset: int, data: bytes) -> bool:
        """Append a piece; when the edition is complete its table is loaded."""
        return await self._on_writer(partial(self._write_blob, content, offset, data))

    def _write_blob(self, content: Hash, offset: int, data: bytes) -> bool:
        replica = self._desk.replica
        self._desk.room.need()
        with replica.writing():
            complete = replica.blobs.write(content, offset, data)
            if complete:
                replica.editions.load()
        if complete:
            self._services.changed()
        return complete

    async def members(self) -> Sequence[Member]:
        """Workstations whose connections are accepted."""
        return await self._on_writer(self._members)

    def _members(self) -> Sequence[Member]:
        return [
            Member(one.id, one.name, one.certificate, one.seal_key)
            for one in self._desk.members.workstations.values()
            if one.welcome
        ]

    async def note_peer(self, workstation: Id, what: str, values: Mapping[str, str]) -> None:
        """Keep what is worth keeping; windows ask again for the rest (`Service.status` has the figures)."""
        await self._on_writer(partial(self._note_peer, workstation, what, values))

    def _note_peer(self, workstation: Id, what: str, values: Mapping[str, str]) -> None:
        if what == "clock":
            self._desk.timekeeper.heard(workstation, int(values["difference_ms"]))
        elif what == "lost":
            self._desk.timekeeper.heard(workstation, None)
        elif what == "elsewhere":
            # Of our own journal, told by a peer; what it may name is what we have written since.
            tip = Tip(bytes.fromhex(values["journal"]), int(values["seq"]), bytes.fromhex(values["hash"]))
            held = self._desk.replica.chain.held(tip)
            if held is not None and self._desk.replica.wrote_all_of(tip.journal):
                return
            workstation = self._desk.vault.workstation
            # A name proves nothing: who lies must not drive us from journal to journal, ending every session.
            if held is not None or self._desk.shares_its_key:
                self._go_on_elsewhere()
            if held is not None and tip.journal in self._desk.members.settled:
                return  # people have looked at this version already
        elif what == "twin" and self._desk.shares_its_key:
            # A copy that has written nothing yet: from now on neither writes what the other might.
            self._go_on_elsewhere()
        if what == "connected":
            self._owed.pop((workstation, "lost", ""), None)
        self.catch_up()
        before = self.troubles.get(workstation)
        at, note = self._desk.now(), PeerNote(workstation, what, values)
        try:
            note_peer(self._desk.replica, self.troubles, at, note)
        except UNWRITABLE as error:
            if what not in SAID_ONCE:
                raise
            self._owed.setdefault((workstation, what, values.get("journal", "")), (at, note))
            self._desk.room.lacks(error)
        finally:
            # It stands in memory already, whatever the disk said.
            if self.troubles.get(workstation) != before:
                self._settled_then[workstation] = self._settled(workstation)
        self._services.changed()

    def catch_up(self) -> None:
        """What waited for room is done as soon as there is; on the thread that owns the replica.

        A new journal first: nothing may be written in one that another machine may write too.
        """
        self._desk.room.look_again()
        if self._desk.replica.left:
            self._services.telling(self._desk.follow_journal)
        try:
            for key, (at, note) in tuple(self._owed.items()):
                note_peer(self._desk.replica, {}, at, note)  # what it troubles has been told
                del self._owed[key]
        except UNWRITABLE as error:
            self._desk.room.lacks(error)

    def away(self) -> dict[Id, int]:
        """Since when each workstation is out of reach, as it is kept or as it is still to be."""
        owed = {note.workstation: at for at, note in self._owed.values() if note.what == "lost"}
        return owed | away(self._desk.replica)

    def standing_troubles(self) -> Mapping[Id, str]:
        """The troubles that are not over: who has settled a fork since has dealt with its double.

        On the thread that owns the replica. A double that is met again is told again.
        """
        forking = self._desk.replica.disputes.forking()
        for workstation, trouble in list(self.troubles.items()):
            settled = self._settled(workstation)
            known = self._settled_then.get(workstation) == settled
            if trouble in LASTING and not known and workstation not in forking:
                del self.troubles[workstation]
        return self.troubles

    def _settled(self, workstation: Id) -> frozenset[tuple[Id, tuple[tuple[Tip, ...], ...]]]:
        """What two people have settled of the journals of a workstation."""
        members = self._desk.members
        return frozenset(
            (journal, tips)
            for journal, tips in members.settled.items()
            if (info := members.journals.get(journal)) is not None and info.workstation == workstation
        )

    def _go_on_elsewhere(self) -> None:
        """Go on in new journals, at once: whatever is written in these may be a branch."""
        self._services.telling(self._desk.go_on_elsewhere)
        self._desk.follow_journal()

    def close(self) -> None:
        """End what works ahead; from the network's loop, or when that has ended."""
        self._ahead.close()

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call back on the loop's thread after anything new is stored."""
        self._changed.append(changed)
        return lambda: self._changed.remove(changed) if changed in self._changed else None
