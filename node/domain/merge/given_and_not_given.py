"""Given ‖ not given, or ‖ returned to the pharmacy: both are kept, the dose is blocked, with an alarm."""

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.merge.row import Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """One account says that the dose was given, another that it was not, or that its bag came back."""
    # A bag that came back, then was given; or was given, in part perhaps, and then came back: told by
    # somebody who knew, neither contradicts the other (a return nobody looked at is a breach).
    if not pair.apart and Role.RETURNED in {pair.first.role, pair.second.role}:
        return None
    # They contradict each other just as much when the second nurse knew of the first.
    # Until somebody says which is true, it counts as given: nobody may give it again.
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), alarm=True)


ROW = Row(
    rule="given_and_not_given",
    find=find,
    owners=("administer", "prescribe"),
    choices=("given", "not_given"),
    known_too=True,
)
