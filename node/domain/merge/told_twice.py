"""Given ‖ given, or interrupted ‖ interrupted, same bag: one administration told twice; nobody is alarmed."""

from node.domain.fold.case import DoseCase
from node.domain.merge.row import EVERY_STEP, Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Two accounts that this dose was given, or interrupted, from one and the same bag."""
    # A bag is given once: whether apart or one after the other, it is the telling that is double.
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), blocks=False)


ROW = Row(
    rule="told_twice",
    find=find,
    owners=("administer",),
    choices=("told_twice",),
    leaves=EVERY_STEP,
    known_too=True,
)
