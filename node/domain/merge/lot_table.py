"""The merge rules of a lot: which pair of roles meets which rule, and which are harmless.

Roles of different topics (ledger, recalls, one remainder) have no subject in common and never meet.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from node.domain.fold.lot import LotCase, LotRole, LotStep
from node.domain.merge import lot_count_apart, remainder_twice, unlisted
from node.domain.merge.judging import Judging
from node.domain.merge.listing import Entry, harmless, lookup, rule
from node.domain.merge.row import RowOf

_R = LotRole
_Row: TypeAlias = RowOf[Any, Any]

ON_A_LOT: Final[tuple[Entry[LotRole, _Row], ...]] = (
    rule(remainder_twice.ROW, {_R.USED}, {_R.USED, _R.DISCARDED}),
    rule(lot_count_apart.ROW, {_R.COUNTED}, {_R.COUNTED, _R.MOVED}),
    harmless({_R.MOVED}, {_R.MOVED}, "a ledger is the sum of its lines; below nothing is an alarm by itself"),
    harmless({_R.RECALLED}, {_R.RECALLED}, "each recall stands until it is lifted"),
    harmless({_R.LIFTED}, {_R.RECALLED, _R.LIFTED}, "a lift ends the recalls that it names and knew"),
    harmless({_R.KEPT}, {_R.KEPT, _R.USED, _R.DISCARDED}, "whatever names a remainder knows of it"),
    harmless({_R.DISCARDED}, {_R.DISCARDED}, "thrown away is thrown away"),
)
"""Two steps on one ledger, the recalls of one lot, one remainder."""

_TABLE = lookup(ON_A_LOT)

LOT_ROWS: Final[Mapping[str, _Row]] = MappingProxyType(
    {entry.row.rule: entry.row for entry in ON_A_LOT if entry.row is not None}
    | {unlisted.IN_A_FILE.rule: unlisted.IN_A_FILE}
)
"""Every rule of a lot by name."""


def row_for(one: LotStep, other: LotStep) -> _Row | None:
    """The rule for two steps on one subject; nil when they are harmless."""
    return _TABLE.get((LotRole(one.role), LotRole(other.role)), unlisted.IN_A_FILE)


LOTS: Final[Judging[LotStep, LotCase]] = Judging(row_for=row_for)
