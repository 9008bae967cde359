"""A revision begins with what is in force, and says what it changes; of two versions it takes none."""

from __future__ import annotations

from msgspec.structs import replace

from node.api.course import DoseView
from node.api.prescription import DraftPrescription, SignPrescription
from schema.computation import Choice
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_site import act, id16
from ui.presenters.blocks import Versions
from ui.presenters.desk import Place
from ui.presenters.prescription import Prescription


def _standing(desk: FakeDesk, **changes: object) -> DoseView:
    """The first dose of cycle 3, as the fictive node will compute it anew, 25 % lower."""
    course = desk.node.courses[0]
    dose = id16(f"{course.id.hex()}L131")
    order = replace(
        course.doses[0].order, dose=dose, reduction_percent="25", reduction_reason="neuropathie", **changes
    )
    order = replace(order, prescribed=replace(order.prescribed, value="105"))
    course.doses[0] = replace(course.doses[0], dose=dose, cycle=3, order=order)
    return course.doses[0]


def _screen(desk: FakeDesk, dose: DoseView) -> Screen:
    course = desk.node.courses[0]
    place = Place("prescription", patient=course.patient.id, course=course.id, cycle=3, doses=(dose.dose,))
    return Screen(Prescription, place, desk)


def _drafted(at: Screen) -> DraftPrescription:
    return [one for one in at.node.calls if isinstance(one, DraftPrescription)][-1]


def test_the_reduction_in_force_is_where_it_begins() -> None:
    desk = FakeDesk(person=1)
    at = _screen(desk, _standing(desk))
    (kept,) = _drafted(at).adjustments
    assert (kept.line, kept.day, kept.reduction_percent, kept.reason) == ("L1", 1, "25", "neuropathie")
    assert (at.field("reduction").value, at.field("why").value) == ("25", "neuropathie")
    at.presenter.act("sign_prescription")
    (sent,) = (one for one in at.node.calls if isinstance(one, SignPrescription))
    assert sent.adjustments == (kept,)
    line = next(one for one in at.desk.signings[0].lines if "OXALI" in one)
    assert "neuropathie" in line


def test_a_dose_that_stood_outright_is_kept_outright() -> None:
    desk = FakeDesk(person=1)
    dose = _standing(desk)
    work = replace(dose.order.computation, choices=(Choice("outright_dose", "140 mg"),))
    desk.node.courses[0].doses[0] = replace(
        dose, order=replace(dose.order, reduction_percent="0", computation=work)
    )
    at = _screen(desk, dose)
    (kept,) = _drafted(at).adjustments
    assert kept.prescribed is not None
    assert kept.prescribed.value == "105"
    assert at.field("outright").value == "105"


def test_taking_the_reduction_back_says_what_changes() -> None:
    desk = FakeDesk(person=1)
    at = _screen(desk, _standing(desk))
    at.fill(reduction="", why="")
    at.presenter.act("adjust")
    assert _drafted(at).adjustments == ()
    assert "105\u00a0mg → 140\u00a0mg" in at.rows("orders")[0]
    at.presenter.act("sign_prescription")
    assert any("105\u00a0mg → 140\u00a0mg" in line for line in at.desk.signings[0].lines)


def test_of_two_versions_none_is_taken_over_and_the_prescriber_says() -> None:
    desk = FakeDesk(person=1)
    dose = _standing(desk)
    course = desk.node.courses[0]
    course.doses[0] = dose = replace(dose, versions=(act("one"), act("two")), state="divergent")
    like = next(one for other in desk.node.courses for one in other.conflicts if len(one.sides) > 1)
    first, second = like.sides[:2]
    course.conflicts.append(
        replace(
            like,
            rule="divergent",
            subject=dose.dose,
            sides=(
                replace(first, summary=(("summary.dose", "105\u00a0mg"),)),
                replace(second, summary=(("summary.dose", "126\u00a0mg"),)),
            ),
            choices=(),
            open=True,
        )
    )
    at = _screen(desk, dose)
    assert _drafted(at).adjustments == ()
    assert at.field("reduction").value == ""
    said = at.block(Versions, "versions").sides
    assert [side.values[0] for side in said] == ["105\u00a0mg", "126\u00a0mg"]
    assert not at.action("sign_prescription").enabled
    assert "OXALI" in at.action("sign_prescription").why_not
    at.presenter.act("sign_prescription")
    assert not at.desk.signings
    assert at.view.focused == "reduction"
    # No reduction is a decision too: it is said by a nought, not by leaving the field.
    at.presenter.act("adjust")
    assert not at.action("sign_prescription").enabled
    at.fill(reduction="0")
    at.presenter.act("adjust")
    assert at.action("sign_prescription").enabled
    at.presenter.act("sign_prescription")
    assert any("105\u00a0mg / 126\u00a0mg → 140\u00a0mg" in line for line in at.desk.signings[0].lines)
