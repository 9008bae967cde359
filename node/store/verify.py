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
from node.store.indexes import Indexes, sessions_astray
from node.store.replica import Replica
from node.store.walked import Walked
from schema.codec import InvalidBytesError
from schema.ids import Id
from schema.transaction import Body, Core, Transaction, core_hash, open_transaction
from sync.causality import Past, Spot
from sync.journal import Head, bodies_match, follows, sealed_by, signed_by
from sync.membership import CLINICAL
from sync.roll import Roll
from sync.strands import Built

BESIDE_FROM = 20_000
"""Transactions; with fewer, starting another process costs more than it saves."""
_HEALABLE = ("verify.table", "verify.admission")
"""Findings that judging and folding again mend."""


def verify(
    replica: Replica, *, heal: bool = False, all_seals: bool = False, key: bytes | None = None
) -> Verified:
    """Everything there is to check; with `heal`, what a refold can mend is mended.

    The last seal of a journal covers all before it through the chain; `all_seals` looks at the others too.
    With the database's key, another process compares the tables meanwhile, where there are enough of them.
    """
    with replica.writing():
        replica.folding.fold_stale()
    with ExitStack() as stack:
        compared: Future[list[Finding]] | None = None
        if key is not None and replica.chain.next_row > BESIDE_FROM:
            compared = stack.enter_context(Beside(replica.folder, key, replica.site)).compare()
        with replica.writing():
            replica.chain.damage.clear()
            replica.chain.load()  # what is remembered of a table hides what became of it
            walked = Walked(Roll(replica.chain.strands), replica.chain.strands, all_seals)
            indexes = Indexes(replica)
            for row in replica.chain.everything():
                _walk(walked, indexes, row, replica)
            astray = [*indexes.findings()]
            walked.findings += [*_unannounced(walked), *_judged_again(walked, replica), *astray]
            walked.findings += sessions_astray(replica, walked.sessions)
            findings = [*walked.findings, *_compared(replica, compared)]
            healed = False
            if heal and findings:
                if astray:
                    indexes.write_again()
                # First who is admitted, then what follows from it: a forged verdict must not be made true.
                replica.readmit_all()
                replica.folding.refold_all()
                healed = not list(compare(replica))
            transactions, acts, _ = replica.counts()
            files = replica.connection.value("SELECT count(*) FROM files")
    return Verified(
        transactions=transactions,
        acts=acts,
        signatures=walked.signatures,
        seals=walked.seals,
        files=int(files or 0),
        missing=tuple(MissingEdition(one.what, one.data_of) for one in replica.editions.missing()),
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


def _walk(walked: Walked, indexes: Indexes, row: Row, replica: Replica) -> None:
    """Check one transaction in its place."""
    head = walked.head(row)
    try:
        transaction, core = open_transaction(row.data)
    except InvalidBytesError:
        _damaged(walked, indexes, row, replica, row.hash)
        return
    named = core_hash(transaction.core)
    journal = walked.strands.journal(row.strand)
    if not bodies_match(transaction, core) or not follows(head, core) or core.journal != journal:
        _damaged(walked, indexes, row, replica, row.hash)
        return
    if (named, core.order) != (row.hash, row.order):
        # Either the bytes were altered or what was noted of them; the seal tells.
        info = walked.roll.announced_here.get(journal)
        right = info is not None and sealed_by(info.seal_key, transaction, named)
        _damaged(walked, indexes, row, replica, named if right else row.hash)
        return
    found: list[str] = []
    seen = [walked.place_of(replica.chain, tip) for tip in core.saw]
    orders = [walked.order(spot) for spot in seen]
    if core.site != replica.site or not all(orders):
        found.append("verify.past")
    elif core.order != 1 + max([head.order, *orders]):
        found.append("verify.order")
    base = walked.base_after(row, seen)
    walked.take(row, Head(core.seq, named, core.order), base)
    indexes.take(row, core, base)
    found += _admission(walked, row, transaction, core)
    found += _sealed(walked, replica.chain, row, transaction, core)
    walked.findings += [walked.finding(code, row.strand, row.seq) for code in found]


def _sealed(walked: Walked, chain: Chain, row: Row, transaction: Transaction, core: Core) -> Iterator[str]:
    """Whether the seal is good that covers the strand, or, asked for all, each that was taken for one."""
    info = walked.roll.announced_here.get(core.journal)
    if info is None or not (walked.all_seals or row.seq == chain.head(row.strand).seq):
        return
    walked.seals += 1
    if not sealed_by(info.seal_key, transaction, row.hash):
        if row.sealed:
            chain.mark_damaged(row.strand, row.seq, row.hash)
        yield "verify.seal" if row.sealed else "verify.covered"


def _admission(walked: Walked, row: Row, transaction: Transaction, core: Core) -> Iterator[str]:
    bodies, past = transaction.bodies, walked.past((row.strand, row.seq))
    if row.membership:
        walked.roll.add(core, bodies, past, row.strand)
        walked.noted[row.strand, row.seq] = row.set_aside
    if core.journal not in walked.roll.announced_here:
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
        walked.note_sessions(core, row.strand)
    if verdict or row.set_aside:
        # A cut may come later in the walk, or be lifted: judged again at its end, by the whole roll.
        walked.doubtful.add((row.strand, row.seq))
        # Badly signed and set aside, for that or by a cut, which comes first, it is what somebody sent.
        forged = row.set_aside in {"", FORKED} and verdict in {"unknown_key", "bad_signature"}
        if forged and not _signed(walked, core, bodies, past):
            yield "verify.signature"


def _signed(walked: Walked, core: Core, bodies: Sequence[Body | None], past: Past) -> bool:
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


def _unannounced(walked: Walked) -> Iterator[Finding]:
    for strand, seq in walked.early:
        if walked.strands.journal(strand) not in walked.roll.announced_here:
            yield walked.finding("verify.journal", strand, seq)


def _judged_again(walked: Walked, replica: Replica) -> Iterator[Finding]:
    """Verdicts by everything there is: cuts, withdrawals and forks included, whenever they came."""
    for (strand, seq), noted in walked.noted.items():
        if walked.roll.verdict(strand, seq) != noted:
            yield walked.finding("verify.admission", strand, seq)
    journals = walked.roll.held_back | {walked.strands.journal(strand) for strand, _ in walked.doubtful}
    # Of a journal that its cuts do not name a withdrawal had seen nothing.
    for one in walked.roll.grounds.held.withdrawals:
        journals |= walked.acted.get(one.person, set())
    if walked.strands.forked:
        journals |= {walked.strands.journal(strand) for strand in walked.heads}
    verdicts: dict[tuple[Id, int], tuple[str, str]] = {}
    walked.forget_sessions(journals)
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
            walked.note_sessions(core, row.strand)
        verdicts[place] = said, row.set_aside
    built = _built(walked, [place for place, (said, _) in verdicts.items() if not said])
    for (strand, seq), (said, noted) in verdicts.items():
        if (said or ("" if built.admits(Spot(strand, seq)) else FORKED)) != noted:
            yield walked.finding("verify.admission", strand, seq)


def _built(walked: Walked, good: Sequence[tuple[Id, int]]) -> Built:
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


def _damaged(walked: Walked, indexes: Indexes, row: Row, replica: Replica, expected: bytes) -> None:
    replica.chain.mark_damaged(row.strand, row.seq, expected)
    walked.take(row, Head(row.seq, expected, row.order), indexes.leave_out(row))
    walked.findings.append(walked.finding("verify.damaged", row.strand, row.seq))
