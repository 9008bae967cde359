"""Given ‖ given, two bags, whole or in part: the double administration alarm."""

from node.domain.fold.case import DoseCase
from node.domain.merge.row import Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Two accounts that this dose, or part of it, was given, from two bags."""
    # After an interruption too: what is prescribed anew is another dose.
    # Whether the second nurse knew of the first makes no difference to the patient.
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), alarm=True)


ROW = Row(
    rule="given_twice",
    find=find,
    owners=("prescribe", "validate", "administer"),
    choices=("reviewed",),
    known_too=True,
)
