"""Right withdrawn ‖ acts by them, and what is set aside otherwise, in files without doses."""

from __future__ import annotations

import pytest

from node.domain.lot import LotState
from node.domain.merge.unverified import waiting
from node.domain.reference import fold_regimen
from node.domain.state import Conflict
from schema.acts.lot import LotPutBack, LotRecalled, LotRecallLifted
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    FieldValue,
    IdentityCorrected,
    PatientCreated,
    PatientLeft,
    PatientReturned,
)
from schema.acts.regimen import RegimenRetired
from schema.acts.settlement import VaultSettled
from schema.quantity import Unit
from schema.rules import UNVERIFIED_IN_FILES
from tests.node.domain.acts import Site, an_id
from tests.node.domain.file_splits import refs
from tests.node.domain.lot_splits import COURSE, NAMED, LotSplit, kept, received, set_out
from tests.node.domain.patient_splits import PatientSplit
from tests.node.domain.states import told
from tests.node.domain.states_of_patient import identity
from tests.node.domain.states_of_reference import regimen_body
from tests.node.domain.vault_splits import MORPHINE, VaultSplit, entry, handing

WITHDRAWN = "withdrawn"
ON = frozenset({UNVERIFIED_IN_FILES})
RECALL = LotRecalled(NAMED, "particules", "MED 26/A001")


def switched(split: LotSplit | PatientSplit | VaultSplit) -> None:
    """A site founded with the rule on."""
    split.site.rules = ON


def of(state: LotState, rule: str) -> Conflict:
    (found,) = (one for one in state.conflicts if one.rule == rule)
    return found


