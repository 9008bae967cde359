"""Validation of r ‖ revision of that dose: what was validated is no longer what is ordered."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Order, Role
from node.domain.history import Act, before
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A validation of one version, and another version ordered apart from it."""
    validated, order = pair.get(Role.VALIDATED), pair.get(Role.ORDERED)
    # The other version orders the same thing: what was validated is what is ordered.
    if validated.version is not None and case.versions.alike(validated.version, order.ref):
        return None
    # The validation stays in the history; it is not of the version in force, so it does not count.
    return Found(subject=case.dose, acts=(validated.act, order.act))


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A pharmacist decided knowing both, or validated (apart) that revision or a later one."""
    orders = [step for step in case.versions.orders if step.act in acts]
    accepted = (
        step.act
        for step in case.of(Role.VALIDATED)
        if step.act not in acts and all(_reaches(case, step.version, order) for order in orders)
    )
    return next(accepted, None) or knowing(case.of(Role.VALIDATED, Role.HELD), acts)


def _reaches(case: DoseCase, version: object, order: Order) -> bool:
    """Whether this version is that order or was written knowing it."""
    return any(
        step.ref == version and (step.ref == order.ref or before(order.act, step.act))
        for step in case.versions.orders
    )


ROW = Row(
    rule="validation_outdated",
    find=find,
    way_out=way_out,
    owners=("validate",),
    leaves=DECISIONS,
    block="to_be_validated_again",
)
