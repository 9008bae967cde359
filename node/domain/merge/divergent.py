"""Revision ‖ revision: two prescribers, or one at two workstations, ordered a dose differently."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.prescription import same_order
from node.domain.fold.steps import Order, Role
from node.domain.history import Act
from node.domain.merge.row import Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Two orders of one dose, apart, that differ."""
    first, second = pair.first, pair.second
    if not (isinstance(first, Order) and isinstance(second, Order)):
        return None
    # Identical content converges without anybody, whoever wrote it first.
    if same_order(first, second):
        return None
    # Only this dose: a revision of day 8 never meets an order of day 1, which is another dose.
    return Found(subject=case.dose, acts=(first.act, second.act))


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A new order by somebody who had all versions before their eyes; it is validated like any other."""
    settled = knowing(case.of(Role.ORDERED), acts)
    # Both sides may also have come to write the same thing, each for itself.
    if settled is None and not case.versions.divergent:
        return case.versions.heads[-1].act
    return settled


ROW = Row(rule="divergent", find=find, way_out=way_out, owners=("prescribe",))
