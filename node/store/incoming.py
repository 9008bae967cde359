"""Received transactions: from bytes to integrated, waiting, or evidence.

A batch is taken as far as it goes. A journal's range is accepted up to its last good seal, which
covers all before it; what came before its past waits; what is wrong is kept as bounded evidence and
never passed on. A transaction whose place is taken begins a branch. Nothing in here trusts the order
of arrival.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate

from sqlalchemy import Connection

from node.store.admission import Admission
from node.store.chain import Chain, Row, Slot
from node.store.evidence import EvidenceRows
from node.store.files import Files, reopen
from node.store.membership_rows import load_roll
from node.store.opened import Opened, Wrong, open_checked
from node.store.runs import Runs
from schema.acts.membership import KINDS, JournalOpened
from schema.codec import InvalidBytesError, decode
from schema.ids import Id
from schema.transaction import Tip, journal_id
from sync.causality import NOTHING, Past
from sync.journal import Written
from sync.membership import CLINICAL, MEMBERSHIP, judge
from sync.ports import Evidence, Integrated
from sync.roll import Roll

_ANNOUNCING: Mapping[str, type[JournalOpened]] = {
    kind.name: kind.body for kind in KINDS if issubclass(kind.body, JournalOpened)
}
WAITING_KEPT = 20_000
WAITING_BYTES = 64 * 1024 * 1024
"""Strangers reach the waiting table through the lobby: it is bounded by bytes as well as by number."""


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
        self._has_waiting = True
        self._mended: set[Id] = set()
        self._begun: list[Tip] = []
        """What began a branch, since the last batch."""

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self.admission.forget()
        self._has_waiting = True
        self._mended.clear()
        self._begun.clear()

    def write_out(self) -> None:
        """Put what `integrate` took into the tables."""
        self._chain.write_out()
        self._files.write_out()
        self.admission.write_out()

    def take(self, batch: Sequence[bytes], source: Id | None, at: int) -> Integrated:
        """Integrate what can be; keep the rest where it belongs."""
        evidence: list[Evidence] = []
        opened: list[Opened] = []
        for data in batch:
            try:
                opened.append(open_checked(self._site, data))
            except Wrong as wrong:
                evidence.append(wrong.evidence)
        self._files.expect(header.file for item in opened for header in item.core.headers)
        new, known = 0, 0
        pending = sorted([*opened, *self._waiting()], key=lambda item: item.place)
        while pending:
            left, added, seen = self._pass(pending, evidence)
            new, known = new + added, known + seen
            if not added:
                break
            pending = left
        else:
            left = []
        self.write_out()
        self._keep_waiting(left)
        forks = tuple(self._begun)
        self._begun.clear()
        told = [Evidence("fork", tip.journal, tip.seq, tip.hash.hex()) for tip in forks]
        self.evidence.keep([*evidence, *told], source, at)
        self._judge_mended()
        self.admission.settle()
        return Integrated(new, known, len(left), tuple(evidence), forks)

    def _pass(self, pending: Sequence[Opened], evidence: list[Evidence]) -> tuple[list[Opened], int, int]:
        left: list[Opened] = []
        added = known = 0
        runs = Runs(pending)
        for item in pending:
            try:
                outcome = self._place(item, runs)
            except Wrong as wrong:
                evidence.append(wrong.evidence)
                continue
            if outcome == "new":
                added += 1
            elif outcome == "known":
                known += 1
            else:
                left.append(item)
        return left, added, known

    def _place(self, item: Opened, runs: Runs) -> str:
        """`new`, `known` or `wait`; raises `Wrong`."""
        core = item.core
        tip = Tip(core.journal, core.seq, item.hash)
        if core.seq <= self._chain.longest(core.journal) and self._again(item, tip):
            return "known"
        slot = self._chain.slot(core, item.hash)
        scope = self._scope(item, slot) if slot is not None else None
        if slot is None or scope is None or not self._past_is_here(item, slot, scope):
            return "wait"
        sealed = runs.sealed(item, self._seal_key(item))
        if sealed is None:
            raise Wrong(Evidence("seal", core.journal, core.seq, ""))
        self.integrate(item, slot, scope, sealed=sealed)
        if slot.begins is not None:
            self._begun.append(tip)
        return "new"

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
            follows = slot.strand if slot.begins is None else slot.begins.base
            return MEMBERSHIP if follows in self._chain.membership else CLINICAL
        info = self._roll.announced(item.core.journal, self._past_of_first(item))
        if info is not None:
            return info.scope
        if self._announces_itself(item) is not None:
            return MEMBERSHIP
        return CLINICAL if item.core.journal in self._roll.now.journals else None

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
                verdict, _ = judge(self._roll.at(past), item.core, item.transaction.bodies)
                return opened if good and not verdict else None
        return None

    def _past_of_first(self, item: Opened) -> Past:
        """The past of a journal's first transaction, as far as it is here."""
        seen = [(tip, self._chain.held(tip)) for tip in item.core.saw]
        return NOTHING.joined(
            self._chain.full_past(held.strand, tip.seq, held.past).with_tip(held.strand, tip.seq)
            for tip, held in seen
            if held is not None
        )

    def _past_is_here(self, item: Opened, slot: Slot, scope: str) -> bool:
        """Whether all that it saw is integrated; raises `Wrong` when what it says of it is false."""
        core = item.core
        orders = [slot.prev.order]
        for tip in core.saw:
            if tip.journal == core.journal:
                raise Wrong(Evidence("chain", core.journal, core.seq, "saw itself"))
            seen = self._chain.held(tip)
            if seen is None:
                return False
            if scope == MEMBERSHIP and seen.strand not in self._chain.membership:
                raise Wrong(Evidence("scope", core.journal, core.seq, ""))
            orders.append(seen.order)
        if core.order != 1 + max(orders):
            raise Wrong(Evidence("order", core.journal, core.seq, str(core.order)))
        if list(core.saw) != sorted(core.saw):
            raise Wrong(Evidence("bytes", core.journal, core.seq, "saw unsorted"))
        return True

    def _seal_key(self, item: Opened) -> bytes:
        """The key that seals this journal; empty when nobody has announced it."""
        info = self._roll.now.journals.get(item.core.journal)
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
        past = past.with_tip(strand, core.seq - 1) if core.seq > 1 else past
        membership = scope == MEMBERSHIP
        n = self._chain.next_row
        if slot.begins is not None:
            self._chain.begin(strand, slot.begins)
        verdict = self.admission.judge(core, bodies, past, strand, membership=membership)
        row = Row(strand, core.seq, item.hash, core.order, number, membership, verdict, sealed, item.data)
        self._chain.append(row)
        self._files.add(n, core.headers)
        return n

    def _judge_mended(self) -> None:
        """While a row was damaged nobody could judge it, nor, without a membership row, much else."""
        if not self._chain.membership.isdisjoint(self._mended):
            load_roll(self._connection, self._chain, self._roll)
            self.admission.judge_again(self._chain.heads)
        elif self._mended:
            self.admission.judge_again(self._mended)
        self._mended.clear()

    def _waiting(self) -> Iterable[Opened]:
        if not self._has_waiting:
            return []
        rows = self._connection.exec_driver_sql("SELECT data FROM waiting").fetchall()
        self._connection.exec_driver_sql("DELETE FROM waiting")
        return [open_checked(self._site, bytes(row[0])) for row in rows]

    def _keep_waiting(self, left: Sequence[Opened]) -> None:
        # The oldest by order are kept: they are what the others wait for.
        sizes = accumulate(len(item.data) for item in left)
        # By all their bytes: one whose seal was spoilt on the way must not push out the sound one.
        rows = [
            (sha256(item.data).digest(), item.data)
            for item, size in zip(left[:WAITING_KEPT], sizes, strict=False)
            if size <= WAITING_BYTES
        ]
        self._has_waiting = bool(rows)
        if rows:
            self._connection.exec_driver_sql("INSERT OR IGNORE INTO waiting (hash, data) VALUES (?, ?)", rows)
