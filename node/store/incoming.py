"""Received transactions: from bytes to integrated, waiting, or evidence.

A batch is taken as far as it goes. A journal's range is accepted up to its last good seal, which
covers all before it; what came before its past waits; what is wrong is kept as bounded evidence and
never passed on. A transaction whose place is taken begins a branch. Nothing in here trusts the order
of arrival.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import zip_longest

import msgspec

from node.store.admission import Admission
from node.store.chain import Chain, Held, Row, Slot
from node.store.connection import Connection
from node.store.evidence import EvidenceRows
from node.store.files import Files, reopen
from node.store.membership_rows import load_roll
from node.store.opened import Checked, Opened, Wrong, open_checked, reopened
from node.store.parked import Parked, awaited
from node.store.runs import Runs
from node.store.waiting import Key, Waiting
from schema.acts import KIND_OF_BODY
from schema.acts.membership import KINDS, JournalOpened, SiteFounded
from schema.codec import InvalidBytesError, decode
from schema.ids import Hash, Id
from schema.transaction import Core, Tip, journal_id
from sync.causality import Past
from sync.journal import Written
from sync.membership import CLINICAL, MEMBERSHIP
from sync.ports import Evidence, Integrated
from sync.roll import Roll

FOUNDED = KIND_OF_BODY[SiteFounded]
_ANNOUNCING: Mapping[str, type[JournalOpened]] = {
    kind.name: kind.body for kind in KINDS if issubclass(kind.body, JournalOpened)
}


class Placed(Enum):
    """What became of a transaction that waits for nothing."""

    NEW = "new"
    KNOWN = "known"
    UNSEALED = "unsealed"
    """In its place, and no good seal covers it among what is looked at."""


class _Pass(msgspec.Struct):
    """What became of transactions that were looked at once."""

    new: list[Opened] = msgspec.field(default_factory=list)
    known: int = 0
    unsealed: list[Opened] = msgspec.field(default_factory=list)
    left: list[tuple[Opened, Key]] = msgspec.field(default_factory=list)
    """Those that wait, with what each waits for."""


class Incoming:
    """Integrates transactions into a chain, inside the caller's database transaction."""

    def __init__(self, connection: Connection, site: Id, chain: Chain, files: Files, roll: Roll) -> None:
        self._connection = connection
        self._site = site
        self._chain = chain
        self._files = files
        self._roll = roll
        self.admission = Admission(connection, chain, files, roll)
        self.evidence = EvidenceRows(connection)
        self._waiting = Waiting(connection)
        self._mended: set[Id] = set()
        self._begun: list[Tip] = []
        """What began a branch, since the last batch."""

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self.admission.forget()
        self._waiting.forget()
        self._roll.tell_again()
        self._mended.clear()
        self._begun.clear()

    def write_out(self) -> None:
        """Put what `integrate` took into the tables."""
        self._chain.write_out()
        self._files.write_out()
        self.admission.write_out()

    def take(
        self, batch: Sequence[bytes], source: Id | None, at: int, ahead: Sequence[Checked | None] = ()
    ) -> Integrated:
        """Integrate what can be; keep the rest where it belongs. `ahead` is what was found of the batch."""
        evidence: list[Evidence] = []
        opened: list[Opened] = []
        for data, checked in zip_longest(batch, ahead[: len(batch)]):
            try:
                opened.append(reopened(data, checked) if checked else open_checked(self._site, data))
            except Wrong as wrong:
                evidence.append(wrong.evidence)
        self._files.expect(header.file for item in opened for header in item.core.headers)
        new = known = 0
        parked = Parked(self._site, self._waiting)
        pending = [*opened, *parked.after((), self._roll.news())]
        while pending:
            done = self._pass(sorted(pending, key=lambda item: item.place), evidence)
            new, known = new + len(done.new), known + done.known
            for item, key in done.left:
                parked.put(item, key)
            pending = parked.after(done.new, self._roll.news())
            pending += self._covered(done.unsealed, parked, evidence)
        self.write_out()
        parked.keep()
        forks = tuple(self._begun)
        self._begun.clear()
        told = [Evidence("fork", tip.journal, tip.seq, tip.hash.hex()) for tip in forks]
        self.evidence.keep([*evidence, *told], source, at)
        self._judge_mended()
        self.admission.settle()
        return Integrated(new, known, self._waiting.count(), tuple(evidence), forks)

    def _covered(self, unsealed: Sequence[Opened], parked: Parked, evidence: list[Evidence]) -> list[Opened]:
        """Those of them that a seal covers which had come before, with all up to it.

        The others are evidence, with whatever had come that follows them: kept, it would have to be looked
        at for each copy of those that somebody sends. An honest peer sends it again.
        """
        behind = parked.behind(unsealed)
        runs = Runs([*unsealed, *behind])
        found = []
        for item in (*unsealed, *behind):
            # What nothing follows was found to be unsealed just now.
            if behind and runs.sealed(item, self._seal_key(item)) is not None:
                found.append(item)
            else:
                evidence.append(Evidence("seal", item.core.journal, item.core.seq, ""))
        return found

    def _pass(self, pending: Sequence[Opened], evidence: list[Evidence]) -> _Pass:
        done = _Pass()
        runs = Runs(pending)
        for item in pending:
            try:
                outcome = self._place(item, runs)
            except Wrong as wrong:
                evidence.append(wrong.evidence)
                continue
            if outcome is Placed.NEW:
                done.new.append(item)
            elif outcome is Placed.KNOWN:
                done.known += 1
            elif outcome is Placed.UNSEALED:
                done.unsealed.append(item)
            else:
                done.left.append((item, outcome))
        return done

    def _place(self, item: Opened, runs: Runs) -> Placed | Key:
        """What became of it, or what it waits for; raises `Wrong`."""
        core = item.core
        tip = Tip(core.journal, core.seq, item.hash)
        if core.seq <= self._chain.longest(core.journal) and self._again(item, tip):
            return Placed.KNOWN
        slot = self._chain.slot(core, item.hash)
        if slot is None:
            return core.prev
        seen = self._seen(item)
        if isinstance(seen, bytes):
            return seen
        scope = self._scope(item, slot)
        if scope is None:
            return core.journal
        self._fits(core, slot, scope, seen)
        sealed = runs.sealed(item, self._seal_key(item))
        if sealed is None:
            return Placed.UNSEALED
        self.integrate(item, slot, scope, sealed=sealed)
        if slot.begins is not None:
            self._begun.append(tip)
        return Placed.NEW

    def _again(self, item: Opened, tip: Tip) -> bool:
        """Whether this very transaction is held already; a damaged row is mended with it."""
        strand = self._chain.mend(tip, item.core.order, item.data)
        if strand is not None:
            self._mended.add(tip.journal)
            self._files.make_stale({self._files.number(header.file) for header in item.core.headers})
        return strand is not None or self._chain.held(tip) is not None

    def _scope(self, item: Opened, slot: Slot) -> str | None:
        """Which sort of journal this is; nil while nobody has announced it.

        A journal is what the past of its first transaction says: who announces it twice, otherwise,
        must not make two replicas take it for different things.
        """
        if item.core.seq > 1:
            return MEMBERSHIP if slot.follows in self._chain.membership else CLINICAL
        info = self._roll.announced(item.core.journal, self._past_of_first(item))
        if info is not None:
            return info.scope
        if self._announces_itself(item) is not None:
            return MEMBERSHIP
        return CLINICAL if item.core.journal in self._roll.announced_here else None

    def _announces_itself(self, item: Opened) -> JournalOpened | None:
        """The announcement of a journal by its own first transaction: a founding, a restore, a reopening.

        Its other acts must be admitted on what its past knows, so nobody announces himself in.
        """
        if item.core.seq != 1:
            return None
        for header, body in zip(item.core.headers, item.transaction.bodies, strict=True):
            kind = _ANNOUNCING.get(header.kind)
            if kind is None or body is None:
                continue
            try:
                opened = decode(kind, body.body)
            except InvalidBytesError:
                return None
            if opened.journal == item.core.journal and opened.scope == MEMBERSHIP:
                good = journal_id(self._site, opened.seal_key, opened.nonce) == opened.journal
                past = self._past_of_first(item)
                # Cuts left out: whoever knows of one must not wait for ever for what others hold.
                verdict = self._roll.judged(item.core, item.transaction.bodies, past)
                return opened if good and not verdict else None
        return None

    def _past_of_first(self, item: Opened) -> Past:
        """The past of a journal's first transaction, all of which is here."""
        seen = [(tip, self._chain.held(tip)) for tip in item.core.saw]
        return self._chain.strands.nothing.joined(
            self._chain.full_past(held.strand, tip.seq, held.past).with_tip(held.strand, tip.seq)
            for tip, held in seen
            if held is not None
        )

    def _seen(self, item: Opened) -> list[Held] | Key:
        """Where everything is that it saw; or what it waits for.

        Before its whole past is here nothing is said of it: what part of that came first would show.
        """
        core = item.core
        found: list[Held] = []
        lacking: list[Hash] = []
        for tip in core.saw:
            if tip.journal == core.journal:
                raise Wrong(Evidence("chain", core.journal, core.seq, "saw itself"))
            seen = self._chain.held(tip)
            if seen is None:
                lacking.append(tip.hash)
            else:
                found.append(seen)
        return awaited(item, lacking) if lacking else found

    def _fits(self, core: Core, slot: Slot, scope: str, seen: Sequence[Held]) -> None:
        """Raises `Wrong` when what it says of what it saw is false, or it founds what is founded."""
        # Nothing lies below a founding that could say which of two is the site's: a workstation is let in
        # with one, and only who seals the founding journal could tell it of another.
        if slot.begins is not None and core.headers[0].kind == FOUNDED.name:
            raise Wrong(Evidence("founding", core.journal, core.seq, ""))
        if scope == MEMBERSHIP and any(one.strand not in self._chain.membership for one in seen):
            raise Wrong(Evidence("scope", core.journal, core.seq, ""))
        if core.order != 1 + max(slot.prev.order, *(one.order for one in seen), 0):
            raise Wrong(Evidence("order", core.journal, core.seq, str(core.order)))
        if list(core.saw) != sorted(core.saw):
            raise Wrong(Evidence("bytes", core.journal, core.seq, "saw unsorted"))

    def _seal_key(self, item: Opened) -> bytes:
        """The key that seals this journal; empty when nobody has announced it."""
        info = self._roll.announced_here.get(item.core.journal)
        announced = None if info else self._announces_itself(item)
        return info.seal_key if info else announced.seal_key if announced else b""

    def write(self, written: Written, scope: str) -> None:
        """Take what was written here, which follows what was here."""
        transaction, core = reopen(written.data)
        item = Opened(written.data, transaction, core, written.hash)
        slot = self._chain.slot(core, written.hash)
        if slot is None or slot.begins is not None:
            raise LookupError("what is written here must follow the journal's own head")
        self.integrate(item, slot, scope, sealed=True)
        self.write_out()
        self.admission.settle()

    def integrate(self, item: Opened, slot: Slot, scope: str, *, sealed: bool) -> int:
        """Take one transaction whose place was checked; returns its row number. See `write_out`."""
        core, bodies, strand = item.core, item.transaction.bodies, slot.strand
        number, past = self._chain.past_after(slot, core.saw)
        past = past.with_tip(slot.follows, core.seq - 1) if core.seq > 1 else past
        membership = scope == MEMBERSHIP
        n = self._chain.next_row
        longer = slot.begins is not None and self._chain.begin(strand, slot.begins)
        verdict = self.admission.judge(core, bodies, past, strand, item.signed_by, membership=membership)
        row = Row(strand, core.seq, item.hash, core.order, number, membership, verdict, sealed, item.data)
        self._chain.append(row)
        self.admission.came(Tip(core.journal, core.seq, item.hash), longer=longer)
        self._files.add(n, core.headers)
        return n

    def _judge_mended(self) -> None:
        """While a row was damaged nobody could judge it, nor, without a membership row, much else."""
        if not self._chain.membership.isdisjoint(self._mended):
            load_roll(self._connection, self._chain, self._roll)
            self.admission.judge_again(self._chain.heads)
            self.admission.look()
            # Rules switched on by that row were unknown to whatever was folded meanwhile.
            self._files.make_all_stale()
        elif self._mended:
            self.admission.judge_again(self._mended)
        self._mended.clear()