def test_vials_received_apart_from_the_withdrawal_count_and_wait(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.at("base", received(5))
    lot_split.part()
    more = lot_split.at("x", received(3), by="storekeeper", set_aside=WITHDRAWN)
    lot_split.at("y", set_out(2))
    lot_split.join()
    state = lot_split.state
    assert state.balance == 6
    conflict = of(state, "withdrawn_since")
    assert (conflict.acts, conflict.subject) == ((more.ref,), an_id("storekeeper"))
    assert (conflict.owners, conflict.choices, conflict.alarm) == (("validate",), ("admit", "dismiss"), False)
    assert waiting(state.conflicts) == (conflict,), "they are not set out before somebody looked"
    assert [one.act for one in state.set_aside] == [more.ref], "it is still shown as unverified"
    lot_split.settle("z", conflict, "admit")
    state = lot_split.state
    assert (state.balance, waiting(state.conflicts)) == (6, ())


def test_dismissed_they_are_not_in_the_sum_any_more(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.at("base", received(5))
    lot_split.part()
    lot_split.at("x", received(3), set_aside=WITHDRAWN)
    lot_split.join()
    lot_split.settle("z", of(lot_split.state, "withdrawn_since"), "dismiss")
    state = lot_split.state
    assert (state.balance, waiting(state.conflicts), len(state.set_aside)) == (5, (), 1)


def test_what_left_the_shelf_waits_for_nobody_but_is_in_the_inbox(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.at("base", received(5))
    lot_split.part()
    lot_split.at("x", set_out(2), set_aside=WITHDRAWN)
    lot_split.at("x", LotPutBack(NAMED, 1, COURSE, an_id("b")), set_aside=WITHDRAWN)
    lot_split.join()
    state = lot_split.state
    assert (state.balance, waiting(state.conflicts)) == (4, ())
    assert of(state, "withdrawn_since").settled is None


def test_a_second_account_reopens_it(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.part()
    lot_split.at("x", received(3), set_aside=WITHDRAWN)
    lot_split.join()
    lot_split.settle("z", of(lot_split.state, "withdrawn_since"), "admit")
    again = lot_split.at("y", kept(), set_aside=WITHDRAWN)
    conflict = of(lot_split.state, "withdrawn_since")
    assert conflict.settled is None
    assert again.ref in conflict.acts


@pytest.mark.parametrize("why", [WITHDRAWN, "cut", "beyond_rights"])
def test_a_recall_set_aside_recalls_until_it_is_dismissed(lot_split: LotSplit, why: str) -> None:
    switched(lot_split)
    lot_split.at("base", received(5))
    lot_split.part()
    recall = lot_split.at("x", RECALL, set_aside=why)
    lot_split.at("y", set_out(2))
    lot_split.join()
    state = lot_split.state
    rule = "withdrawn_decision" if why == WITHDRAWN else "set_aside"
    conflict = of(state, rule)
    assert (state.recalls, conflict.alarm, conflict.owners) == ((recall.ref,), True, ("validate",))
    lot_split.settle("z", conflict, conflict.choices[1])
    assert not lot_split.state.recalls


def test_a_recall_by_nobody_is_no_recall(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.part()
    lot_split.at("x", RECALL, set_aside="bad_signature")
    lot_split.join()
    assert (lot_split.state.recalls, lot_split.state.conflicts) == ((), ())


def test_a_recall_is_not_lifted_by_somebody_without_the_right(lot_split: LotSplit) -> None:
    switched(lot_split)
    recall = lot_split.at("base", RECALL)
    lot_split.part()
    lot_split.at("x", LotRecallLifted(NAMED, (recall.ref,), "levé"), set_aside=WITHDRAWN)
    lot_split.join()
    assert lot_split.state.recalls == (recall.ref,)
    lot_split.settle("z", of(lot_split.state, "withdrawn_decision"), "admit")
    assert not lot_split.state.recalls


def test_an_account_beyond_rights_counts_for_nothing_until_it_is_counted(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.at("base", received(5))
    lot_split.part()
    lot_split.at("x", received(3), set_aside="beyond_rights")
    lot_split.join()
    state = lot_split.state
    assert (state.balance, waiting(state.conflicts)) == (5, (of(state, "set_aside"),))
    lot_split.settle("z", of(state, "set_aside"), "counted")
    assert lot_split.state.balance == 8


def test_people_who_disagree_on_it_keep_it_open(lot_split: LotSplit) -> None:
    switched(lot_split)
    lot_split.part()
    lot_split.at("x", received(3), set_aside=WITHDRAWN)
    lot_split.join()
    conflict = of(lot_split.state, "withdrawn_since")
    lot_split.site.meet("z", "y")
    lot_split.settle("z", conflict, "admit")
    lot_split.settle("y", conflict, "dismiss")
    state = lot_split.state
    assert of(state, "withdrawn_since").settled is None
    assert of(state, "settled_apart").settled is None


def test_without_the_switch_in_its_past_nobody_asks(lot_split: LotSplit) -> None:
    lot_split.part()
    lot_split.at("x", received(3), set_aside=WITHDRAWN)
    lot_split.at("x", RECALL, set_aside=WITHDRAWN)
    switched(lot_split)
    lot_split.join()
    state = lot_split.state
    assert (state.balance, state.recalls, state.conflicts) == (0, (), ())


def test_an_allergy_counts_at_once_and_its_removal_once_admitted(patient_split: PatientSplit) -> None:
    switched(patient_split)
    known = patient_split.at("base", AllergyRecorded(False, "latex", "urticaire"))
    patient_split.part()
    patient_split.at("x", AllergyRecorded(False, "taxane", "choc"), set_aside=WITHDRAWN)
    gone = patient_split.at("y", AllergyRemoved(known.ref, "erreur"), set_aside=WITHDRAWN)
    patient_split.join()
    state = patient_split.state
    assert [one.substance for one in state.allergies] == ["latex", "taxane"]
    assert {one.rule for one in waiting(state.conflicts)} == {"withdrawn_since", "withdrawn_decision"}
    conflict = patient_split.conflict("withdrawn_decision")
    assert set(conflict.acts) == refs(gone)
    patient_split.settle("z", conflict, "admit")
    patient_split.settle("z", patient_split.conflict("withdrawn_since"), "dismiss")
    state = patient_split.state
    assert ([one.substance for one in state.allergies], waiting(state.conflicts)) == ([], ())


def test_a_name_corrected_apart_holds_no_treatment(patient_split: PatientSplit) -> None:
    switched(patient_split)
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    fix = IdentityCorrected((FieldValue("birth_name", "EXEMPLAIRE"),), "carte")
    patient_split.at("x", fix, set_aside=WITHDRAWN)
    patient_split.join()
    state = patient_split.state
    assert state.identity is not None
    assert (state.identity.birth_name, waiting(state.conflicts)) == ("EXEMPLE", ())
    patient_split.settle("z", patient_split.conflict("withdrawn_decision"), "admit")
    state = patient_split.state
    assert state.identity is not None
    assert state.identity.birth_name == "EXEMPLAIRE"


def test_a_prescribers_decision_is_a_prescribers_to_admit(patient_split: PatientSplit) -> None:
    switched(patient_split)
    left = patient_split.at("base", PatientLeft("deceased", "", told()))
    patient_split.part()
    patient_split.at("x", PatientReturned(left.ref, "homonyme"), set_aside=WITHDRAWN)
    patient_split.join()
    conflict = patient_split.conflict("withdrawn_order")
    assert (conflict.owners, len(patient_split.state.gone)) == (("prescribe",), 1)
    patient_split.settle("z", conflict, "admit")
    assert patient_split.state.gone == ()


def test_a_line_of_a_vault_counts_at_once_and_the_vault_stays_where_it_is(vault_split: VaultSplit) -> None:
    switched(vault_split)
    vault_split.at("base", entry("in", 10))
    vault_split.part()
    taken = vault_split.at("x", entry("out", 2), set_aside=WITHDRAWN)
    handed = vault_split.at("y", handing("y", 10, 10), by="alice", set_aside=WITHDRAWN)
    vault_split.join()
    state = vault_split.state
    assert state.balance(MORPHINE, Unit.ONE.value) == 8
    assert state.keepers == (an_id("base"),)
    rules = {one.rule: one for one in waiting(state.conflicts)}
    assert {rule: one.acts for rule, one in rules.items()} == {
        "withdrawn_since": (taken.ref,),
        "withdrawn_decision": (handed.ref,),
    }
    one = rules["withdrawn_since"]
    body = VaultSettled(one.rule, one.subject, one.acts, "dismiss", None, "vu ensemble")
    vault_split.at("z", body, by="bob")
    assert vault_split.state.balance(MORPHINE, Unit.ONE.value) == 10


def test_a_retirement_counts_at_once_and_a_signature_once_admitted() -> None:
    site = Site()
    site.rules = ON
    first = site.act("base", regimen_body(), an_id("regimen"))
    site.meet("base", "x")
    site.meet("base", "y")
    site.act("x", RegimenRetired(first.ref, True, "erreur"), an_id("regimen"), set_aside=WITHDRAWN)
    signed = site.act("y", regimen_body(version="2"), an_id("regimen"), set_aside=WITHDRAWN)
    state = fold_regimen(site.acts)
    assert (state.default, [one.act for one in state.versions]) == (None, [first.ref])
    (conflict,) = waiting(state.conflicts)
    assert signed.ref in conflict.acts
