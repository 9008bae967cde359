"""Reading a folded course by the names that the test gave, and folding it in every order of arrival."""

from __future__ import annotations

from collections.abc import Sequence

from node.domain.course import fold_course
from node.domain.history import Act
from node.domain.state import Bag, Breach, Conflict, CourseState, Dose
from schema.transaction import ActRef
from tests.node.domain.builder_orders import bag_id, dose_id


def dose_of(state: CourseState, name: str = "J1") -> Dose:
    """The dose called `name`."""
    return next(one for one in state.doses if one.dose == dose_id(name))


def bag_of(state: CourseState, name: str) -> Bag:
    """The bag called `name`."""
    return next(one for one in state.bags if one.bag == bag_id(name))


def conflicts_of(state: CourseState, rule: str) -> list[Conflict]:
    """The conflicts of one rule."""
    return [one for one in state.conflicts if one.rule == rule]


def conflict_of(state: CourseState, rule: str) -> Conflict:
    """The one conflict of this rule."""
    (found,) = conflicts_of(state, rule)
    return found


def breaches(state: CourseState) -> list[str]:
    """The codes of the breaches, in order."""
    return [breach.code for breach in state.breaches]


def breach_of(state: CourseState, code: str) -> Breach:
    """The one breach with this code."""
    (found,) = [breach for breach in state.breaches if breach.code == code]
    return found


def anomalies(state: CourseState) -> list[str]:
    """The codes of the anomalies, in order."""
    return [anomaly.code for anomaly in state.anomalies]


def refs(*acts: Act) -> tuple[ActRef, ...]:
    """The ids of acts, in fold order."""
    return tuple(act.ref for act in sorted(acts, key=lambda act: act.place))


def same_in_any_order(acts: Sequence[Act]) -> CourseState:
    """The state, after checking that other orders of arrival and a refold give the very same."""
    state = fold_course(acts)
    backwards = list(reversed(acts))
    by_station = sorted(acts, key=lambda act: (act.workstation, act.ref.seq))
    for arrival in (acts, backwards, by_station, by_station[::-1], [*acts, *backwards]):
        assert fold_course(arrival) == state
    return state
