"""Draft and signature: one computation, and what the draft objects to the signature refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from node.api.prescription import Adjustment, DraftPrescription, PrescriptionDraft, SignPrescription
from node.domain.decision import Decided
from node.domain.prescription import compute_draft, decide_sign_prescription, relied_on
from node.domain.situation import CourseSituation
from node.domain.state import CyclePlan, Dose, Stop, Version
from schema.acts.prescription import PrescriptionSigned
from schema.ids import Id
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    COURSE,
    HEADS,
    PRODUCT,
    course_state,
    dose_state,
    mg,
    order,
    outcome,
    ref,
    who,
)
from tests.node.domain.states_of_patient import patient_state
from tests.node.domain.states_of_reference import line, product_state, regimen_body

ON = (*HEADS, *patient_state().heads)
BOLUS = line(days=(1, 2))
FLAT = line(code="L2", rank=2, basis="flat", amount=mg("100"), substance="fluorouracile")


def _ids() -> Iterator[Id]:
    return (an_id(f"new {number}") for number in range(100))


def _here(*doses: Dose, **changes: Any) -> CourseSituation:
    course = {key: changes.pop(key) for key in ("cycles", "stops", "blocks") if key in changes}
    return situation(course_state(*doses, **course), **{"regimen": regimen_body(BOLUS, FLAT), **changes})


def _draft(here: CourseSituation, **changes: Any) -> PrescriptionDraft:
    result = compute_draft(DraftPrescription(**{"course": COURSE, "cycle": 1, **changes}), here, _ids())
    assert isinstance(result, PrescriptionDraft), result
    return result


def _sign(here: CourseSituation, **changes: Any) -> object:
    rights = changes.pop("rights", ["prescribe"])
    fields: dict[str, Any] = {"course": COURSE, "cycle": 1, "pin": "", "based_on": ON}
    return decide_sign_prescription(
        SignPrescription(**{**fields, **changes}), here, who("paul", rights), _ids()
    )


def _codes(draft: PrescriptionDraft) -> list[str]:
    return [objection.code for objection in draft.objections]


def test_a_cycle_has_a_dose_for_each_line_and_day() -> None:
    draft = _draft(_here())
    assert [(one.line, one.day, one.planned, one.prescribed.value) for one in draft.orders] == [
        ("L1", 1, "2026-03-10", "727"),
        ("L2", 1, "2026-03-10", "100"),
        ("L1", 2, "2026-03-11", "727"),
    ]
    assert _codes(draft) == []
    assert [pin.what for pin in draft.pinned] == ["weight", "height", "surface"]
    assert set(draft.heads) == set(ON)


def test_signing_orders_what_the_draft_showed() -> None:
    here = _here()
    result = _sign(here, mentions=("uracilemia", "uracilemia"))
    assert isinstance(result, Decided)
    (draft,) = result.drafts
    assert isinstance(draft.body, PrescriptionSigned)
    assert draft.body.orders == _draft(here).orders
    assert draft.body.mentions == ("uracilemia",)
    assert result.created == tuple(one.dose for one in draft.body.orders)
    assert draft.based_on == ON


@pytest.mark.parametrize(
    ("plans", "cycle", "expected"),
    [
        ((), 1, "2026-03-10"),
        ((), 2, "2026-03-24"),
        ((CyclePlan(1, "2026-03-12", None, ()),), 1, "2026-03-12"),
        ((CyclePlan(1, "2026-03-12", None, ()),), 3, "2026-04-09"),
        ((CyclePlan(1, "", None, ()),), 1, "2026-03-10"),
    ],
)
def test_day_one_is_planned_or_one_cycle_after_the_one_before(
    plans: tuple[CyclePlan, ...], cycle: int, expected: str
) -> None:
    assert _draft(_here(cycles=plans), cycle=cycle).orders[0].planned == expected


def _prescribed(name: str, **changes: Any) -> Dose:
    state = {key: changes.pop(key) for key in ("cycle", "given", "not_given", "stops") if key in changes}
    written = order(dose=an_id(name), **changes)
    return dose_state(written, versions=(Version(ref(name), written, ()),), prescribed=(ref(name),), **state)


def test_a_revision_keeps_the_ids_of_its_doses_and_says_why() -> None:
    here = _here(_prescribed("first", prescribed=mg("700")), _prescribed("second", day=2))
    draft = _draft(here)
    assert [one.dose for one in draft.orders] == [an_id("first"), an_id("new 0"), an_id("second")]
    assert outcome(_sign(here)) == "refused prescription.reason_needed"
    assert outcome(_sign(here, reason="nouveau poids")) == "recorded"


def test_only_the_doses_asked_for_are_revised() -> None:
    here = _here(_prescribed("first"), _prescribed("second", day=2))
    assert [one.dose for one in _draft(here, doses=(an_id("second"),)).orders] == [an_id("second")]


def test_given_and_ended_doses_are_left_alone_unless_asked_for() -> None:
    here = _here(_prescribed("first", given=(ref("yes"),)), _prescribed("second", day=2))
    assert an_id("first") not in {one.dose for one in _draft(here).orders}
    assert _codes(_draft(here, doses=(an_id("first"),))) == ["dose.already_given"]


@pytest.mark.parametrize(
    ("stop", "lines"),
    [
        (Stop(ref("s"), "line", 0, 0, "L1", None), [("L2", 1)]),
        (Stop(ref("s"), "line", 2, 0, "L1", None), [("L1", 1), ("L2", 1), ("L1", 2)]),
        (Stop(ref("s"), "day", 1, 2, "", None), [("L1", 1), ("L2", 1)]),
        (Stop(ref("s"), "course", 0, 0, "", ref("resumed")), [("L1", 1), ("L2", 1), ("L1", 2)]),
    ],
)
def test_stopped_lines_and_days_are_not_prescribed(stop: Stop, lines: list[tuple[str, int]]) -> None:
    draft = _draft(_here(stops=(stop,)))
    assert [(one.line, one.day) for one in draft.orders] == lines


def test_what_is_said_of_a_day_goes_before_what_is_said_of_the_line() -> None:
    changes = (
        Adjustment("L1", 0, "10", "ligne entière"),
        Adjustment("L1", 2, "50", "jour 2"),
    )
    draft = _draft(_here(), adjustments=changes)
    assert {(one.line, one.day): one.reduction_percent for one in draft.orders} == {
        ("L1", 1): "10",
        ("L1", 2): "50",
        ("L2", 1): "0",
    }


@pytest.mark.parametrize(
    ("changes", "here", "expected"),
    [
        ({"rights": []}, {}, "right.missing"),
        ({"based_on": HEADS}, {}, "screen.stale"),
        ({"based_on": patient_state().heads}, {}, "screen.stale"),
        ({}, {"blocks": ("unreadable",)}, "course.unreadable"),
        ({}, {"regimen": None}, "regimen.unknown"),
        ({}, {"limits": None}, "limits.missing"),
        ({}, {"patient": patient_state(identity=None)}, "patient.unknown"),
        ({"cycle": 7}, {}, "cycle.beyond_plan"),
        ({}, {"stops": (Stop(ref("s"), "course", 0, 0, "", None),)}, "course.stopped"),
        ({}, {"stops": (Stop(ref("s"), "cycle", 1, 0, "", None),)}, "course.stopped"),
        ({"adjustments": (Adjustment("L9", 0, "10", "x"),)}, {}, "adjustment.unknown_line"),
        ({"adjustments": (Adjustment("L1", 3, "10", "x"),)}, {}, "adjustment.unknown_line"),
        ({"adjustments": (Adjustment("L1", 0, "10", ""),)}, {}, "adjustment.reason_needed"),
        ({"doses": (an_id("nowhere"),)}, {}, "dose.unknown"),
        ({}, {"products": {}}, "product.none"),
        ({}, {"products": {PRODUCT: product_state(routes=("sc",))}}, "route.forbidden"),
        ({}, {"products": {PRODUCT: product_state(diluents=("G5 %",))}}, "diluent.refused"),
        ({}, {"patient": patient_state(measurements=())}, "measurement.missing"),
    ],
)
def test_every_refusal_of_a_signature(changes: dict[str, Any], here: dict[str, Any], expected: str) -> None:
    assert outcome(_sign(_here(**here), **changes)) == f"refused {expected}"


def test_nothing_left_to_prescribe_is_said() -> None:
    here = _here(_prescribed("first", given=(ref("yes"),)), regimen=regimen_body())
    assert outcome(_sign(here)) == "refused prescription.nothing_to_prescribe"


def _doxorubicin(typed: str, reason: str) -> object:
    """Cycle 1: 109.1 mg given; cycle 2: a dose typed outright."""
    drug = line(substance="doxorubicine", diluent="", volume=None, days=(1,))
    before = _prescribed("first", prescribed=mg("109.1"), given=(ref("yes"),), substance="doxorubicine")
    product = product_state(substance="doxorubicine", prerequisites=())
    here = _here(before, regimen=regimen_body(drug), products={PRODUCT: product})
    change = Adjustment("L1", 0, "0", reason, Quantity(typed, Unit.MG))
    return _sign(here, cycle=2, adjustments=(change,))


def test_minus_47_percent_without_a_reason_is_a_hard_stop() -> None:
    computed = _prescribed("first", prescribed=mg("1400"), given=(ref("yes"),))
    here = _here(computed, regimen=regimen_body())
    assert outcome(_sign(here, cycle=2)) == "refused dose.off_previous"
    reasoned = (Adjustment("L1", 0, "0", "perte de poids"),)
    assert outcome(_sign(here, cycle=2, adjustments=reasoned)) == "recorded"


def test_an_outright_dose_of_minus_47_percent_cannot_even_be_typed_without_a_reason() -> None:
    assert outcome(_doxorubicin("57.8", "")) == "refused adjustment.reason_needed"
    assert outcome(_doxorubicin("57.8", "insuffisance hépatique")) == "refused dose.off_theoretical"
    assert outcome(_doxorubicin("57.8", "8 %, insuffisance hépatique")) == "recorded"


def test_a_signature_relies_on_the_course_and_the_patient() -> None:
    assert set(relied_on(_here())) == set(ON)
    changed = msgspec.structs.replace(patient_state(), heads=(ref("new weight"),))
    assert outcome(_sign(_here(patient=changed))) == "refused screen.stale"
