"""Two workstations removed, each from the other: both are, until people decide about them.

Admission does the first (`sync/membership/effects.py`); this tells everybody else what each side had seen.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from node.domain.history import Act, before, concurrent, in_order
from node.domain.merge.in_effect import in_effect
from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict
from schema.acts.membership import WorkstationRemoved
from schema.acts.workstations import WorkstationReadmissionProposed, WorkstationRemovalProposed
from schema.ids import Id

RULE: Final = "removed_mutually"


def removed_mutually(acts: Iterable[Act], agreements: Iterable[Act]) -> Iterator[tuple[Id, Conflict]]:
    """The conflicts, each with the workstation whose file it hangs on: the one with the smaller id."""
    said = list(in_effect(acts, agreements))
    removals = [
        (body.workstation, act, since)
        for act, since in said
        if isinstance(body := act.body, WorkstationRemovalProposed | WorkstationRemoved)
    ]
    decided = [(act, since) for act, since in said if _of(act) is not None]
    for (one, first, since), (other, second, too) in combinations(removals, 2):
        # Each was asked for at the workstation that the other removes, neither knowing of the other.
        if (first.workstation, second.workstation) != (other, one) or not concurrent(since, too):
            continue
        # Either is back, or removed again to leave it so, by people who knew of both: they have decided
        # about the other one, too.
        ends = (
            act
            for act, when in decided
            if _of(act) in {one, other} and before(since, when) and before(too, when)
        )
        settled = next(ends, None)
        sides = in_order((first, since, second, too))
        yield (
            min(one, other),
            Conflict(
                rule=RULE,
                subject=max(one, other),
                dose=None,
                acts=tuple(act.ref for act in sides),
                owners=OWNERS[RULE],
                # The way out is a readmission or another removal, signed by the recovery key or by two.
                choices=(),
                alarm=True,
                blocks=False,
                settled=settled.ref if settled is not None else None,
            ),
        )


def _of(act: Act) -> Id | None:
    match act.body:
        case WorkstationReadmissionProposed() | WorkstationRemovalProposed():
            return act.body.workstation
    return None
