"""Who owns which decision: the rights any of which may settle a conflict, by rule, in one table.

Rows and checks name the same rights; a test holds them to this table, where people look it up.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OWNERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # A dose: what was ordered, decided, stopped.
        "divergent": ("prescribe",),
        "spoken_order": ("prescribe",),
        "spoken_order_denied": ("prescribe",),
        "day_apart": ("prescribe",),
        "go_ahead_apart": ("go_ahead",),
        "go_ahead_deferred": ("go_ahead",),
        "go_ahead_outdated": ("go_ahead",),
        "validation_outdated": ("validate",),
        "validated_and_held": ("validate",),
        "stopped": ("prescribe", "validate"),
        "unlisted": ("validate",),
        "set_aside": ("validate",),
        "withdrawn_since": ("validate",),
        "withdrawn_decision": ("validate",),
        "withdrawn_order": ("prescribe",),
        "careful_decision": ("validate",),
        "careful_stop": ("prescribe",),
        "careful_order": ("prescribe",),
        # A bag, and what was given.
        "claimed_twice": (),
        "made_twice": ("release",),
        "taken_over": ("release",),
        "outdated_bag": ("release",),
        "day_moved": ("release",),
        "released_and_rejected": ("release",),
        "dispensed_twice": ("release",),
        "destroyed_and_used": ("release",),
        "reattributed_apart": ("release",),
        "not_let_go": ("release",),
        "given_twice": ("prescribe", "validate", "administer"),
        "given_and_not_given": ("administer", "prescribe"),
        "given_and_interrupted": ("administer", "prescribe"),
        "interrupted_and_not_given": ("administer", "prescribe"),
        "interrupted": ("prescribe",),
        "told_twice": ("administer",),
        "given_wrong_patient": ("prescribe", "validate", "administer"),
        # Between a patient's file and treatments.
        "result_unknown": ("prescribe",),
        "made_before_result": ("release",),
        "patient_gone": ("prescribe",),
        "linked_since": ("validate",),
        "unverified_patient": ("validate",),
        "newer_value": ("prescribe",),
        "newer_weight": ("prescribe",),
        "newer_value_within": (),
        # A patient's file.
        "allergy_disputed": ("prescribe", "validate"),
        "identity_disputed": ("identify",),
        "link_and_unlink": ("identify",),
        # Lots, narcotics, and what is signed as the site's own.
        "lot_count_apart": ("stock",),
        "lot_negative": ("stock",),
        "remainder_twice": ("release",),
        "found_later": ("release",),
        "keepers_apart": ("release",),
        "vault_negative": ("narcotics",),
        "signed_apart": ("reference",),
        "settings_apart": ("reference",),
        "used_and_retired": ("validate",),
        "made_and_retired": ("release",),
        # Between files, beside rows of one.
        "same_dose_twice": ("prescribe",),
        "patient_created_twice": ("identify",),
        "doubled_number": ("release",),
        "lot_recalled": ("release",),
        # People and workstations, which admission keeps: told to whoever looks after them.
        "granted_and_withdrawn": ("site.people",),
        "removed_mutually": ("site.enrol",),
        "journal_forked": ("site.enrol",),
        "person_renamed_apart": ("site.people",),
        "workstation_renamed_apart": ("site.enrol",),
        # Two settlements that disagree: the conflict itself is open again.
        "settled_apart": (),
        # Settled by somebody whose decision it is not.
        "settled_beyond_rights": ("validate",),
    }
)
"""By rule; empty where it needs nobody."""
BY_TWO: Final = frozenset({"stopped"})
"""Rules of which each owner's word may be wanted; a test holds rows to it."""
