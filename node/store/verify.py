"""Checking a replica against itself: chains, seals, signatures, clocks, admission, and every table.

The journal is walked from its first transaction with fresh eyes (a new roll, new pasts); states and
projections are folded again and compared. What can be healed here is refolded; a damaged journal row
is named and asked again from a peer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from node.api.site import Finding, Verified
from node.domain.alarms import conflicts_and_alarms
from node.store import projection
from node.store.admission import FORKED
from node.store.chain import Chain, Row
from node.store.replica import Replica
from schema.codec import InvalidBytesError, encode
from schema.ids import Id, short_text
from schema.transaction import Core, FileRef, FileType, Tip, Transaction, core_hash, open_transaction
from sync.causality import NOTHING, Past, Spot
from sync.journal import EMPTY, Head, bodies_match, follows, sealed_by, signed_by
from sync.membership import CLINICAL
from sync.roll import Roll
from sync.strands import Built, Strands

_AT_ONCE = 200

_HEALABLE = ("verify.table", "verify.admission")
"""Findings that judging and folding again mend."""


class _Walked(msgspec.Struct):
    """What the walk has established so far."""

    roll: Roll
    strands: Strands
    heads: dict[Id, Head]
    pasts: dict[tuple[Id, int], Past]
    orders: dict[tuple[Id, int], int]
    sessions: dict[tuple[Id, Id], tuple[Id, int, int]]
    findings: list[Finding]
    signatures: int = 0
    doubtful: set[tuple[Id, int]] = msgspec.field(default_factory=set)
    """Clinical transactions whose noted verdict was not that of the walk so far."""
    noted: dict[tuple[Id, int], str] = msgspec.field(default_factory=dict)
    """What was noted of membership transactions."""
    left: dict[tuple[Id, int], Head] = msgspec.field(default_factory=dict)
    """Where branches leave, as soon as it was passed."""

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """See `sync.roll.Sessions`."""
        opener, closed = None, False
        for piece, upto in self.strands.chain(strand, seq - 1).items():
            who, opened, end = self.sessions.get((session or b"", piece), (b"", 0, 0))
            opener = who if 0 < opened <= upto else opener
            closed |= 0 < end <= upto
        return opener == person and not closed


def verify(replica: Replica, *, heal: bool = False) -> Verified:
    """Everything there is to check; with `heal`, what a refold can mend is mended."""
    with replica.writing():
        replica.fold_stale()
        replica.chain.damage.clear()
        strands = replica.chain.strands
        walked = _Walked(Roll(strands), strands, {}, {}, {}, {}, [])
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
    place = _named_place(walked, row)
    head = _head(walked, row)
    try:
        transaction, core = open_transaction(row.data)
    except InvalidBytesError:
        _damaged(walked, row, replica, row.hash)
        return
    named = core_hash(transaction.core)
    journal = walked.strands.journal(row.strand)
    if not bodies_match(transaction, core) or not follows(head, core) or core.journal != journal:
        _damaged(walked, row, replica, row.hash)
        return
    if (named, core.order) != (row.hash, row.order):
        # Either the bytes were altered or what was noted of them; the seal tells.
        info = walked.roll.now.journals.get(journal)
        right = info is not None and sealed_by(info.seal_key, transaction, named)
        _damaged(walked, row, replica, named if right else row.hash)
        return
    found: list[str] = []
    seen = [_place_of(walked, replica.chain, tip) for tip in core.saw]
    if core.site != replica.site or not all(spot in walked.orders for spot in seen):
        found.append("verify.past")
    elif core.order != 1 + max([head.order, *(walked.orders[spot] for spot in seen)]):
        found.append("verify.order")
    past = _past(walked, row, seen)
    _pass(walked, row, Head(core.seq, named, core.order), past)
    found += _admission(walked, replica.chain, row, transaction, core, past)
    walked.findings += [Finding(code, place, healed=False) for code in found]


def _head(walked: _Walked, row: Row) -> Head:
    """What a transaction of this strand has to follow."""
    branch = walked.strands.branch(row.strand)
    if branch is None or row.seq != branch.since:
        return walked.heads.get(row.strand, EMPTY)
    return walked.left.get((branch.base, branch.since - 1), EMPTY)


def _pass(walked: _Walked, row: Row, head: Head, past: Past) -> None:
    """Note what was established of a row; whoever leaves its strand here asks for it later."""
    walked.orders[row.strand, row.seq] = head.order
    walked.heads[row.strand] = head
    walked.pasts[row.strand, row.seq] = past
    for strand in walked.strands.of(walked.strands.journal(row.strand))[1:]:
        branch = walked.strands.branch(strand)
        if branch is not None and (branch.base, branch.since - 1) == (row.strand, row.seq):
            walked.left[row.strand, row.seq] = head


def _place_of(walked: _Walked, chain: Chain, tip: Tip) -> tuple[Id, int]:
    """Where a transaction named in `saw` stands."""
    held = chain.held(tip) if tip.journal in walked.strands.forked else None
    return (tip.journal if held is None else held.strand, tip.seq)


def _past(walked: _Walked, row: Row, seen: Sequence[tuple[Id, int]]) -> Past:
    branch = walked.strands.branch(row.strand)
    before = branch.base if branch is not None and row.seq == branch.since else row.strand
    own = walked.pasts.get((before, row.seq - 1), NOTHING)
    if row.seq > 1:
        own = own.with_tip(before, row.seq - 1)
    if not seen:
        return own
    return own.joined(walked.pasts.get(spot, NOTHING).with_tip(*spot) for spot in seen)


def _admission(
    walked: _Walked, chain: Chain, row: Row, transaction: Transaction, core: Core, past: Past
) -> Iterator[str]:
    bodies = transaction.bodies
    if row.membership:
        walked.roll.add(core, bodies, past, row.strand)
        walked.noted[row.strand, row.seq] = row.set_aside
    info = walked.roll.now.journals.get(core.journal)
    if info is None:
        yield "verify.journal"
        return
    if row.sealed and not sealed_by(info.seal_key, transaction, row.hash):
        chain.mark_damaged(row.strand, row.seq, row.hash)
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
        verdict = walked.roll.admits(core, bodies, past, walked, row.strand)
        if not verdict:
            _note_sessions(walked, core, row.strand)
        if verdict != row.set_aside:
            # A cut may come later in the walk: judged again at its end, by the whole roll.
            walked.doubtful.add((row.strand, row.seq))


def _judged_again(walked: _Walked, replica: Replica) -> Iterator[Finding]:
    """Verdicts by everything there is: cuts, withdrawals and forks included, whenever they came."""
    for (strand, seq), noted in walked.noted.items():
        if walked.roll.verdict(strand, seq) != noted:
            yield Finding("verify.admission", _named_spot(walked, strand, seq), healed=False)
    journals = walked.roll.held_back | {walked.strands.journal(strand) for strand, _ in walked.doubtful}
    if walked.strands.forked:
        journals |= {walked.strands.journal(strand) for strand in walked.heads}
    verdicts: dict[tuple[Id, int], tuple[str, str]] = {}
    for key in [key for key in walked.sessions if walked.strands.journal(key[1]) in journals]:
        del walked.sessions[key]
    for row in replica.chain.everything() if journals else ():
        place = row.strand, row.seq
        if row.membership or walked.strands.journal(row.strand) not in journals or place not in walked.pasts:
            continue
        try:
            transaction, core = open_transaction(row.data)
        except InvalidBytesError:
            continue  # named as damaged by the walk
        said = walked.roll.admits(core, transaction.bodies, walked.pasts[place], walked, row.strand)
        if not said:
            _note_sessions(walked, core, row.strand)
        verdicts[place] = said, row.set_aside
    built = _built(walked, [place for place, (said, _) in verdicts.items() if not said])
    for (strand, seq), (said, noted) in verdicts.items():
        if (said or ("" if built.admits(Spot(strand, seq)) else FORKED)) != noted:
            yield Finding("verify.admission", _named_spot(walked, strand, seq), healed=False)


def _built(walked: _Walked, good: Sequence[tuple[Id, int]]) -> Built:
    """How far others have built on each branch, from those that count but for forks."""
    built = walked.roll.built(CLINICAL)
    news = bool(walked.strands.forked)
    while news:
        counting = [place for place in good if built.admits(Spot(*place))]
        news = (
            sum(len(built.take(walked.strands.journal(place[0]), walked.pasts[place])) for place in counting)
            > 0
        )
    return built


def _note_sessions(walked: _Walked, core: Core, strand: Id) -> None:
    for header in core.headers:
        key = (header.file.id, strand)
        if header.kind == "session.opened/1" and header.actor is not None:
            walked.sessions.setdefault(key, (header.actor, core.seq, 0))
        elif header.kind == "session.closed/1":
            person, opened, _ = walked.sessions.get(key, (b"", 0, 0))
            walked.sessions[key] = (person, opened, core.seq)


def _damaged(walked: _Walked, row: Row, replica: Replica, expected: bytes) -> None:
    replica.chain.mark_damaged(row.strand, row.seq, expected)
    _pass(
        walked,
        row,
        Head(row.seq, expected, row.order),
        replica.chain.full_past(row.strand, row.seq, row.past),
    )
    walked.findings.append(Finding("verify.damaged", _named_place(walked, row), healed=False))


def _named_place(walked: _Walked, row: Row) -> dict[str, str]:
    return _named_spot(walked, row.strand, row.seq)


def _named_spot(walked: _Walked, strand: Id, seq: int) -> dict[str, str]:
    return {"journal": short_text(walked.strands.journal(strand)), "seq": str(seq)}


DERIVED_ROWS = ("courses", "doses", "bags", "vials", "lots", "numbers", "patients")
"""Tables that states stand for row by row."""


def _compare(replica: Replica) -> Iterator[Finding]:
    """States and projection tables against a fresh fold of every file."""
    expected: dict[str, Counter[tuple[object, ...]]] = {
        table: Counter() for table in (*DERIVED_ROWS, "conflicts")
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
