"""Hold ‖ validation, or ‖ anything that takes the dose further: held until a pharmacist decides."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import HANDED_OVER, knowing
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A hold or refusal, and an act that its author did not know of and that did not know of it."""
    held = pair.get(Role.HELD)
    other = pair.other(held)
    # Not validated over validated: the validation does not count, whichever comes first.
    # A bag that left the pharmacy meanwhile is a danger; one still there is only held.
    return Found(subject=case.dose, acts=(held.act, other.act), alarm=other.role in HANDED_OVER)


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A validation or another hold by a pharmacist who knew of both."""
    return knowing(case.of(Role.VALIDATED, Role.HELD), acts)


ROW = Row(
    rule="validated_and_held",
    find=find,
    way_out=way_out,
    owners=("validate",),
    choices=("reviewed",),
    leaves=DECISIONS,
    block="held",
)
