"""Checking a replica against itself: chains, seals, signatures, clocks, admission, and every table.

The journal is walked from its first transaction with fresh eyes (a new roll, new pasts); states and
projections are folded again and compared. What can be healed here is refolded; a damaged journal row
is named and asked again from a peer.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial

import msgspec

from node.api.site import Finding, MissingEdition, Verified
from node.store.admission import FORKED
from node.store.beside import Beside, GoneError
from node.store.chain import Chain, Row
from node.store.compared import compare
from node.store.replica import Replica
from node.store.trail import Trail
from schema.codec import InvalidBytesError
from schema.ids import Id, short_text
from schema.transaction import Body, Core, Tip, Transaction, core_hash, open_transaction
from sync.causality import NOTHING, Past, Spot
from sync.journal import EMPTY, Head, bodies_match, follows, sealed_by, signed_by
from sync.membership import CLINICAL
from sync.roll import Roll
from sync.strands import Built, Strands

BESIDE_FROM = 50_000
"""Transactions; with fewer, starting another process costs more than it saves."""
_HEALABLE = ("verify.table", "verify.admission")
"""Findings that judging and folding again mend."""


class _Walked(msgspec.Struct):
    """What the walk has established so far."""

    roll: Roll
    strands: Strands
    all_seals: bool
    heads: dict[Id, Head] = msgspec.field(default_factory=dict)
    trails: dict[Id, Trail] = msgspec.field(default_factory=dict)
    sessions: dict[tuple[Id, Id], tuple[Id, int, int]] = msgspec.field(default_factory=dict)
    findings: list[Finding] = msgspec.field(default_factory=list)
    signatures: int = 0
    seals: int = 0
    doubtful: set[tuple[Id, int]] = msgspec.field(default_factory=set)
    """Clinical transactions whose noted verdict was not that of the walk so far."""
    acted: dict[Id | None, set[Id]] = msgspec.field(default_factory=dict)
    """In which clinical journals somebody acted."""
    noted: dict[tuple[Id, int], str] = msgspec.field(default_factory=dict)
    """What was noted of membership transactions."""
    early: list[tuple[Id, int]] = msgspec.field(default_factory=list)
    """Of journals that nobody had announced yet: who saw nothing comes before what he denies."""
    left: dict[tuple[Id, int], Head] = msgspec.field(default_factory=dict)
    """Where branches leave, as soon as it was passed."""

    def order(self, spot: tuple[Id, int]) -> int:
        """The order of a transaction; 0 when it was not passed."""
        trail = self.trails.get(spot[0])
        return 0 if trail is None else trail.order(spot[1])

    def base(self, spot: tuple[Id, int]) -> Past:
        """Its past but for what lies before it in its own strand."""
        trail = self.trails.get(spot[0])
        return NOTHING if trail is None else trail.base(spot[1])

    def past(self, spot: tuple[Id, int]) -> Past:
        """Its causal past."""
        strand, seq = spot
        base = self.base(spot)
        return base.with_tip(strand, seq - 1) if seq > self.strands.since(strand) else base

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """See `sync.roll.Sessions`."""
        opener, closed = None, False
        for piece, upto in self.strands.chain(strand, seq - 1).items():
            who, opened, end = self.sessions.get((session or b"", piece), (b"", 0, 0))
            opener = who if 0 < opened <= upto else opener
            closed |= 0 < end <= upto
        return opener == person and not closed


def verify(
    replica: Replica, *, heal: bool = False, all_seals: bool = False, key: bytes | None = None
) -> Verified:
    """Everything there is to check; with `heal`, what a refold can mend is mended.

    The last seal of a journal covers all before it through the chain; `all_seals` looks at the others too.
    With the database's key, another process compares the tables meanwhile, where there are enough of them.
    """
    with replica.writing():
        replica.fold_stale()
    with ExitStack() as stack:
        compared: Future[list[Finding]] | None = None
        if key is not None and replica.chain.next_row > BESIDE_FROM:
            compared = stack.enter_context(Beside(replica.folder, key, replica.site)).compare()
        with replica.writing():
            replica.chain.damage.clear()
            walked = _Walked(Roll(replica.chain.strands), replica.chain.strands, all_seals)
            for row in replica.chain.everything():
                _walk(walked, row, replica)
            walked.findings += [*_unannounced(walked), *_judged_again(walked, replica)]
            findings = [*walked.findings, *_compared(replica, compared)]
            healed = False
            if heal and findings:
                # First who is admitted, then what follows from it: a forged verdict must not be made true.
                replica.readmit_all()
                replica.refold_all()
                healed = not list(compare(replica))
            transactions, acts, _ = replica.counts()
            files = replica.connection.value("SELECT count(*) FROM files")
    return Verified(
        transactions=transactions,
        acts=acts,
        signatures=walked.signatures,
        seals=walked.seals,
        files=int(files or 0),
        missing=tuple(MissingEdition(one.what, one.data_of) for one in replica.missing_editions()),
        findings=tuple(
            msgspec.structs.replace(one, healed=healed and one.code.startswith(_HEALABLE)) for one in findings
        ),
    )


def _compared(replica: Replica, asked: Future[list[Finding]] | None) -> list[Finding]:
    """What is wrong with the tables, by the other process as long as it can say it."""
    try:
        return list(compare(replica)) if asked is None else asked.result()
    except GoneError:
        # A reader does not even open what is damaged where it would have to write that down.
        return list(compare(replica))


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
    orders = [walked.order(spot) for spot in seen]
    if core.site != replica.site or not all(orders):
        found.append("verify.past")
    elif core.order != 1 + max([head.order, *orders]):
        found.append("verify.order")
    _pass(walked, row, Head(core.seq, named, core.order), _base(walked, row, seen))
    found += _admission(walked, row, transaction, core)
    found += _sealed(walked, replica.chain, row, transaction, core)
    walked.findings += [Finding(code, place, healed=False) for code in found]


def _head(walked: _Walked, row: Row) -> Head:
    """What a transaction of this strand has to follow."""
    branch = walked.strands.branch(row.strand)
    if branch is None or row.seq != branch.since:
        return walked.heads.get(row.strand, EMPTY)
    return walked.left.get((branch.base, branch.since - 1), EMPTY)


def _pass(walked: _Walked, row: Row, head: Head, base: Past) -> None:
    """Note what was established of a row; whoever leaves its strand here asks for it later."""
    trail = walked.trails.get(row.strand)
    if trail is None:
        trail = walked.trails[row.strand] = Trail(walked.strands.since(row.strand))
    trail.put(row.seq, head.order, base)
    walked.heads[row.strand] = head
    for strand in walked.strands.of(walked.strands.journal(row.strand))[1:]:
        branch = walked.strands.branch(strand)
        if branch is not None and (branch.base, branch.since - 1) == (row.strand, row.seq):
            walked.left[row.strand, row.seq] = head


def _place_of(walked: _Walked, chain: Chain, tip: Tip) -> tuple[Id, int]:
    """Where a transaction named in `saw` stands."""
    held = chain.held(tip) if tip.journal in walked.strands.forked else None
    return (tip.journal if held is None else held.strand, tip.seq)


def _base(walked: _Walked, row: Row, seen: Sequence[tuple[Id, int]]) -> Past:
    branch = walked.strands.branch(row.strand)
    if branch is not None and row.seq == branch.since:
        base = walked.base((branch.base, row.seq - 1))
        base = base.with_tip(branch.base, row.seq - 1) if row.seq > 1 else base
    else:
        base = walked.base((row.strand, row.seq - 1))
    # Runs that saw nothing new share one.
    return base.joined(walked.base(spot).with_tip(*spot) for spot in seen) if seen else base


def _sealed(walked: _Walked, chain: Chain, row: Row, transaction: Transaction, core: Core) -> Iterator[str]:
    """Whether the seal is good that covers the strand, or, asked for all, each that was taken for one."""
    info = walked.roll.now.journals.get(core.journal)
    if info is None or not (walked.all_seals or row.seq == chain.head(row.strand).seq):
        return
    walked.seals += 1
    if not sealed_by(info.seal_key, transaction, row.hash):
        if row.sealed:
            chain.mark_damaged(row.strand, row.seq, row.hash)
        yield "verify.seal" if row.sealed else "verify.covered"


def _admission(walked: _Walked, row: Row, transaction: Transaction, core: Core) -> Iterator[str]:
    bodies, past = transaction.bodies, walked.past((row.strand, row.seq))
    if row.membership:
        walked.roll.add(core, bodies, past, row.strand)
        walked.noted[row.strand, row.seq] = row.set_aside
    if core.journal not in walked.roll.now.journals:
        walked.early.append((row.strand, row.seq))
    walked.signatures += sum(body is not None and body.signature is not None for body in bodies)
    if row.membership:
        if not row.set_aside and not _signed(walked, core, bodies, past):
            yield "verify.signature"
        return
    for who in {header.actor for header in core.headers}:
        walked.acted.setdefault(who, set()).add(core.journal)
    verdict = walked.roll.admits(core, bodies, past, walked, row.strand)
    if not verdict:
        _note_sessions(walked, core, row.strand)
    if verdict or row.set_aside:
        # A cut may come later in the walk, or be lifted: judged again at its end, by the whole roll.
        walked.doubtful.add((row.strand, row.seq))
        # What is noted as badly signed is what somebody sent: set aside, it is in its place.
        forged = verdict != row.set_aside and verdict in {"unknown_key", "bad_signature"}
        if forged and not _signed(walked, core, bodies, past):
            yield "verify.signature"


def _signed(walked: _Walked, core: Core, bodies: Sequence[Body | None], past: Past) -> bool:
    """Whether every signature is good, by keys of its own past: which branch counts may be known later."""
    for index, body in enumerate(bodies):
        if body is None or body.signature is None:
            continue
        header = core.headers[index]
        # The founding act is signed by the key that it names itself.
        founding = header.kind == "site.founded/1"
        find = walked.roll.now.key_of if founding else partial(walked.roll.key, past=past)
        public = find(header.actor, header.by)
        if public is None or not signed_by(public, core, index, body):
            return False
    return True


def _unannounced(walked: _Walked) -> Iterator[Finding]:
    for strand, seq in walked.early:
        if walked.strands.journal(strand) not in walked.roll.now.journals:
            yield Finding("verify.journal", _named_spot(walked, strand, seq), healed=False)


def _judged_again(walked: _Walked, replica: Replica) -> Iterator[Finding]:
    """Verdicts by everything there is: cuts, withdrawals and forks included, whenever they came."""
    for (strand, seq), noted in walked.noted.items():
        if walked.roll.verdict(strand, seq) != noted:
            yield Finding("verify.admission", _named_spot(walked, strand, seq), healed=False)
    journals = walked.roll.held_back | {walked.strands.journal(strand) for strand, _ in walked.doubtful}
    # Of a journal that its cuts do not name a withdrawal had seen nothing.
    for one in walked.roll.standing.held.withdrawals:
        journals |= walked.acted.get(one.person, set())
    if walked.strands.forked:
        journals |= {walked.strands.journal(strand) for strand in walked.heads}
    verdicts: dict[tuple[Id, int], tuple[str, str]] = {}
    for key in [key for key in walked.sessions if walked.strands.journal(key[1]) in journals]:
        del walked.sessions[key]
    for row in replica.chain.everything() if journals else ():
        place = row.strand, row.seq
        if row.membership or walked.strands.journal(row.strand) not in journals or not walked.order(place):
            continue
        try:
            transaction, core = open_transaction(row.data)
        except InvalidBytesError:
            continue  # named as damaged by the walk
        said = walked.roll.admits(core, transaction.bodies, walked.past(place), walked, row.strand)
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
            sum(len(built.take(walked.strands.journal(place[0]), walked.past(place))) for place in counting)
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
