"""Full ‖ partial go-ahead, or go-aheads for two days: what both gave stands, the rest is to be confirmed."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import UP_TO_RELEASE, Found, Pair, Row
from node.domain.merge.ways import knowing
from schema.acts.validation import GoAheadGiven
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A go-ahead for this dose, and one given apart that leaves it out or is for another day."""
    days = {
        step.act.body.day for step in (pair.first, pair.second) if isinstance(step.act.body, GoAheadGiven)
    }
    left_out = Role.LEFT_OUT in {pair.first.role, pair.second.role}
    # Both gave it, for the same day: the intersection holds without anybody.
    if not left_out and len(days) < 2:
        return None
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act))


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A go-ahead or a deferral by a prescriber who knew of both."""
    return knowing(case.of(Role.GO_AHEAD, Role.DEFERRED), acts)


ROW = Row(
    rule="go_ahead_apart",
    find=find,
    way_out=way_out,
    owners=("go_ahead",),
    leaves=UP_TO_RELEASE,
    block="to_be_confirmed",
    holds_bags=False,
)
