"""Checking a replica against itself: chains, seals, signatures, clocks, admission, and every table.

The journal is walked from its first transaction with fresh eyes (a new roll, new pasts); states and
projections are folded again and compared. What can be healed here is refolded; a damaged journal row
is named and asked again from a peer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from node.api.site import Finding, Verified
from node.domain.alarms import conflicts_and_alarms
from node.store import projection
from node.store.chain import Chain, Row
from node.store.replica import Replica
from schema.codec import InvalidBytesError, encode
from schema.ids import Id, short_text
from schema.transaction import Core, FileRef, FileType, Transaction, core_hash, open_transaction
from sync.causality import NOTHING, Past
from sync.journal import EMPTY, Head, bodies_match, follows, sealed_by, signed_by
from sync.roll import Roll

_AT_ONCE = 200

_HEALABLE = ("verify.table", "verify.admission")
"""Findings that judging and folding again mend."""


class _Walked(msgspec.Struct):
    """What the walk has established so far."""

    roll: Roll
    heads: dict[Id, Head]
    pasts: dict[tuple[Id, int], Past]
    orders: dict[tuple[Id, int], int]
    sessions: dict[tuple[Id, Id], tuple[Id, int, int]]
    findings: list[Finding]
    signatures: int = 0
    doubtful: set[tuple[Id, int]] = msgspec.field(default_factory=set)
    """Clinical transactions whose noted verdict was not that of the walk so far."""

    def is_open(self, session: Id | None, person: Id, journal: Id, seq: int) -> bool:
        """See `sync.roll.Sessions`."""
        found = self.sessions.get((session or b"", journal))
        return found is not None and found[0] == person and found[1] < seq and not 0 < found[2] < seq


def verify(replica: Replica, *, heal: bool = False) -> Verified:
    """Everything there is to check; with `heal`, what a refold can mend is mended."""
    with replica.writing():
        replica.fold_stale()
        replica.chain.damage.clear()
        walked = _Walked(Roll(), {}, {}, {}, {}, [])
        for row in replica.chain.everything():
            _walk(walked, row, replica)
        walked.findings += _judged_again(walked, replica)
        findings = [*walked.findings, *_compare(replica)]
        healed = False
        if heal and findings:
            # First who is admitted, then what follows from it: a forged verdict must not be made true.
            replica.readmit_all()
            replica.refold_all()
            healed = not list(_compare(replica))
        transactions, acts, _ = replica.counts()
        files = replica.connection.exec_driver_sql("SELECT count(*) FROM files").scalar()
    return Verified(
        transactions=transactions,
        acts=acts,
        signatures=walked.signatures,
        files=int(files or 0),
        findings=tuple(
            msgspec.structs.replace(one, healed=healed and one.code.startswith(_HEALABLE)) for one in findings
        ),
    )


def _walk(walked: _Walked, row: Row, replica: Replica) -> None:
    """Check one transaction in its place."""
    place = {"journal": short_text(row.journal), "seq": str(row.seq)}
    head = walked.heads.get(row.journal, EMPTY)
    try:
        transaction, core = open_transaction(row.data)
    except InvalidBytesError:
        _damaged(walked, row, replica, row.hash)
        return
    named = core_hash(transaction.core)
    if not bodies_match(transaction, core) or not follows(head, core):
        _damaged(walked, row, replica, row.hash)
        return
    if (named, core.order) != (row.hash, row.order):
        # Either the bytes were altered or what was noted of them; the seal tells.
        info = walked.roll.now.journals.get(row.journal)
        right = info is not None and sealed_by(info.seal_key, transaction, named)
        _damaged(walked, row, replica, named if right else row.hash)
        return
    found: list[str] = []
    orders = [head.order, *(walked.orders.get((tip.journal, tip.seq), 0) for tip in core.saw)]
    if core.site != replica.site or not all((tip.journal, tip.seq) in walked.orders for tip in core.saw):
        found.append("verify.past")
    elif core.order != 1 + max(orders):
        found.append("verify.order")
    past = _past(walked, core)
    walked.orders[row.journal, core.seq] = core.order
    walked.heads[row.journal] = Head(core.seq, named, core.order)
    walked.pasts[row.journal, core.seq] = past
    found += _admission(walked, replica.chain, row, transaction, core, past)
    walked.findings += [Finding(code, place, healed=False) for code in found]


def _past(walked: _Walked, core: Core) -> Past:
    own = walked.pasts.get((core.journal, core.seq - 1), NOTHING)
    if core.seq > 1:
        own = own.with_tip(core.journal, core.seq - 1)
    if not core.saw:
        return own
    seen = [
        walked.pasts.get((tip.journal, tip.seq), NOTHING).with_tip(tip.journal, tip.seq) for tip in core.saw
    ]
    return own.joined(seen)


def _admission(
    walked: _Walked, chain: Chain, row: Row, transaction: Transaction, core: Core, past: Past
) -> Iterator[str]:
    bodies = transaction.bodies
    if row.membership:
        walked.roll.add(core, bodies, past)
    info = walked.roll.now.journals.get(row.journal)
    if info is None:
        yield "verify.journal"
        return
    if row.sealed and not sealed_by(info.seal_key, transaction, row.hash):
        chain.mark_damaged(row.journal, row.seq, row.hash)
        yield "verify.seal"
    for index, body in enumerate(bodies):
        if body is None or body.signature is None:
            continue
        walked.signatures += 1
        header = core.headers[index]
        # The founding act is signed by the key that it names itself.
        known = walked.roll.now if header.kind == "site.founded/1" else walked.roll.at(past)
        public = known.key_of(header.actor, header.by)
        if not row.set_aside and (public is None or not signed_by(public, core, index, body)):
            yield "verify.signature"
    if not row.membership:
        _note_sessions(walked, core)
        if walked.roll.admits(core, bodies, past, walked) != row.set_aside:
            # A cut may come later in the walk: judged again at its end, by the whole roll.
            walked.doubtful.add((row.journal, row.seq))


def _judged_again(walked: _Walked, replica: Replica) -> Iterator[Finding]:
    """Verdicts by everything there is: cuts and withdrawals included, whenever they came."""
    journals = walked.roll.held_back | {journal for journal, _ in walked.doubtful}
    for row in replica.chain.everything() if journals else ():
        if row.membership or row.journal not in journals or (row.journal, row.seq) not in walked.pasts:
            continue
        try:
            transaction, core = open_transaction(row.data)
        except InvalidBytesError:
            continue  # named as damaged by the walk
        past = walked.pasts[row.journal, row.seq]
        if walked.roll.admits(core, transaction.bodies, past, walked) != row.set_aside:
            place = {"journal": short_text(row.journal), "seq": str(row.seq)}
            yield Finding("verify.admission", place, healed=False)


def _note_sessions(walked: _Walked, core: Core) -> None:
    for header in core.headers:
        key = (header.file.id, core.journal)
        if header.kind == "session.opened/1" and header.actor is not None:
            walked.sessions.setdefault(key, (header.actor, core.seq, 0))
        elif header.kind == "session.closed/1" and key in walked.sessions:
            person, opened, _ = walked.sessions[key]
            walked.sessions[key] = (person, opened, core.seq)


def _damaged(walked: _Walked, row: Row, replica: Replica, expected: bytes) -> None:
    replica.chain.mark_damaged(row.journal, row.seq, expected)
    walked.heads[row.journal] = Head(row.seq, expected, row.order)
    walked.orders[row.journal, row.seq] = row.order
    walked.pasts[row.journal, row.seq] = replica.chain.past(row.past).with_tip(row.journal, row.seq - 1)
    place = {"journal": short_text(row.journal), "seq": str(row.seq)}
    walked.findings.append(Finding("verify.damaged", place, healed=False))


def _compare(replica: Replica) -> Iterator[Finding]:
    """States and projection tables against a fresh fold of every file."""
    expected: dict[str, Counter[tuple[object, ...]]] = {
        table: Counter() for table in ("courses", "doses", "bags", "vials", "lots", "patients", "conflicts")
    }
    for page in _files(replica):
        folds = projection.fold(replica.files, [(one.number, one.file) for one in page])
        for kept, folded in zip(page, folds, strict=True):
            fresh = encode(folded.state) if folded.state else b""
            if fresh != kept.state or folded.trouble != kept.trouble:
                yield Finding("verify.table.state", _named(kept.file), healed=False)
            if folded.trouble:
                yield Finding("verify.unreadable", {**_named(kept.file), "why": folded.trouble}, healed=False)
            for table, rows in projection.rows_of(kept.file, folded.state).items():
                expected[table].update(rows)
            expected["conflicts"].update(
                projection.conflict_row(kept.file, "fold", one) for one in conflicts_and_alarms(folded.state)
            )
    try:
        for file, conflict in replica.crosschecks.everything():
            expected["conflicts"][projection.conflict_row(file, "cross", conflict)] += 1
    except InvalidBytesError:
        # A stored state does not even decode: it was named above, and refolding it comes first.
        return
    for table, wanted in expected.items():
        found = Counter(_rows(replica, table))
        wrong = sum(((found - wanted) + (wanted - found)).values())
        if wrong:
            yield Finding("verify.table.rows", {"table": table, "rows": str(wrong)}, healed=False)


class _Kept(msgspec.Struct, frozen=True):
    """A file's state as it is stored."""

    number: int
    file: FileRef
    state: bytes
    trouble: str


def _files(replica: Replica) -> Iterable[list[_Kept]]:
    last = 0
    while True:
        rows = replica.connection.exec_driver_sql(
            "SELECT f.n, f.type, f.id, s.state, s.trouble FROM files f JOIN states s ON s.file = f.n"
            " WHERE f.n > ? ORDER BY f.n LIMIT ?",
            (last, _AT_ONCE),
        ).fetchall()
        if not rows:
            return
        yield [
            _Kept(number, FileRef(kind, bytes(identifier)), bytes(state or b""), trouble)
            for number, kind, identifier, state, trouble in rows
        ]
        last = rows[-1][0]


def _rows(replica: Replica, table: str) -> Iterator[tuple[object, ...]]:
    columns = "type, file, origin, rule, subject, open, alarm, payload" if table == "conflicts" else "*"
    for row in replica.connection.exec_driver_sql(f"SELECT {columns} FROM {table}"):  # noqa: S608
        yield tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _named(file: FileRef) -> dict[str, str]:
    return {"sort": _sort(file.type), "file": short_text(file.id)}


def _sort(number: int) -> str:
    try:
        return FileType(number).name.lower()
    except ValueError:  # a sort of file that a newer program knows
        return str(number)
