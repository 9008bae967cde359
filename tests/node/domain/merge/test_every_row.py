"""Every row of the merge rules, in the order of the design: the rule that has it, and where it is tested.

Whoever takes a rule away, or renames its test, is told which sentence nobody keeps any more. Each rule is
lived on real replicas besides: `tests/node/rows`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest

from node.domain.crosscheck import CROSS_CHECKS
from node.domain.merge.lot_table import LOT_ROWS
from node.domain.merge.owners import OWNERS
from node.domain.merge.patient_table import PATIENT_ROWS
from node.domain.merge.table import ROWS
from node.domain.merge.vault_table import VAULT_ROWS
from node.domain.merge.versions_table import VERSION_ROWS
from tests.node.rows.living import SCENARIOS
from tests.tree import ROOT

HERE = "tests/node/domain/merge"
ROLL, STANDING = "tests/sync/test_roll.py", "tests/sync/test_standing.py"
RIGHTS = "tests/sync/test_rights_apart.py"
LIVED = "tests/node/rows/test_members_lived.py"
KNOWN = {*CROSS_CHECKS, *LOT_ROWS, *OWNERS, *PATIENT_ROWS, *ROWS, *VAULT_ROWS, *VERSION_ROWS}

RULES: Mapping[str, tuple[str, ...]] = {
    "revision ‖ revision": ("divergent",),
    "a prescriber out of reach": ("spoken_order",),
    "validation ‖ revision": ("validation_outdated",),
    "validated ‖ refused or held": ("validated_and_held",),
    "stop ‖ anything that advances": ("stopped",),
    "go-ahead ‖ deferral, revision, partial": ("go_ahead_deferred", "go_ahead_outdated", "go_ahead_apart"),
    "go-ahead, validation or made ‖ news": ("result_unknown", "made_before_result"),
    "day moved or cancelled ‖ claimed or made": ("day_moved", "day_apart"),
    "the same dose written twice": ("same_dose_twice",),
    "claim ‖ claim": ("claimed_twice", "taken_over"),
    "made ‖ made": ("made_twice",),
    "released ‖ rejected": ("released_and_rejected",),
    "made from r ‖ revision s": ("outdated_bag",),
    "dispensed ‖ dispensed, re-attributed": ("dispensed_twice", "reattributed_apart", "not_let_go"),
    "given ‖ given, same bag": ("told_twice",),
    "given ‖ given, two bags": ("given_twice",),
    "a person = a connected component of links": ("given_wrong_patient",),
    "given ‖ not given, returned or interrupted": (
        "given_and_not_given",
        "given_and_interrupted",
        "interrupted_and_not_given",
        "interrupted",
    ),
    "destroyed or recalled ‖ dispensed or given": ("destroyed_and_used",),
    "lot recalled ‖ used": ("lot_recalled",),
    "lot movement ‖ movement": ("lot_negative", "lot_count_apart"),
    "the same remainder twice": ("remainder_twice",),
    "a patient created twice": ("patient_created_twice",),
    "link ‖ link, link ‖ unlink": ("link_and_unlink", "linked_since"),
    "identity field ‖ identity field": ("identity_disputed",),
    "measurements": ("newer_weight", "newer_value"),
    "allergy ‖ none known, removal": ("allergy_disputed",),
    "deceased or transferred ‖ care": ("patient_gone",),
    # The tables that a site signs (of doses, results, re-attribution) are settings: the stricter applies.
    "regimen, product, table: signed ‖ signed": ("signed_apart", "settings_apart"),
    "regimen, product: retired or corrected ‖ used": ("used_and_retired", "made_and_retired"),
    "settings: value ‖ value": ("settings_apart",),
    "register: a doubled number": ("doubled_number",),
    "narcotics": ("found_later", "keepers_apart", "vault_negative"),
    "what is set aside": ("set_aside", "careful_decision", "careful_stop", "careful_order"),
    "right withdrawn ‖ acts by them": (
        "withdrawn_since",
        "withdrawn_decision",
        "withdrawn_order",
        "unverified_patient",
    ),
    "right granted ‖ withdrawn": ("granted_and_withdrawn",),
    "removed ‖ removed": ("removed_mutually",),
    "fork": ("journal_forked",),
    "a name or a place written twice": ("person_renamed_apart", "workstation_renamed_apart"),
    "everything else": ("unlisted",),
}
"""Rules by the row they keep."""

ELSEWHERE: Mapping[str, str] = {
    "careful_decision": f"{HERE}/test_careful.py",
    "careful_stop": f"{HERE}/test_careful.py",
    "careful_order": f"{HERE}/test_careful.py",
    "withdrawn_decision": f"{HERE}/test_withdrawn_since.py",
    "withdrawn_order": f"{HERE}/test_withdrawn_since.py",
    "vault_negative": "tests/node/domain/test_narcotics.py",
    "made_before_result": f"{HERE}/test_result_unknown.py",
    "made_and_retired": f"{HERE}/test_used_and_retired.py",
    "newer_weight": f"{HERE}/test_newer_value.py",
    "person_renamed_apart": f"{HERE}/test_written_apart.py",
    "workstation_renamed_apart": f"{HERE}/test_written_apart.py",
}
"""Rules whose test does not bear their name."""

OF_MEMBERSHIP: Mapping[str, tuple[str, ...]] = {
    "PIN changed ‖ changed": (
        f"{RIGHTS}::test_a_pin_changed_twice_apart",
        f"{LIVED}::test_a_pin_changed_twice_apart",
    ),
    "right granted ‖ withdrawn": (
        f"{RIGHTS}::test_granted_and_withdrawn_apart_is_withdrawn",
        f"{LIVED}::test_a_right_granted_and_withdrawn_apart",
    ),
    "right withdrawn ‖ acts by them": (
        f"{ROLL}::test_a_withdrawal_cuts_what_it_had_not_seen",
        f"{HERE}/test_withdrawn_since.py",
    ),
    "removed ‖ removed": (
        f"{STANDING}::test_two_that_remove_each_other_are_both_removed",
        f"{LIVED}::test_two_workstations_that_remove_each_other_are_both_removed_until_one_is_reinstated",
    ),
    "removed ‖ its transactions": (
        f"{ROLL}::test_a_removal_cuts_the_clinical_journal_too",
        f"{LIVED}::test_what_a_removal_had_seen_of_a_workstation_stays_and_the_rest_is_set_aside",
        f"{LIVED}::test_one_administrator_suspends_and_does_not_remove",
    ),
    "fork": (
        "tests/node/store/test_admission.py",
        f"{LIVED}::test_of_a_fork_what_others_built_on_counts_and_two_people_sign_how_far_the_rest_does",
    ),
}
"""Rows about people and workstations, which admission keeps."""


@pytest.mark.parametrize("row", RULES)
def test_each_row_has_its_rule_and_its_test(row: str) -> None:
    for rule in RULES[row]:
        assert rule in KNOWN
        path = ELSEWHERE.get(rule, f"{HERE}/test_{rule}.py")
        assert _tests(path)
        assert rule in {*SCENARIOS, "removed_mutually", "journal_forked"}, (
            f"{rule} is not lived in either order, through a relay, and folded again"
        )


@pytest.mark.parametrize("row", OF_MEMBERSHIP)
def test_each_row_of_membership_has_its_test(row: str) -> None:
    for test in OF_MEMBERSHIP[row]:
        path, _, name = test.partition("::")
        assert name in _tests(path) if name else _tests(path)


def test_no_rule_keeps_no_row() -> None:
    kept = {rule for rules in RULES.values() for rule in rules}
    # Not rows of the design: what settlements, two keepers or an empty shelf say besides.
    beside = {"settled_apart", "settled_beyond_rights", "reattributed_elsewhere", "newer_value_within"}
    beside |= {"spoken_order_denied"}
    assert sorted(KNOWN - kept - beside) == []


def _tests(path: str) -> list[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    ]
