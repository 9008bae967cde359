"""The conflicts of one dose: its steps before the rules of a course."""

from collections.abc import Collection, Sequence
from typing import Final

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role, Step
from node.domain.history import Act
from node.domain.merge.judging import Judged, Judging, judge_steps
from node.domain.merge.row import Row
from node.domain.merge.settling import REVIEWED
from node.domain.merge.table import row_for
from node.domain.state import Conflict
from schema.acts.reattribution import BagReassigned
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef


def judge(
    case: DoseCase, settlements: Sequence[tuple[Act, ConflictSettled]]
) -> tuple[list[Judged], list[Conflict]]:
    """The conflicts of one dose, by rule and subject, and notes on settlements that disagreed."""
    return judge_steps(_DOSES, case.steps, case, settlements, case.dose)


def _row_for(one: Step, other: Step) -> Row | None:
    first, second = one.role, other.role
    two_bags = (
        one.bag != other.bag
        and one.bag is not None
        and other.bag is not None
        and first is not Role.NOT_GIVEN
        and second is not Role.NOT_GIVEN
    )
    return row_for(first, second, two_bags=two_bags)


def _keeps(subject: Id, acts: Collection[ActRef], case: DoseCase) -> frozenset[Id]:
    """What a settlement may keep: the bag it is about, or one of those that disagree over the dose."""
    if subject in case.bags:
        moved = (step.act.body for step in case.bags[subject].of(Role.REASSIGNED))
        return frozenset({subject, *(body.to_bag for body in moved if isinstance(body, BagReassigned))})
    return frozenset(step.bag for step in case.steps if step.bag is not None and step.ref in acts)


def _choices(row: Row, case: DoseCase) -> tuple[str, ...]:
    """Where nobody may take the act that is the way out (the dose is over, or stopped), a look is enough.

    Once a stop is lifted such a look counts no more: the conflict is open again until that act is taken.
    """
    instead = (REVIEWED,) if row.owners and (case.over or case.stops) else ()
    return row.choices or instead


_DOSES: Final[Judging[Step, DoseCase]] = Judging(row_for=_row_for, keeps=_keeps, choices=_choices)
