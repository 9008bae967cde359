"""Day moved or cancelled ‖ claimed, made or handed over: the bag is held, with its use-by."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.fold.validation import moved_plans
from node.domain.history import Act
from node.domain.merge.row import DECISIONS, Found, Pair, Row
from node.domain.merge.ways import HANDED_OVER, ended
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A move, a deferral or a dose not given, and a bag that was under way unknown to its author."""
    cancelled = pair.get(Role.PLANNED, Role.DEFERRED, Role.NOT_GIVEN)
    bag = pair.other(cancelled)
    if bag.bag is None:
        return None
    # A planning that moves nothing changes nothing.
    if cancelled.role is Role.PLANNED and cancelled not in moved_plans(case.of(Role.PLANNED)):
        return None
    # The bag may still be good on the new day: its use-by says so, a pharmacist decides.
    return Found(subject=bag.bag, acts=(cancelled.act, bag.act), alarm=bag.role in HANDED_OVER)


def way_out(subject: Id, _acts: Sequence[Act], case: DoseCase) -> Act | None:
    """The bag ended: destroyed, rejected, given up."""
    return ended(case.bags.get(subject))


ROW = Row(
    rule="day_moved",
    find=find,
    way_out=way_out,
    owners=("release",),
    choices=("keep",),
    leaves=DECISIONS,
)
