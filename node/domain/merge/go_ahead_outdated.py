"""Go-ahead of r ‖ revision s, or ‖ a move of the day: to be confirmed by a prescriber."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.fold.validation import moved_plans
from node.domain.history import Act
from node.domain.merge.row import UP_TO_RELEASE, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A go-ahead, and a version or a day that its author did not know of."""
    go_ahead = pair.get(Role.GO_AHEAD)
    other = pair.other(go_ahead)
    # The other version orders the same thing: the go-ahead was for just that.
    if other.role is Role.ORDERED:
        if go_ahead.version is not None and case.versions.alike(go_ahead.version, other.ref):
            return None
    # A planning that moves nothing changes nothing.
    elif other not in moved_plans(case.of(Role.PLANNED)):
        return None
    return Found(subject=case.dose, acts=(go_ahead.act, other.act))


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A go-ahead or a deferral by a prescriber who knew of both."""
    return knowing(case.of(Role.GO_AHEAD, Role.DEFERRED), acts)


ROW = Row(
    rule="go_ahead_outdated",
    find=find,
    way_out=way_out,
    owners=("go_ahead",),
    leaves=UP_TO_RELEASE,
    block="to_be_confirmed",
    holds_bags=False,
)
