"""Prescribing through the door: what the draft objects to, the signature refuses."""

from __future__ import annotations

import msgspec

from node.api.preparation import PreparationProposal, ProposePreparation
from node.api.prescription import Adjustment, DraftPrescription, PrescriptionDraft, SignPrescription
from node.api.settlement import AgreeDerogation, AskDerogation
from node.api.validation import Validate
from schema.acts.base import DoseRevision
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.stations import PIN, Station


def test_a_draft_records_nothing(site: Station) -> None:
    patient = circuit.create(site)
    circuit.size(site, patient)
    course = circuit.include(site, patient, "mFOLFOX6")
    before = site.replica.counts()
    draft = site.get("prescriber", DraftPrescription(course=course, cycle=1), PrescriptionDraft)
    assert draft.objections == ()
    assert len(draft.orders) == 4
    assert site.replica.counts() == before


def test_without_a_weight_nothing_is_computed(site: Station) -> None:
    patient = circuit.create(site)
    course = circuit.include(site, patient, "mFOLFOX6")
    draft = site.get("prescriber", DraftPrescription(course=course, cycle=1), PrescriptionDraft)
    assert {one.code for one in draft.objections} == {"measurement.missing"}
    sign = SignPrescription(course=course, cycle=1, pin=PIN, based_on=draft.heads)
    assert site.refused("prescriber", sign) == "measurement.missing"


def test_a_weight_typed_meanwhile_makes_the_screen_stale(site: Station) -> None:
    patient = circuit.create(site)
    circuit.size(site, patient)
    course = circuit.include(site, patient, "mFOLFOX6")
    draft = site.get("prescriber", DraftPrescription(course=course, cycle=1), PrescriptionDraft)
    circuit.measure(site, patient, "weight", "69")
    sign = SignPrescription(course=course, cycle=1, pin=PIN, based_on=draft.heads)
    assert site.refused("prescriber", sign) == "screen.stale"


def test_the_pin_is_asked_again(site: Station) -> None:
    patient = circuit.create(site)
    circuit.size(site, patient)
    course = circuit.include(site, patient, "mFOLFOX6")
    draft = site.get("prescriber", DraftPrescription(course=course, cycle=1), PrescriptionDraft)
    sign = SignPrescription(course=course, cycle=1, pin="999999", based_on=draft.heads)
    assert site.refused("prescriber", sign) == "session.wrong_pin"


