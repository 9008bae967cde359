"""Stock by lot: the list, one lot with whom it concerns, and what is recorded of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from node.api.base import Answer
from node.api.lot import (
    ConcernedBag,
    CountLot,
    DiscardRemainder,
    GetLot,
    KeepRemainder,
    LiftRecall,
    ListLots,
    Lots,
    LotView,
    MoveLot,
    RecallLot,
    ReceiveLot,
)
from node.desk import Desk, refused
from node.domain.decision import Decided, Refusal, Who
from node.domain.lot import LotState, lot_file_id, lot_of, number_key, same_lot
from node.domain.merge.lot_recalled import RULE as LOT_RECALLED
from node.domain.reference import ProductState
from node.domain.relied_on import relying
from node.domain.stock import (
    LotSituation,
    decide_count_lot,
    decide_discard_remainder,
    decide_keep_remainder,
    decide_lift_recall,
    decide_move_lot,
    decide_recall_lot,
    decide_receive_lot,
)
from node.handlers.about import NONE, inclusion
from node.handlers.base import AnyHandler, Handler, signed_in
from node.handlers.loading import course_state, patient_state, queries, today
from node.sessions import Session
from node.views.dose import is_open, shown_state
from node.views.lot import lot_lines, lot_row, remainder_view
from node.views.nobody import family_and_first, identity_of
from node.views.teller import Teller
from schema.acts.lot import LotNamed, LotRecalled
from schema.ids import Id
from schema.transaction import FileRef, FileType


def lot_state(desk: Desk, lot: Id) -> LotState | None:
    """A lot's file."""
    return desk.replica.states.state(LotState, FileRef(FileType.LOT, lot))


def lots_numbered(desk: Desk, numbers: Iterable[str]) -> dict[Id, LotState]:
    """Every lot here with one of these numbers, whatever its presentation and expiry."""
    found = ((lot, lot_state(desk, lot)) for lot in queries(desk).lots(map(number_key, numbers)))
    return {lot: state for lot, state in found if state is not None}


def list_lots(desk: Desk, _session: Session, _command: ListLots) -> Answer:
    """Every lot, by label, number, expiry."""
    rows = [
        lot_row(lot, state, state.named)
        for lot, state in desk.replica.states.all(LotState, FileType.LOT)
        if state.named is not None
    ]
    rows.sort(key=lambda row: (row.named.label, row.named.number, row.named.expiry))
    return Lots(rows=tuple(rows))


def get_lot(desk: Desk, _session: Session, command: GetLot) -> Answer:
    """One lot with its ledger, its remainders, and the bags and patients it concerns."""
    state = lot_state(desk, command.lot)
    if state is None or state.named is None:
        return refused(Refusal("lot.unknown"))
    files = desk.replica.files
    tell = Teller(desk.names, files.acts(files.number(FileRef(FileType.LOT, command.lot))))
    bags = sorted(_concerned(desk, state.named, tell), key=lambda one: (not one.open, one.number))
    recalls = ((tell.stamp(ref), tell.body(ref, LotRecalled)) for ref in state.recalls)
    return LotView(
        row=lot_row(command.lot, state, state.named),
        lines=tuple(lot_lines(state, {one.bag: one.number for one in bags}, tell)),
        remainders=tuple(remainder_view(left, desk.now(), tell) for left in state.remainders),
        bags=tuple(bags),
        recalls=tuple(
            (stamp, body.reason if body else "", body.reference if body else "") for stamp, body in recalls
        ),
        heads=state.heads,
    )


def _concerned(desk: Desk, named: LotNamed, tell: Teller) -> Iterator[ConcernedBag]:
    asked = queries(desk)
    for course in asked.courses_with(number_key(named.number)):
        state = course_state(desk, course)
        if state is None:
            continue
        included = inclusion(state, tell)
        patient = included.patient if included is not None else NONE
        name = family_and_first(identity_of(patient, patient_state(desk, patient)), tell.language)
        rows = asked.conflicts(FileRef(FileType.COURSE, course), "cross")
        recalled = (row.conflict for row in rows if row.conflict.rule == LOT_RECALLED)
        alarms = {one.subject for one in recalled if is_open(one)}
        substances = {dose.dose: dose.versions[0].order.substance for dose in state.doses if dose.versions}
        for bag in state.bags:
            if any(same_lot(lot_of(vial), named) for vial in bag.content.vials):
                yield ConcernedBag(
                    course=course,
                    patient=patient,
                    patient_name=name,
                    bag=bag.bag,
                    number=tell.number(bag.content.series, bag.content.number),
                    substance=substances.get(bag.dose, ""),
                    state=shown_state(bag),
                    open=bag.bag in alarms,
                )


Decide: TypeAlias = Callable[[Any, LotSituation, Who], Decided | Refusal]


def _on_lot(decide: Decide) -> Handler:
    """Open the lot that a command names, ask the rule, record what it decides."""

    def run(desk: Desk, session: Session, command: Any) -> Answer:
        named: LotNamed = command.lot
        state = lot_state(desk, lot_file_id(named))
        product = desk.replica.states.state(ProductState, FileRef(FileType.PRODUCT, named.product))
        here = LotSituation(
            lot=state, product_known=product is not None, now_ms=desk.now(), today=today(desk)
        )
        decided = decide(command, here, desk.who(session))
        shown = state.heads if state is not None else ()
        return desk.record(relying(decided, shown), session, getattr(command, "pin", None))

    return signed_in(run)


def _keep(desk: Desk, session: Session, command: KeepRemainder) -> Answer:
    def decide(asked: KeepRemainder, here: LotSituation, who: Who) -> Decided | Refusal:
        return decide_keep_remainder(asked, here, who, desk.new_id())

    return _on_lot(decide).run(desk, session, command)


HANDLERS: Mapping[type, AnyHandler] = {
    ListLots: signed_in(list_lots),
    GetLot: signed_in(get_lot),
    ReceiveLot: _on_lot(decide_receive_lot),
    MoveLot: _on_lot(decide_move_lot),
    CountLot: _on_lot(decide_count_lot),
    RecallLot: _on_lot(decide_recall_lot),
    LiftRecall: _on_lot(decide_lift_recall),
    KeepRemainder: signed_in(_keep),
    DiscardRemainder: _on_lot(decide_discard_remainder),
}
