"""Released ‖ rejected: rejected; an alarm if the bag was dispensed or given meanwhile."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import knowing, on_the_ward
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A rejection, and a release or a use of the bag apart from it."""
    rejected = pair.get(Role.REJECTED)
    if rejected.bag is None:
        return None
    # Refused over released: the bag counts as rejected, whichever comes first.
    # In the pharmacy that is enough; on the ward, everybody must know, and the dose waits.
    danger = on_the_ward(case, rejected.bag)
    return Found(subject=rejected.bag, acts=(pair.first.act, pair.second.act), alarm=danger, blocks=danger)


def way_out(subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A pharmacist released, rejected or destroyed it knowing of both."""
    bag = case.bags.get(subject)
    if bag is None:
        return None
    return knowing(bag.of(Role.RELEASED, Role.REJECTED, Role.DESTROYED), acts)


ROW = Row(
    rule="released_and_rejected",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("reviewed",),
    leaves=DECISIONS,
)
