"""Received transactions: from bytes to integrated, waiting, or evidence.

A batch is taken as far as it goes. A journal's range is accepted up to its last good seal, which
covers all before it; what came before its past waits; what is wrong is kept as bounded evidence and
never passed on. Nothing in here trusts the order of arrival.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from sqlalchemy import Connection

from node.store.chain import Chain, Row
from node.store.evidence import EvidenceRows
from node.store.files import Files
from node.store.membership_rows import load_roll, sound
from node.store.opened import Opened, Wrong, open_checked
from node.store.session_rows import SessionRows
from schema.acts.membership import JournalOpened
from schema.codec import InvalidBytesError, decode
from schema.ids import Id
from schema.transaction import (
    Core,
    journal_id,
)
from sync.journal import follows, sealed_by
from sync.membership import CLINICAL, MEMBERSHIP, judge
from sync.ports import Evidence, Integrated
from sync.roll import Roll

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
        self._sessions = SessionRows(connection)
        self.evidence = EvidenceRows(connection)
        self._has_waiting = True
        self._mended: set[Id] = set()

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self._sessions.forget()
        self._has_waiting = True
        self._mended.clear()

    def write_out(self) -> None:
        """Put what `integrate` took into the tables."""
        self._chain.write_out()
        self._files.write_out()
        self._sessions.write_out()

    def take(self, batch: Sequence[bytes], source: Id | None, at: int) -> Integrated:
        """Integrate what can be; keep the rest where it belongs."""
        evidence: list[Evidence] = []
        opened: list[Opened] = []
        for data in batch:
            try:
                opened.append(open_checked(self._site, data))
            except Wrong as wrong:
                evidence.append(wrong.evidence)
        new, known = 0, 0
        standing = self._roll.standing
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
        self.evidence.keep(evidence, source, at)
        self._judge_mended()
        if self._roll.standing != standing:
            # What rested on something cut, or was done without knowing, may stand in anybody's journal.
            self.readmit(self._chain.heads)
        return Integrated(new, known, len(left), tuple(evidence))

    def _pass(self, pending: Sequence[Opened], evidence: list[Evidence]) -> tuple[list[Opened], int, int]:
        left: list[Opened] = []
        added = known = 0
        limits: dict[Id, int] = {}
        for item in pending:
            try:
                outcome = self._place(item, pending, limits)
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

    def _place(self, item: Opened, pending: Sequence[Opened], limits: dict[Id, int]) -> str:
        """`new`, `known` or `wait`; raises `Wrong`."""
        core = item.core
        head = self._chain.head(core.journal)
        if core.seq <= head.seq:
            return self._again(item)
        if core.seq > head.seq + 1:
            return "wait"
        if not follows(head, core):
            raise Wrong(Evidence("chain", core.journal, core.seq, "prev"))
        scope = self._scope(item)
        if scope is None or not self._past_is_here(item, scope):
            return "wait"
        if core.journal not in limits:
            limits[core.journal] = self._last_seal(item, pending)
        if core.seq > limits[core.journal]:
            raise Wrong(Evidence("seal", core.journal, core.seq, ""))
        self.integrate(item, scope, sealed=core.seq == limits[core.journal])
        return "new"

    def _again(self, item: Opened) -> str:
        core = item.core
        if self._chain.mend(core.journal, core.seq, item.hash, core.order, item.data):
            self._mended.add(core.journal)
            self._files.make_stale({self._files.number(header.file) for header in core.headers})
            return "known"
        if self._chain.hash_at(core.journal, core.seq) == item.hash:
            return "known"
        # Same place, other content: a clone or a rollback. Only a sealed one proves anything.
        info = self._roll.now.journals.get(core.journal)
        if info is None or not sealed_by(info.seal_key, item.transaction, item.hash):
            raise Wrong(Evidence("seal", core.journal, core.seq, "other branch"))
        raise Wrong(Evidence("fork", core.journal, core.seq, item.hash.hex()))

    def _scope(self, item: Opened) -> str | None:
        """Which sort of journal this is; nil while nobody has announced it."""
        info = self._roll.now.journals.get(item.core.journal)
        if info is not None:
            return info.scope
        return MEMBERSHIP if self._announces_itself(item) is not None else None

    def _announces_itself(self, item: Opened) -> JournalOpened | None:
        """The announcement of a journal by its own first transaction: a founding, or a restore.

        Its other acts must be admitted on what its past knows, so nobody announces himself in.
        """
        if item.core.seq != 1:
            return None
        for header, body in zip(item.core.headers, item.transaction.bodies, strict=True):
            if header.kind != "journal.opened/1" or body is None:
                continue
            try:
                opened = decode(JournalOpened, body.body)
            except InvalidBytesError:
                return None
            if opened.journal == item.core.journal and opened.scope == MEMBERSHIP:
                good = journal_id(self._site, opened.seal_key, opened.nonce) == opened.journal
                _, past = self._chain.past_after(item.core.journal, item.core.saw)
                verdict, _ = judge(self._roll.at(past), item.core, item.transaction.bodies)
                return opened if good and not verdict else None
        return None

    def _past_is_here(self, item: Opened, scope: str) -> bool:
        """Whether all that it saw is integrated; raises `Wrong` when what it says of it is false."""
        core = item.core
        orders = [self._chain.head(core.journal).order]
        for tip in core.saw:
            if tip.journal == core.journal:
                raise Wrong(Evidence("chain", core.journal, core.seq, "saw itself"))
            if scope == MEMBERSHIP:
                info = self._roll.now.journals.get(tip.journal)
                if info is not None and info.scope == CLINICAL:
                    raise Wrong(Evidence("scope", core.journal, core.seq, ""))
            if self._chain.head(tip.journal).seq < tip.seq:
                return False
            same, order, _ = self._chain.tip_known(tip)
            if not same:
                raise Wrong(Evidence("fork", core.journal, core.seq, "saw another branch"))
            orders.append(order)
        if core.order != 1 + max(orders):
            raise Wrong(Evidence("order", core.journal, core.seq, str(core.order)))
        if list(core.saw) != sorted(core.saw):
            raise Wrong(Evidence("bytes", core.journal, core.seq, "saw unsorted"))
        return True

    def _last_seal(self, first: Opened, pending: Sequence[Opened]) -> int:
        """The seq of the last good seal of the unbroken range that starts here; 0 if there is none."""
        info = self._roll.now.journals.get(first.core.journal)
        announced = None if info else self._announces_itself(first)
        key = info.seal_key if info else announced.seal_key if announced else b""
        run = [first]
        for item in pending:
            last = run[-1]
            if (
                item.core.journal == last.core.journal
                and item.core.seq == last.core.seq + 1
                and item.core.prev == last.hash
            ):
                run.append(item)
        return next(
            (item.core.seq for item in reversed(run) if sealed_by(key, item.transaction, item.hash)), 0
        )

    def integrate(self, item: Opened, scope: str, *, sealed: bool) -> int:
        """Take one transaction whose place was checked; returns its row number. See `write_out`."""
        core, bodies = item.core, item.transaction.bodies
        number, past = self._chain.past_after(core.journal, core.saw)
        past = past.with_tip(core.journal, core.seq - 1) if core.seq > 1 else past
        membership = scope == MEMBERSHIP
        if membership:
            self._roll.add(core, bodies, past)
            verdict = self._roll.verdict(core.journal, core.seq)
        else:
            verdict = self._roll.admits(core, bodies, past, self)
        row = Row(
            core.journal, core.seq, item.hash, core.order, number, membership, verdict, sealed, item.data
        )
        n = self._chain.append(row)
        self._files.add(n, core.headers)
        if not membership and not verdict:
            self._note_sessions(core)
        return n

    def _note_sessions(self, core: Core) -> None:
        number = self._chain.numbers[core.journal]
        for header in core.headers:
            if header.kind == "session.opened/1" and header.actor is not None:
                self._sessions.open(header.file.id, number, header.actor, core.seq)
            elif header.kind == "session.closed/1":
                self._sessions.close(header.file.id, number, core.seq)

    def is_open(self, session: Id | None, person: Id, journal: Id, seq: int) -> bool:
        """Whether `person` had opened this session earlier in this very journal and not closed it."""
        number = self._chain.number(journal)
        return session is not None and self._sessions.is_open(session, person, number, seq)

    def _judge_mended(self) -> None:
        """While a row was damaged nobody could judge it, nor, without a membership row, much else."""
        if not self._chain.membership.isdisjoint(self._mended):
            load_roll(self._connection, self._chain, self._roll)
            self.readmit(self._chain.heads)
        elif self._mended:
            self.readmit(self._mended)
        self._mended.clear()

    def readmit(self, journals: Iterable[Id]) -> None:
        """Judge these journals again, and have the files folded again that this touches."""
        self.write_out()
        for journal in set(journals) & set(self._chain.heads):
            self._sessions.clear([self._chain.numbers[journal]])
            rows = self._connection.exec_driver_sql(
                "SELECT n, seq, hash, past, membership, set_aside, data FROM transactions WHERE journal = ?"
                " ORDER BY seq",
                (self._chain.numbers[journal],),
            ).fetchall()
            for n, seq, named, past, membership, before, data in rows:
                found = sound(bytes(data), bytes(named))
                if found is None:
                    continue  # damaged: judged when it is mended
                transaction, core = found
                if membership:
                    verdict = self._roll.verdict(journal, seq)
                else:
                    full = self._chain.past(past).with_tip(journal, seq - 1)
                    verdict = self._roll.admits(core, transaction.bodies, full, self)
                    if not verdict:
                        self._note_sessions(core)
                if verdict != before:
                    self._connection.exec_driver_sql(
                        "UPDATE transactions SET set_aside = ? WHERE n = ?", (verdict, n)
                    )
                    self._files.make_stale({self._files.number(header.file) for header in core.headers})
        self.write_out()

    def _waiting(self) -> Iterable[Opened]:
        if not self._has_waiting:
            return []
        rows = self._connection.exec_driver_sql("SELECT data FROM waiting").fetchall()
        self._connection.exec_driver_sql("DELETE FROM waiting")
        return [open_checked(self._site, bytes(row[0])) for row in rows]

    def _keep_waiting(self, left: Sequence[Opened]) -> None:
        # The oldest by order are kept: they are what the others wait for.
        sizes = accumulate(len(item.data) for item in left)
        rows = [
            (item.hash, item.data)
            for item, size in zip(left[:WAITING_KEPT], sizes, strict=False)
            if size <= WAITING_BYTES
        ]
        self._has_waiting = bool(rows)
        if rows:
            self._connection.exec_driver_sql("INSERT OR IGNORE INTO waiting (hash, data) VALUES (?, ?)", rows)
