"""Day planned ‖ day planned, or ‖ an order for another date: when the dose is due is in doubt."""

from collections.abc import Sequence
from datetime import date, timedelta

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Order, Role, Step
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.acts.course import CyclePlanned
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Two plannings of one cycle, or a planning and an order of it, that disagree on the day."""
    first, second = pair.first, pair.second
    if isinstance(first, Order) or isinstance(second, Order):
        plan = pair.get(Role.PLANNED)
        order = pair.other(plan)
        # The order's date is the one that the planning gives its day: they agree.
        if not isinstance(order, Order) or _fits(plan, order):
            return None
    # Both plannings say the same day: they agree. Plannings of two cycles have nothing to do with it.
    elif _planned(first) == _planned(second) or _cycle(first) != _cycle(second):
        return None
    return Found(subject=case.dose, acts=(first.act, second.act))


def _fits(plan: Step, order: Order) -> bool:
    if _cycle(plan) != order.cycle:
        return True
    try:
        due = date.fromisoformat(_planned(plan)) + timedelta(days=order.written.day - 1)
    except (ValueError, OverflowError):
        # No such date in the calendar: nobody can say that they agree.
        return False
    return due.isoformat() == order.written.planned


def _planned(plan: Step) -> str:
    return plan.act.body.day_one if isinstance(plan.act.body, CyclePlanned) else ""


def _cycle(plan: Step) -> int:
    return plan.act.body.cycle if isinstance(plan.act.body, CyclePlanned) else 0


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A planning or an order by a prescriber who knew of both."""
    return knowing(case.of(Role.PLANNED, Role.ORDERED), acts)


ROW = Row(
    rule="day_apart",
    find=find,
    way_out=way_out,
    owners=("prescribe",),
    choices=("reviewed",),
    leaves=DECISIONS,
)
