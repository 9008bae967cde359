"""Stops, resumptions and cycles: what is said of a course as a whole, and which doses it covers."""

from collections.abc import Iterable, Iterator, Sequence

from node.domain.fold.steps import Order
from node.domain.history import Act, before
from node.domain.state import CyclePlan, Stop
from schema.acts.course import CourseResumed, CourseStopped, CyclePlanned
from schema.acts.prescription import PrescriptionSigned
from schema.transaction import ActRef


def covers(stop: Act, orders: Sequence[Order]) -> bool:
    """Whether a stop covers the dose with these orders.

    Looked at is every order that the stop's author or anybody since may rely on: one that another
    order replaced counts no more, unless neither the stop knew of the other nor the other of the stop.
    """
    body = stop.body
    if not isinstance(body, CourseStopped):
        return False
    if body.level == "course":
        return True
    return any(_level_covers(body, step) for step in orders if not _replaced(step, stop, orders))


def _replaced(order: Order, stop: Act, orders: Sequence[Order]) -> bool:
    return any(
        before(order.act, later.act) and (before(later.act, stop) or before(stop, later.act))
        for later in orders
    )


def _level_covers(stop: CourseStopped, step: Order) -> bool:
    order = step.written
    if stop.level == "cycle":
        return step.cycle == stop.cycle
    if stop.level == "day":
        return step.cycle == stop.cycle and order.day == stop.day
    # A line may be stopped in one cycle, or (cycle 0) in all.
    return order.line == stop.line and stop.cycle in {0, step.cycle}


def lifted_by(stop: Act, resumptions: Iterable[Act]) -> Act | None:
    """The first resumption that lifted this stop."""
    return next(lifts(stop, resumptions), None)


def lifts(stop: Act, resumptions: Iterable[Act]) -> Iterator[Act]:
    """The resumptions that lifted this stop: those that name it and knew of it."""
    return (
        resumed
        for resumed in resumptions
        if isinstance(resumed.body, CourseResumed)
        and stop.ref in resumed.body.stops
        and before(stop, resumed)
    )


def stop_states(stops: Sequence[Act], resumptions: Sequence[Act]) -> tuple[Stop, ...]:
    """Every stop of the course, with what lifted it."""
    shown = []
    for act in stops:
        body = act.body
        if isinstance(body, CourseStopped):
            lifted = lifted_by(act, resumptions)
            shown.append(
                Stop(act.ref, body.level, body.cycle, body.day, body.line, lifted.ref if lifted else None)
            )
    return tuple(shown)


def cycle_plans(plans: Sequence[Act], prescriptions: Sequence[Act]) -> tuple[CyclePlan, ...]:
    """Every cycle that was planned or prescribed; its newest planning and its newest pinned values."""
    planned: dict[int, list[Act]] = {}
    prescribed: dict[int, list[Act]] = {}
    for act in plans:
        if isinstance(act.body, CyclePlanned):
            planned.setdefault(act.body.cycle, []).append(act)
    for act in prescriptions:
        if isinstance(act.body, PrescriptionSigned):
            prescribed.setdefault(act.body.cycle, []).append(act)
    return tuple(
        _cycle_plan(cycle, planned.get(cycle, []), prescribed.get(cycle, []))
        for cycle in sorted({*planned, *prescribed})
    )


def _cycle_plan(cycle: int, plans: Sequence[Act], prescriptions: Sequence[Act]) -> CyclePlan:
    day_one = ""
    ref: ActRef | None = None
    plan = _newest(plans)
    if plan is not None and isinstance(plan.body, CyclePlanned):
        day_one, ref = plan.body.day_one, plan.ref
    latest = _newest(prescriptions)
    pinned = latest.body.pinned if latest and isinstance(latest.body, PrescriptionSigned) else ()
    return CyclePlan(cycle, day_one, ref, pinned)


def _newest(acts: Sequence[Act]) -> Act | None:
    """The first, in fold order, of those that no other was made after."""
    return next((act for act in acts if not any(before(act, other) for other in acts)), None)
