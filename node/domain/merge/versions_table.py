"""The merge rules of reference data: which pair of roles meets which rule, and which are harmless."""

from collections.abc import Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from node.domain.fold.versions import VersionCase, Versioned, VersionRole, version_id
from node.domain.merge import settings_apart, signed_apart, unlisted
from node.domain.merge.judging import Judging
from node.domain.merge.listing import Entry, harmless, lookup, rule
from node.domain.merge.row import RowOf
from schema.ids import Id
from schema.transaction import ActRef

_R = VersionRole
_Row: TypeAlias = RowOf[Any, Any]
_HARMLESS: Final[tuple[Entry[VersionRole, _Row], ...]] = (
    harmless({_R.DRAFTED}, {_R.DRAFTED}, "two drafts: nobody is treated by either"),
    harmless({_R.DRAFTED}, {_R.SIGNED, _R.RETIRED}, "a draft counts for nothing until it is signed"),
    harmless({_R.RETIRED}, {_R.RETIRED}, "both take a version away"),
    harmless({_R.RETIRED}, {_R.SIGNED}, "a retirement names the version it takes away, no other"),
)

ON_A_VERSION: Final[tuple[Entry[VersionRole, _Row], ...]] = (
    rule(signed_apart.ROW, {_R.SIGNED}, {_R.SIGNED}),
    *_HARMLESS,
)
"""Two steps on one regimen or product."""
ON_A_SETTING: Final[tuple[Entry[VersionRole, _Row], ...]] = (
    rule(settings_apart.ROW, {_R.SIGNED}, {_R.SIGNED}),
    *_HARMLESS,
)
"""Two steps on the site's settings."""


def _row_for(
    table: Mapping[tuple[VersionRole, VersionRole], Any], one: Versioned, other: Versioned
) -> _Row | None:
    row: _Row | None = table.get((VersionRole(one.role), VersionRole(other.role)), unlisted.IN_A_FILE)
    return row


def _keeps(_subject: Id, acts: Collection[ActRef], _case: VersionCase) -> frozenset[Id]:
    """Any of the versions that disagree."""
    return frozenset(version_id(act) for act in acts)


def _judging(entries: tuple[Entry[VersionRole, _Row], ...]) -> Judging[Versioned, VersionCase]:
    return Judging(row_for=partial(_row_for, lookup(entries)), keeps=_keeps)


VERSIONS: Final = _judging(ON_A_VERSION)
SETTINGS: Final = _judging(ON_A_SETTING)

VERSION_ROWS: Final[Mapping[str, _Row]] = MappingProxyType(
    {row.rule: row for row in (signed_apart.ROW, settings_apart.ROW, unlisted.IN_A_FILE)}
)
"""Every rule of reference data by name."""