def test_a_revision_keeps_the_dose_and_asks_why(site: Station) -> None:
    someone = circuit.treated(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    lower = (Adjustment(line="L1", day=0, reduction_percent="25", reason="neuropathie"),)
    circuit.prescribe(
        site, someone.course, doses=(dose.dose,), adjustments=lower, reason="neuropathie grade 2"
    )
    after = circuit.dose_of(site, someone.course, "L1")
    assert after.dose == dose.dose
    assert after.versions != dose.versions
    assert after.order.prescribed.decimal < dose.order.prescribed.decimal
    assert after.order.reduction_percent == "25"


def test_a_dose_far_off_the_previous_cycle_needs_a_reason(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    bag = circuit.on_the_ward(site, someone.course, dose.dose)
    circuit.give(site, someone, dose.dose, bag)
    site.clock.advance(days=10)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    draft = site.get("prescriber", DraftPrescription(course=someone.course, cycle=2), PrescriptionDraft)
    assert {one.code for one in draft.objections} == {"dose.off_previous"}
    halved = Adjustment(
        line="L1", day=0, reduction_percent="0", reason="", prescribed=Quantity("80", Unit.MG)
    )
    unsaid = DraftPrescription(course=someone.course, cycle=2, adjustments=(halved,))
    draft = site.get("prescriber", unsaid, PrescriptionDraft)
    assert "adjustment.reason_needed" in {one.code for one in draft.objections}


def test_the_draft_and_the_course_say_what_must_be_checked(site: Station) -> None:
    someone = circuit.treated(site)
    draft = site.get("prescriber", DraftPrescription(course=someone.course, cycle=2), PrescriptionDraft)
    assert draft.mentions == ("uracilemia",)
    needs = {dose.order.substance: dose.mentions for dose in circuit.look(site, someone.course).doses}
    assert needs["fluorouracile"] == ("uracilemia",)
    assert needs["oxaliplatine"] == ()
    other = Identity("Autre", "", "Fictive", "1970-01-01", "F", "", "")
    taxol = circuit.treated(site, "CARBO-TAXOL", other)
    draft = site.get("prescriber", DraftPrescription(course=taxol.course, cycle=2), PrescriptionDraft)
    assert draft.mentions == ()


def test_the_next_cycle_proposes_the_adjustments_in_force_and_applies_none(site: Station) -> None:
    patient = circuit.create(site)
    circuit.size(site, patient)
    course = circuit.include(site, patient, "mFOLFOX6", cycles=3)
    lower = Adjustment(line="L1", day=0, reduction_percent="25", reason="neuropathie")
    circuit.prescribe(site, course, adjustments=(lower,))
    ask = DraftPrescription(course=course, cycle=2)
    draft = site.get("prescriber", ask, PrescriptionDraft)
    (carried,) = draft.carried
    assert (carried.adjustment, carried.cycle, carried.substance) == (lower, 1, "oxaliplatine")
    assert carried.stamp.person == "Dr INVENTÉ Colombe"
    assert {order.reduction_percent for order in draft.orders} == {"0"}, "nobody has confirmed it"
    assert [one.code for one in draft.objections] == ["dose.off_previous"]
    # Confirmed, it is computed and signed as it was, and is in force for the cycle after.
    circuit.prescribe(site, course, cycle=2, adjustments=(carried.adjustment,))
    assert circuit.dose_of(site, course, "L1", cycle=2).order.reduction_reason == "neuropathie"
    after = site.get("prescriber", DraftPrescription(course=course, cycle=3), PrescriptionDraft)
    assert [(one.adjustment, one.cycle) for one in after.carried] == [(lower, 2)]
    # What stands in this very cycle is not proposed again: a revision begins with it.
    again = site.get("prescriber", ask, PrescriptionDraft)
    assert again.carried == ()


def test_ten_times_the_dose_is_named_agreed_by_two_and_told_all_along(site: Station) -> None:
    someone = circuit.treated(site, "GEMCITABINE")
    dose = circuit.dose_of(site, someone.course, "L1")
    assert dose.off is None

    def revised(reason: str) -> DraftPrescription:
        tenfold = Adjustment("L1", 1, "0", reason, Quantity("20000", Unit.MG))
        return DraftPrescription(course=someone.course, cycle=1, adjustments=(tenfold,), doses=(dose.dose,))

    draft = site.get("prescriber", revised("x"), PrescriptionDraft)
    (asked,) = draft.objections
    assert (asked.code, [one.code for one in draft.stops]) == ("dose.off_theoretical", ["dose.beyond_limit"])
    said = revised(f"{asked.values['percent']}, essai fictif")
    assert site.get("prescriber", said, PrescriptionDraft).objections == ()
    circuit.prescribe(
        site, someone.course, adjustments=said.adjustments, doses=(dose.dose,), reason="révision"
    )
    far = circuit.dose_of(site, someone.course, "L1")
    assert far.off is not None
    assert (far.off.theoretical, far.off.stops) == (dose.order.theoretical, True)
    heads = circuit.look(site, someone.course).heads
    validate = Validate(
        course=someone.course,
        items=(DoseRevision(far.dose, far.versions[0]),),
        mentions=(),
        pin=PIN,
        based_on=heads,
    )
    assert site.refused("pharmacist", validate) == "dose.beyond_limit"
    for rule in ("dose.beyond_limit", "volume.beyond_bag"):
        heads = circuit.look(site, someone.course).heads
        ask = AskDerogation(
            course=someone.course,
            subject=far.dose,
            rule=rule,
            revision=far.versions[0],
            reason="essai fictif",
            pin=PIN,
            based_on=heads,
        )
        (asked_for,) = site.do("prescriber", ask).acts
        heads = circuit.look(site, someone.course).heads
        agree = AgreeDerogation(course=someone.course, asked=asked_for, pin=PIN, based_on=heads)
        site.do("pharmacist", agree)
    validate = msgspec.structs.replace(validate, based_on=circuit.look(site, someone.course).heads)
    site.do("pharmacist", validate)
    lifted = circuit.dose_of(site, someone.course, "L1").off
    assert lifted is not None
    assert not lifted.stops, "it stands out still"
    circuit.go_ahead(site, someone.course)
    ask_for = ProposePreparation(course=someone.course, dose=far.dose)
    assert site.get("preparer", ask_for, PreparationProposal).objections == ()
