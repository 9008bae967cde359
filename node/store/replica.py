"""The replica: one object, one thread, one path for what is written here and what is received.

append or receive → store → fold → project, in one unit of work (`node.store.unit`); folding is
`node.store.folding`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Final

from node.domain.history import NO_RULES, Act
from node.points import AtPoint, nothing
from node.store import digests
from node.store.blobs import Blobs, Check
from node.store.catalogue import Catalogue
from node.store.chain import Chain, Held
from node.store.connection import Connection
from node.store.crosschecks import Crosschecks
from node.store.disputes import Disputes
from node.store.editions import Editions
from node.store.engine import open_engine, room_to_upgrade
from node.store.errors import UNWRITABLE, DamagedRowError, ElsewhereError, OtherSiteError, StoreError
from node.store.files import Files, intact
from node.store.folding import Folding, afresh
from node.store.incoming import Incoming
from node.store.local import Local
from node.store.lock import FILE_NAME as LOCK
from node.store.lock import Lock
from node.store.made_by import MADE_BY, PROJECTED_BY
from node.store.membership_rows import load_roll
from node.store.naming import Naming
from node.store.neighbourhoods import Neighbourhoods
from node.store.opened import Checked
from node.store.packed import Packing
from node.store.records import Records
from node.store.relay import Relay
from node.store.seen import Seen
from node.store.states import States
from node.store.unit import Unit
from schema.ids import Id, Random
from schema.transaction import ActRef, Core, Tip
from sync.causality import Past
from sync.journal import NewAct, Signer, Written, write
from sync.membership import MEMBERSHIP
from sync.ports import Integrated
from sync.receipts import journal_digest
from sync.roll import Roll

FILE_NAME = "replica.db"
_WRITTEN = "written:"
"""Local: by own journal, the last transaction that was written here."""
WRITE_POINTS = ("begin", "stored", "folded", "commit", "committed")
"""Of each write: before it begins, rows stored, files folded, just before and just after it is durable."""

COUNTS: Final = (
    "SELECT (SELECT count(*) FROM transactions), (SELECT count(*) FROM acts),"
    " (SELECT count(*) FROM acts WHERE tx IN (SELECT n FROM transactions WHERE set_aside != ''))"
)
"""Asked after every change: what is set aside is found by an index of its own."""


class Replica:
    """An open replica. Use from one thread; `close` when done."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        site: Id,
        check_blob: Check,
        *,
        create: bool = False,
        reader: bool = False,
        at_point: AtPoint = nothing,
    ) -> None:
        """With `reader` it writes nothing, and may be open beside the one that does."""
        path = folder / FILE_NAME
        if create:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = None if reader else Lock(folder / LOCK)
        self.left: Mapping[Id, StoreError] = {}
        """Own journals that another machine may write too, by what the disk said to the ones after them.

        Nothing is written in these before. In memory: who starts again meets that machine again.
        """
        self._at_point = at_point
        try:
            other_rules = not reader and _migrated(path, key, at_point, create=create)
            self.connection = Connection(path, key, reader=reader)
            self.site = site
            self.folder = folder
            self._unit = Unit(self.connection, at_point, mark=lambda: self.roll.taken, forget=self._forget)
            with self.reading():
                self._open(check_blob)
            if not reader:
                self._bring_up(other_rules=other_rules)
        except BaseException:
            self.close()
            raise

    def _open(self, check_blob: Check) -> None:
        self.local = Local(self.connection)
        owner = self.local.get("site")
        if owner is None:
            self.local.put("site", self.site)
        elif owner != self.site:
            raise OtherSiteError
        self.chain = Chain(self.connection)
        self.relay = Relay(self.connection, self.chain)
        self.roll = Roll(self.chain.strands)
        load_roll(self.connection, self.chain, self.roll)
        self.files = Files(self.connection, self.chain, self.roll)
        self.incoming = Incoming(self.connection, self.site, self.chain, self.files, self.roll)
        self.naming = Naming(self.connection, self.chain, self.files, self.roll)
        self.records = Records(self.connection, self.roll)
        self.blobs = Blobs(self.connection, check_blob)
        self.packing = Packing(self.connection)
        self.states = States(self.connection, self.packing, partial(afresh, self.files))
        self.catalogue = Catalogue(self.connection, self.local)
        self.around = Neighbourhoods(self.connection, self.states, self.knew, self.rules_of)
        self.crosschecks = Crosschecks(self.connection, self.states, self.around)
        self.editions = Editions(self._unit, self.states, self.blobs, self.catalogue)
        self.folding = Folding(
            self._unit,
            self.connection,
            local=self.local,
            chain=self.chain,
            files=self.files,
            states=self.states,
            packing=self.packing,
            crosschecks=self.crosschecks,
            editions=self.editions,
        )
        self.seen = Seen(self.connection, self.chain, self.roll)
        self.disputes = Disputes(self.site, self.chain, self.roll, self.files, self.ask_again)

    def _bring_up(self, *, other_rules: bool) -> None:
        """Have everything folded: in memory where the disk takes nothing, unless all of it is to be."""
        earlier = other_rules and self.local.get(PROJECTED_BY) is not None
        try:
            with room_to_upgrade(self.folder / FILE_NAME) if earlier else nullcontext(), self.reading():
                if other_rules:
                    self.incoming.admission.judge_again(self.chain.heads)
                    self.local.put(PROJECTED_BY, MADE_BY)
                self.folding.fold_stale()
                self.catalogue.restore(self.blobs.get)
        except UNWRITABLE as error:
            if other_rules:
                raise
            self._forget(self.roll.taken)
            self.folding.fold_in_memory(error)

    def close(self) -> None:
        """Close the file and let others have it."""
        if hasattr(self, "connection"):
            self.connection.close()
        if self._lock is not None:
            self._lock.release()

    def reading(self) -> AbstractContextManager[None]:
        """A consistent view for several reads."""
        return self._unit.reading()

    def writing(self) -> AbstractContextManager[None]:
        """Everything inside becomes durable together, or not at all; inside another one, with that one."""
        return self._unit.writing()

    def _forget(self, members: int) -> None:
        """Bring what is in memory back to what is on disk; `members` the roll had taken in before."""
        with self.reading():
            self.chain.load()
            self.files.forget()
            self.incoming.forget()
            if self.roll.taken == members:
                self.roll.look_again()
            else:
                load_roll(self.connection, self.chain, self.roll)
            self.folding.forget()

    # -- writing -----------------------------------------------------------------------------------

    def append(
        self, acts: Sequence[NewAct], *, journal: Id, at: int, doubtful: bool, random: Random, seal: Signer
    ) -> Written:
        """Write the next transaction of one of this workstation's journals, and fold what it touches."""
        with self.writing():
            if journal in self.left:
                raise self.left[journal].bare()
            if not self.wrote_all_of(journal):
                raise ElsewhereError
            info = self.roll.now.journals.get(journal)
            scope = info.scope if info else MEMBERSHIP
            written = write(
                acts,
                site=self.site,
                journal=journal,
                head=self.chain.head(journal),
                saw=self.naming.saw(journal, "membership" if scope == MEMBERSHIP else "all", acts),
                at=at,
                doubtful=doubtful,
                random=random,
                seal=seal,
            )
            self.wrote(written, scope)
            self._at_point("stored")
            self.folding.fold_stale()
            self._at_point("folded")
            return written

    def wrote(self, written: Written, scope: str) -> None:
        """Take what was written with this replica, and remember that it was; folded later."""
        self.incoming.write(written, scope)
        self.local.put(_WRITTEN + written.core.journal.hex(), written.hash)

    def mind(self, journals: Iterable[Id]) -> None:
        """From now on tell what is written here in these journals from what comes to them otherwise."""
        new = [one for one in journals if self.local.get(_WRITTEN + one.hex()) is None]
        if new:
            with self.writing():
                for journal in new:
                    self.local.put(_WRITTEN + journal.hex(), self.chain.head(journal).hash)

    def wrote_all_of(self, journal: Id) -> bool:
        """Whether this replica holds of an own journal only what was written with it, and may go on in it.

        If not, the journal was written elsewhere too: the workstation was cloned, or its disk set back.
        Nothing may be written after that; its branches, if there are any, are in `chain.strands`.
        """
        if journal in self.left:
            return False
        last = self.local.get(_WRITTEN + journal.hex())
        forked = journal in self.chain.strands.forked
        return not forked and (last is None or last == self.chain.head(journal).hash)

    def receive(
        self,
        batch: Sequence[bytes],
        source: Id | None,
        at: int,
        ahead: Sequence[Checked | None] = (),
        *,
        more_follows: bool = False,
    ) -> Integrated:
        """Integrate received transactions, of which `ahead` was found before.

        With `more_follows` their files are folded later, once.
        """
        with self.writing():
            outcome = self.incoming.take(batch, source, at, ahead)
            self._at_point("stored")
            if not more_follows:
                self.folding.fold_stale()
            self._at_point("folded")
            return outcome

    def try_to_write(self) -> None:
        """Have the disk take something that it did not hold; raises what it says."""
        with self.writing():
            self.folding.fold_stale()
            self.local.put("tried", str(self.connection.changes).encode())
        self.connection.share()

    def need_disk(self) -> None:
        """Raise what the disk said where something stands in memory alone.

        For who writes what nobody here waits for: a write that fails would take that from those who read it.
        """
        why = self.folding.in_memory
        if why is not None:
            raise why.bare()

    def instant(self, tip: Tip) -> int:
        """When a transaction was made, by the clock of its workstation; ms UTC."""
        with self.reading():
            row = self.connection.row(
                "SELECT data FROM transactions WHERE journal = ? AND seq = ?",
                self._place(tip),
            )
        found = intact(row[0], tip.hash) if row else None
        return found[1].at if found else 0  # damaged is as good as none

    def backwards(self, tip: Tip) -> Iterator[tuple[Tip, Core]]:
        """That transaction and those before it in its journal, up to one that is damaged or not here."""
        while tip.seq:
            with self.reading():
                row = self.connection.row(
                    "SELECT data FROM transactions WHERE journal = ? AND seq = ?", self._place(tip)
                )
            found = intact(row[0], tip.hash) if row else None
            if found is None:
                return
            yield tip, found[1]
            tip = Tip(tip.journal, tip.seq - 1, found[1].prev)

    def changes(self) -> int:
        """Grows with every row written since the replica was opened."""
        return self.connection.changes

    def ask_again(self, found: DamagedRowError) -> None:
        """A damaged row was met: from now on peers are told a journal that ends before it, and send it."""
        with self.writing():
            self.chain.mark_damaged(found.strand, found.seq, found.named)

    def readmit_all(self) -> None:
        """Judge every transaction again, whatever was noted of it, and of sessions."""
        with self.writing():
            self.connection.do("DELETE FROM sessions")
            self.incoming.admission.judge_again(self.chain.heads)

    # -- reading -----------------------------------------------------------------------------------

    def act(self, ref: ActRef) -> Act | None:
        """One act by its id; nil when this very transaction is not here."""
        tip = Tip(ref.journal, ref.seq, ref.core)
        held = self.chain.held(tip)
        row = self.connection.row(
            "SELECT set_aside, data FROM transactions WHERE journal = ? AND seq = ?", self._place(tip)
        )
        if held is None or row is None:
            return None
        transaction, core = self.files.open_row(row[1], held.strand, ref.seq, ref.core)
        past = self.chain.full_past(held.strand, ref.seq, held.past)
        return self.files.act(transaction, core, ref.core, held.strand, past, row[0], ref.index)

    def _place(self, tip: Tip) -> tuple[int, int]:
        """The number of the strand and the seq at which this transaction is stored; 0 when it is not."""
        held = self.chain.held(tip)
        return (self.chain.numbers[held.strand] if held is not None else 0, tip.seq)

    def knew(self, decision: ActRef, fact: ActRef) -> bool:
        """Whether the author of one act knew of another; nobody knew of what is not here."""
        # Asked of every decision on a dose: by their places alone, no row is read.
        later, earlier = self._held(decision), self._held(fact)
        if later is None or earlier is None:
            return False
        if decision.core == fact.core:
            return fact.index < decision.index
        return self._past(later, decision).holds(earlier.strand, fact.seq)

    def rules_of(self, act: ActRef) -> frozenset[str]:
        """The rules that hold for an act; none for what is not here."""
        held = self._held(act)
        return frozenset(self.roll.rules_at(self._past(held, act))) if held is not None else NO_RULES

    def _held(self, act: ActRef) -> Held | None:
        return self.chain.held(Tip(act.journal, act.seq, act.core))

    def _past(self, held: Held, act: ActRef) -> Past:
        return self.chain.full_past(held.strand, act.seq, held.past)

    def vector(self, scope: str) -> Mapping[Id, Tip]:
        """Of each strand held, as far as it is sound; see `Relay.offered`."""
        return self.relay.offered(scope)

    def own_journal(self, workstation: Id, scope: str, keys: Container[bytes] | None = None) -> Id | None:
        """The journal this workstation writes: the last one announced that no removal ended.

        With `keys`, of those alone that these seal: a copy of the workstation has some of its own.
        """
        mine = [
            j
            for j in self.roll.now.journals.values()
            if j.workstation == workstation and j.scope == scope and (keys is None or j.seal_key in keys)
        ]
        ended = self.roll.now.cuts(removal=True, journals=mine) if mine else {}
        return next((one.id for one in reversed(mine) if one.id not in ended), mine[-1].id if mine else None)

    def digests(self) -> tuple[bytes, bytes]:
        """(journal digest, state digest)."""
        with self.reading():
            journals = journal_digest(self.chain.tips("all").values())
            return journals, digests.state_digest(self.connection, self.packing)

    def counts(self) -> tuple[int, int, int]:
        """(transactions, acts, acts set aside)."""
        row = self.connection.row(COUNTS)
        return (row[0], row[1], row[2]) if row else (0, 0, 0)


def _migrated(path: Path, key: bytes, at_point: AtPoint, *, create: bool) -> bool:
    """Bring its schema up to this program; whether all is to be judged and folded anew."""
    from node.store.migrate import migrate  # noqa: PLC0415  # a reader does without what this imports

    engine = open_engine(path, key, create=create)
    try:
        with engine.connect() as alchemy:
            return migrate(alchemy, path, key, at_point)
    finally:
        engine.dispose()
