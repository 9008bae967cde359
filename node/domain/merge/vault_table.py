"""The merge rules of a narcotics vault: which pair of roles meets which rule, and which are harmless."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from node.domain.fold.narcotics import VaultCase, VaultRole, VaultStep
from node.domain.merge import found_later, keepers_apart, unlisted
from node.domain.merge.judging import Judging
from node.domain.merge.listing import Entry, harmless, lookup, rule
from node.domain.merge.row import RowOf

_R = VaultRole
_Row: TypeAlias = RowOf[Any, Any]

ON_A_VAULT: Final[tuple[Entry[VaultRole, _Row], ...]] = (
    rule(found_later.ROW, {_R.COUNTED}, {_R.ENTERED, _R.COUNTED, _R.HANDED_OVER}),
    rule(found_later.ROW, {_R.HANDED_OVER}, {_R.ENTERED}),
    rule(keepers_apart.ROW, {_R.HANDED_OVER}, {_R.HANDED_OVER}),
    harmless({_R.ENTERED}, {_R.ENTERED}, "a ledger is the sum of its lines"),
)
"""Two steps on one ledger."""

_TABLE = lookup(ON_A_VAULT)

VAULT_ROWS: Final[Mapping[str, _Row]] = MappingProxyType(
    {entry.row.rule: entry.row for entry in ON_A_VAULT if entry.row is not None}
)
"""Every rule of a vault by name."""


def row_for(one: VaultStep, other: VaultStep) -> _Row | None:
    """The rule for two steps; nil when they are harmless."""
    return _TABLE.get((VaultRole(one.role), VaultRole(other.role)), unlisted.IN_A_FILE)


VAULTS: Final[Judging[VaultStep, VaultCase]] = Judging(row_for=row_for)
