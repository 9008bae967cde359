"""Rules of the program that nothing in the simulation looks at, each with the reason: an honest list.

They are tested by the rows' own tests (`tests/node/domain/merge/`); workstations still must agree on them,
and on what is folded afresh. Every other rule is compared with the model, or has an invariant of its name.
"""

from collections.abc import Mapping

_REFERENCE = "the model has no reference data; people here seldom sign any"
_BETWEEN = (
    "found between files by the program's tables; the model has no gates, no limits, no values that were used"
)
_NOTICES = "a notice about people or workstations; what counts by it is compared, that it is shown is not"

UNSEEN: Mapping[str, str] = {
    "signed_apart": _REFERENCE,
    "settings_apart": _REFERENCE,
    "given_wrong_patient": _BETWEEN,
    "result_unknown": _BETWEEN,
    "made_before_result": _BETWEEN,
    "patient_gone": _BETWEEN,
    "linked_since": _BETWEEN,
    "unverified_patient": _BETWEEN,
    "newer_value": _BETWEEN,
    "newer_weight": _BETWEEN,
    "newer_value_within": _BETWEEN,
    "used_and_retired": _BETWEEN,
    "made_and_retired": _BETWEEN,
    "same_dose_twice": _BETWEEN,
    "patient_created_twice": _BETWEEN,
    "lot_recalled": _BETWEEN,
    "not_let_go": _BETWEEN,
    "granted_and_withdrawn": _NOTICES,
    "removed_mutually": _NOTICES,
    "journal_forked": _NOTICES,
    "person_renamed_apart": _NOTICES,
    "workstation_renamed_apart": _NOTICES,
}
"""By rule."""
