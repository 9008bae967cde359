"""Blocked is never stuck: whatever blocks a dose or a file, somebody has a way out, and is told which."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from node.api.forks import SettleFork
from node.api.lot import CountLot
from node.api.narcotics import CountVault, HandOverVault, ReconcileVault
from node.api.patient import CorrectIdentity, KeepApart, LinkPatients
from node.api.people import GrantRights, RenamePerson
from node.api.prescription import SignPrescription
from node.api.settlement import Settle
from node.api.validation import GiveGoAhead, Validate
from node.api.workstations import MoveWorkstation, ReadmitWorkstation
from node.domain.accounts import HARD_STOPS
from node.domain.lifting import LIFTABLE, NEVER_LIFTED
from node.domain.merge import careful, lot_recalled, not_let_go, set_aside, spoken_order, withdrawn_since
from node.domain.merge.lot_table import LOT_ROWS
from node.domain.merge.owners import OWNERS
from node.domain.merge.patient_table import PATIENT_ROWS
from node.domain.merge.table import ROWS
from node.domain.merge.vault_table import VAULT_ROWS
from node.domain.merge.versions_table import VERSION_ROWS
from node.domain.rights import ROLES
from node.domain.state import CourseState, Dose
from schema.i18n import LANGUAGES, text
from tests.node.domain.random_courses import random_course

EVERY_ROW = {**ROWS, **LOT_ROWS, **PATIENT_ROWS, **VAULT_ROWS, **VERSION_ROWS}
ANOTHER_ACT: Mapping[str, tuple[type, str]] = {
    "divergent": (SignPrescription, "prescribe"),
    "spoken_order_denied": (SignPrescription, "prescribe"),
    "go_ahead_apart": (GiveGoAhead, "go_ahead"),
    "go_ahead_outdated": (GiveGoAhead, "go_ahead"),
    "validation_outdated": (Validate, "validate"),
    "linked_since": (Validate, "validate"),
    # Settled where it was written, once for all doses of the person.
    "unverified_patient": (Settle, "settle"),
    "identity_disputed": (CorrectIdentity, "identify"),
    "link_and_unlink": (LinkPatients, "identify"),
    "patient_created_twice": (KeepApart, "identify"),
    "lot_count_apart": (CountLot, "stock"),
    "lot_negative": (CountLot, "stock"),
    "found_later": (ReconcileVault, "release"),
    "keepers_apart": (HandOverVault, "narcotics"),
    "vault_negative": (CountVault, "narcotics"),
    "granted_and_withdrawn": (GrantRights, "site.people"),
    "removed_mutually": (ReadmitWorkstation, "site.enrol"),
    "journal_forked": (SettleFork, "site.enrol"),
    "person_renamed_apart": (RenamePerson, "site.people"),
    "workstation_renamed_apart": (MoveWorkstation, "site.enrol"),
}
"""Rules that an act of the circuit ends, with its command and right; every other one offers choices."""
BETWEEN_FILES: Mapping[str, tuple[str, ...]] = {
    "same_dose_twice": ("same", "both"),
    "not_let_go": (not_let_go.KEEP,),
    "lot_recalled": (lot_recalled.REVIEWED, lot_recalled.NOT_CONCERNED),
    **dict.fromkeys(
        (
            "doubled_number",
            "given_wrong_patient",
            "made_and_retired",
            "made_before_result",
            "newer_value",
            "newer_weight",
            "patient_gone",
            "result_unknown",
            "settled_beyond_rights",
            "used_and_retired",
        ),
        ("reviewed",),
    ),
    set_aside.RULE: set_aside.CHOICES,
    spoken_order.RULE: spoken_order.CHOICES,
    **dict.fromkeys(sorted(withdrawn_since.CODES), withdrawn_since.CHOICES),
    **careful.CHOICES,
}
"""What the rules that are no rows of a table offer."""
THE_FOUR = {"patient.wrong", "route.forbidden", "bag.recalled", "bag.lot_recalled", "bag.destroyed"}
"""The wrong patient, a forbidden route, a bag recalled (or a lot of its vials), a bag destroyed."""
DONE_RIGHT = {"mention.not_checked", "bag.of_another_dose"}
"""Hard stops that end by doing the step as it should be done: tick what was checked, take the right bag."""


@pytest.mark.parametrize("rule", sorted(rule for rule, owners in OWNERS.items() if owners))
def test_every_rule_that_waits_for_somebody_has_a_way_out_for_one_role(rule: str) -> None:
    row = EVERY_ROW.get(rule)
    choices = row.choices if row is not None else BETWEEN_FILES.get(rule, ())
    assert bool(choices) is not (rule in ANOTHER_ACT)
    command, right = ANOTHER_ACT.get(rule, (Settle, "settle"))
    able = [role for role, rights in ROLES.items() if right in rights and rights & set(OWNERS[rule])]
    assert able, f"no role may both {command.__name__} and own {rule}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", sorted(OWNERS))
def test_every_rule_says_what_to_do_next(rule: str, language: str) -> None:
    for msgid in (f"conflict.{rule}", f"conflict.{rule}.next"):
        assert text(msgid, language) != msgid


def test_every_hard_stop_yields_to_two_people_but_the_four() -> None:
    assert set(NEVER_LIFTED) == THE_FOUR
    assert set(LIFTABLE) == HARD_STOPS - THE_FOUR - DONE_RIGHT


@pytest.mark.parametrize("seed", range(60))
def test_no_dose_is_ever_left_without_a_next_step(seed: int) -> None:
    state = random_course(Random(seed), length=50).fold()
    assert [dose.status for dose in state.doses if _stuck(dose, state)] == []
    for conflict in state.conflicts:
        # Whoever owns it is offered a choice, or the step that ends it stays possible.
        if conflict.settled is None and conflict.owners and not conflict.choices:
            _, right = ANOTHER_ACT[conflict.rule]
            assert right == "prescribe" or right in ROWS[conflict.rule].leaves
            dose = next(one for one in state.doses if one.dose == conflict.dose)
            assert {right, "settle"} & set(dose.waits_for)


def _stuck(dose: Dose, state: CourseState) -> bool:
    """Nothing waits for anybody, though it is neither over, nor stopped, nor to be ordered anew."""
    over = dose.administered or dose.not_given
    lifted = {stop.act for stop in state.stops if stop.lifted is not None}
    resumable = bool(set(dose.stops) - lifted)
    return not (over or dose.waits_for or resumable or len(dose.versions) > 1 or state.blocks)
