"""Go-ahead ‖ deferral or withdrawal: deferred. Also ‖ a bag handed over or given meanwhile."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import Found, Pair, Row
from node.domain.merge.ways import HANDED_OVER, knowing
from schema.ids import Id


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A deferral, and a go-ahead or a handing over that its author did not know of."""
    deferred = pair.get(Role.DEFERRED)
    other = pair.other(deferred)
    # The bag was handed over or given on the strength of a go-ahead withdrawn elsewhere.
    return Found(subject=case.dose, acts=(deferred.act, other.act), alarm=other.role in HANDED_OVER)


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """A go-ahead or a deferral by a prescriber who knew of both."""
    return knowing(case.of(Role.GO_AHEAD, Role.DEFERRED), acts)


ROW = Row(
    rule="go_ahead_deferred",
    find=find,
    way_out=way_out,
    owners=("go_ahead",),
    choices=("reviewed",),
    leaves=frozenset({"validate", "go_ahead", "check", "release"}),
    block="deferred",
)
