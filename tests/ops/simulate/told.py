"""Acts of a course that a test wrote, as the program's rules see them and as the model sees them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from node.domain.course import fold_course
from node.domain.history import Act as Ours
from node.domain.history import before, in_order
from ops.simulate.compare import differences, said_of, settled_in_silence
from ops.simulate.history import Tx
from ops.simulate.model_acts import Act, acts_of, is_spoken
from ops.simulate.model_settled import NOBODY_SAID, Course, Judged, owners_of, sorted_out
from schema.ids import Id
from schema.rules import CAREFUL_STAYS, SETTLED_BY_OWNERS, STOP_BY_TWO, WITHDRAWN_SINCE
from schema.transaction import Core, Transaction


def disagree(acts: Sequence[Ours]) -> list[str]:
    """Where the program and the model differ on a course of these acts, and what is settled by nobody."""
    course, state = acts[0].header.file.id, fold_course(acts)
    silent = settled_in_silence({tx.hash: tx for tx in txs_of(acts)}, state)
    return [*differences(state, *said_of(course, course_of(course, acts))), *silent]


def course_of(course: Id, acts: Sequence[Ours]) -> Course:
    """These acts in the model's words, sorted by what admission said of them."""
    txs = _together(acts)
    model = dict(zip(txs, txs_of(acts), strict=True))
    every = [act for tx in model.values() for act in acts_of(tx, course)]
    why = {model[core]: its[0] for core, its in txs.items()}
    good = {tx for tx, one in why.items() if not one.set_aside}
    review = {tx for tx, one in why.items() if one.set_aside == "withdrawn" and WITHDRAWN_SINCE in one.rules}
    spoken = [act for act in every if is_spoken(act) and act.tx in good]

    def owned(act: Act) -> bool:
        owners, ours = owners_of(act.says("rule")), why[act.tx]
        if SETTLED_BY_OWNERS not in ours.rules or not owners:
            return True
        theirs = [one for one in spoken if one.ref in act.says("heads") and one.doer != act.header.actor]
        countersigns = (act.says("rule"), act.says("choice")) == ("spoken_order", "countersigned")
        return not ours.rights.isdisjoint(owners) and not (countersigns and theirs)

    said = {tx for tx, one in why.items() if one.set_aside and one.set_aside not in NOBODY_SAID}
    careful = {tx for tx in said - review if CAREFUL_STAYS in why[tx].rules}

    def said_by(act: Act) -> Collection[str] | None:
        ours = why[act.tx]
        if STOP_BY_TWO not in ours.rules:
            return None
        return ours.rights if act.role == "settled" else ("prescribe",)

    return sorted_out(every, Judged(good, review, careful, said), owned, said_by)


def txs_of(acts: Sequence[Ours]) -> list[Tx]:
    """The transactions of these acts as the model has them, in fold order."""
    txs = _together(acts)
    bits = {core: 1 << number for number, core in enumerate(txs)}
    return [_tx(its, bits, acts) for its in txs.values()]


def _together(acts: Sequence[Ours]) -> dict[bytes, list[Ours]]:
    txs: dict[bytes, list[Ours]] = {}
    for act in in_order(acts):
        txs.setdefault(act.ref.core, []).append(act)
    return txs


def _tx(its: Sequence[Ours], bits: dict[bytes, int], acts: Sequence[Ours]) -> Tx:
    first = its[0]
    ref = first.ref
    past = sum({bits[act.ref.core] for act in acts if act.ref.core != ref.core and before(act, first)})
    core = Core(
        version=1,
        site=bytes(16),
        journal=ref.journal,
        seq=ref.seq,
        prev=bytes(32),
        order=first.place[0],
        at=first.at,
        doubtful=False,
        saw=(),
        headers=tuple(act.header for act in its),
    )
    bodies = tuple(None if act.trouble else act.body for act in its)
    place = (core.order, core.journal, core.seq, ref.core)
    return Tx(bits[ref.core], past, core, Transaction(b"", bytes(64), ()), ref.core, bodies, place)
