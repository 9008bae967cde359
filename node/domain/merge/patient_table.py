"""The merge rules of a patient's file: which pair of roles meets which rule, and which are harmless.

Roles of different topics have no subject in common and never meet; should they, they are unlisted.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from node.domain.fold.patient import PatientCase, PatientRole, Said
from node.domain.merge import allergy_disputed, identity_disputed, link_and_unlink, unlisted
from node.domain.merge.judging import Judging
from node.domain.merge.listing import Entry, harmless, lookup, rule
from node.domain.merge.row import RowOf

_R = PatientRole
_Row: TypeAlias = RowOf[Any, Any]

ON_A_PATIENT: Final[tuple[Entry[PatientRole, _Row], ...]] = (
    rule(identity_disputed.ROW, {_R.CREATED, _R.CORRECTED}, {_R.CREATED, _R.CORRECTED}),
    rule(allergy_disputed.ROW, {_R.ALLERGIC}, {_R.NONE_KNOWN, _R.REMOVED}),
    rule(link_and_unlink.ROW, {_R.LINKED}, {_R.UNLINKED}),
    harmless({_R.LINKED}, {_R.LINKED}, "one edge, without direction"),
    harmless({_R.UNLINKED}, {_R.UNLINKED}, "both say that they are two persons"),
    harmless({_R.ALLERGIC}, {_R.ALLERGIC}, "allergies are a union"),
    harmless({_R.NONE_KNOWN, _R.REMOVED}, {_R.NONE_KNOWN, _R.REMOVED}, "both say that it is none"),
)
"""Two steps on one field, one substance, one link."""

_TABLE = lookup(ON_A_PATIENT)

PATIENT_ROWS: Final[Mapping[str, _Row]] = MappingProxyType(
    {entry.row.rule: entry.row for entry in ON_A_PATIENT if entry.row is not None}
    | {unlisted.IN_A_FILE.rule: unlisted.IN_A_FILE}
)
"""Every rule of a patient's file by name."""


def row_for(one: Said, other: Said) -> _Row | None:
    """The rule for two steps on one subject; nil when they are harmless."""
    return _TABLE.get((PatientRole(one.role), PatientRole(other.role)), unlisted.IN_A_FILE)


PATIENTS: Final[Judging[Said, PatientCase]] = Judging(row_for=row_for)
