"""Measurements are believed when plausible or confirmed; allergies are recorded whatever was said."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.patient import Measure, RecordAllergy
from node.domain.decision import Decided, Refusal
from node.domain.measurement import decide_measure, decide_record_allergy
from node.domain.patient import Allergy
from schema.acts.patient import AllergyRecorded, PatientMeasured
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.situations import patients
from tests.node.domain.states import DAY, NOW, outcome, ref, told, who
from tests.node.domain.states_of_patient import identity, measured, patient_state

ME = an_id("me")


def _measure(**changes: Any) -> object:
    fields: dict[str, Any] = {
        "patient": ME,
        "what": "weight",
        "value": Quantity("71", Unit.KG),
        "told": told(),
    }
    last = (measured("weight", "70", Unit.KG), measured("height", "170", Unit.CM))
    here = patients(me=patient_state(measurements=last))
    rights = changes.pop("rights", ["measure"])
    return decide_measure(Measure(**{**fields, **changes}), here, who("nora", rights))


def test_a_believable_weight_is_recorded() -> None:
    result = _measure()
    assert isinstance(result, Decided)
    assert result.drafts[0].body == PatientMeasured("weight", Quantity("71", Unit.KG), told())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rights": []}, "refused right.missing"),
        ({"patient": an_id("nobody")}, "refused patient.unknown"),
        ({"what": "mood"}, "refused measure.unknown"),
        ({"value": Quantity("71000", Unit.G)}, "refused measure.unit"),
        ({"value": Quantity("0", Unit.KG)}, "refused measure.not_positive"),
        ({"value": Quantity("-1", Unit.KG), "confirmed": True}, "refused measure.not_positive"),
        ({"told": told(at=NOW + DAY)}, "refused told.in_future"),
        ({"value": Quantity("7", Unit.KG)}, "refused patient.implausible"),
        ({"value": Quantity("7", Unit.KG), "confirmed": True}, "recorded"),
        ({"value": Quantity("78", Unit.KG)}, "refused patient.implausible"),
        ({"value": Quantity("77", Unit.KG)}, "recorded"),
        ({"what": "height", "value": Quantity("160", Unit.CM)}, "refused patient.implausible"),
        ({"what": "creatinine", "value": Quantity("80", Unit.UMOL_PER_L)}, "recorded"),
        ({"what": "creatinine", "value": Quantity("1", Unit.UMOL_PER_L)}, "refused patient.implausible"),
    ],
)
def test_every_outcome_of_measuring(changes: dict[str, Any], expected: str) -> None:
    assert outcome(_measure(**changes)) == expected


def test_seventy_that_become_seven_are_told_with_both_values() -> None:
    refusal = _measure(value=Quantity("7", Unit.KG))
    assert isinstance(refusal, Refusal)
    assert refusal.values["value"] == "7 kg"
    assert refusal.values["doubt"] in {"below", "factor_of_ten"}


def test_a_first_weight_of_an_adult_of_seven_kilograms_is_doubted_and_a_baby_of_seven_is_not() -> None:
    baby = patient_state(measurements=(), identity=identity(birth_date="2025-09-01"))
    adult = patient_state(measurements=())
    command = Measure(patient=ME, what="weight", value=Quantity("7", Unit.KG), told=told())
    assert outcome(decide_measure(command, patients(me=baby), who())) == "recorded"
    assert outcome(decide_measure(command, patients(me=adult), who())) == "refused patient.implausible"


@pytest.mark.parametrize(
    ("none_known", "substance", "expected"),
    [
        (False, "paclitaxel", "recorded"),
        (True, "", "recorded"),
        (False, " ", "refused allergy.which"),
        (True, "paclitaxel", "refused allergy.which"),
    ],
)
def test_every_outcome_of_an_allergy(none_known: bool, substance: str, expected: str) -> None:
    command = RecordAllergy(patient=ME, none_known=none_known, substance=substance)
    assert outcome(decide_record_allergy(command, patients(me=patient_state()), who())) == expected


def test_none_known_against_a_known_allergy_is_recorded_and_named() -> None:
    known = patient_state(allergies=(Allergy(ref("a"), "paclitaxel", ""),), allergy_state="known")
    command = RecordAllergy(patient=ME, none_known=True)
    result = decide_record_allergy(command, patients(me=known), who())
    assert outcome(result) == "recorded, allergy.known_already"
    assert isinstance(result, Decided)
    assert result.drafts[0].body == AllergyRecorded(True, "", "")


def test_allergies_take_the_right_to_measure_and_a_file() -> None:
    command = RecordAllergy(patient=ME, none_known=True)
    here = patients(me=patient_state())
    assert outcome(decide_record_allergy(command, here, who("x", ["note"]))) == "refused right.missing"
    assert outcome(decide_record_allergy(command, patients(), who())) == "refused patient.unknown"
