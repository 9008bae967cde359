"""A lot as screens show it: its row, its ledger with sums, its remainders."""

from collections.abc import Iterator

from node.api.lot import LotLineView, LotRow, RemainderView
from node.domain.lot import LotState, Remainder
from node.views.dose import is_open
from node.views.teller import Teller
from schema.acts.lot import LotMoved, LotNamed, LotReceived
from schema.ids import Id


def lot_row(lot: Id, state: LotState, named: LotNamed) -> LotRow:
    """One lot in the list."""
    return LotRow(
        lot=lot,
        named=named,
        balance=state.balance,
        kept=state.kept,
        recalled=bool(state.recalls),
        left=sum(one.left for one in state.remainders),
        conflicts=sum(is_open(one) for one in state.conflicts),
    )


def lot_lines(state: LotState, numbers: dict[Id, str], tell: Teller) -> Iterator[LotLineView]:
    """The ledger in fold order, each line with the sum up to it."""
    balance = 0
    for line in state.lines:
        balance += line.change
        act = tell.act(line.act)
        body = act.body if act is not None else None
        note = numbers.get(line.bag, "") if line.bag is not None else ""
        if isinstance(body, LotReceived):
            note = body.supplier
        elif isinstance(body, LotMoved):
            note = body.reason
        yield LotLineView(line.kind, line.change, balance, note, tell.stamp(line.act))


def remainder_view(left: Remainder, now_ms: int, tell: Teller) -> RemainderView:
    """One opened vial that was kept."""
    if left.uses or left.discarded:
        state = "used" if left.uses else "discarded"
    else:
        state = "left" if left.use_by > now_ms else "expired"
    return RemainderView(
        remainder=left.remainder,
        volume=left.volume,
        use_by=left.use_by,
        storage=left.storage,
        state=state,
        numbers=tuple(tell.number(use.series, use.number) for use in left.uses),
        kept=tell.stamp_if(left.kept),
    )
