"""Begun and interrupted: what comes next, of a dose given in part, is the prescriber's decision."""

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.merge.row import Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """An administration that ended before the whole was given; its bag's claim is known to everybody."""
    # Nothing contradicts it: it is one account, and it stands. But part of the dose is in the patient, and
    # neither a new bag nor the rest of this one is anybody's to give before the prescriber has said so.
    return Found(subject=case.dose, acts=(pair.get(Role.INTERRUPTED).act,), alarm=True)


ROW = Row(
    rule="interrupted",
    find=find,
    owners=("prescribe",),
    choices=("reviewed",),
    known_too=True,
)
