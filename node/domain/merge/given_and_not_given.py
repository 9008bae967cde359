"""Given ‖ not given: both accounts are kept, the dose is blocked, with an alarm."""

from node.domain.fold.case import DoseCase
from node.domain.merge.row import Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """One account says that the dose was given, another that it was not."""
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
