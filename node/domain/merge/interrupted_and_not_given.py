"""Interrupted ‖ not given, or ‖ returned to the pharmacy: both are kept, the dose blocked, with an alarm."""

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.merge.row import Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """One account says that part was given, another that nothing was, or that the bag came back."""
    # What is left of a bag comes back once it was interrupted, and a bag that came back may leave anew: told
    # by somebody who knew, neither contradicts the other (a return nobody looked at is a breach).
    if not pair.apart and Role.RETURNED in {pair.first.role, pair.second.role}:
        return None
    # Until somebody says which is true, part of it counts as given: nobody may give it again.
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), alarm=True)


ROW = Row(
    rule="interrupted_and_not_given",
    find=find,
    owners=("administer", "prescribe"),
    choices=("interrupted", "not_given"),
    known_too=True,
)
