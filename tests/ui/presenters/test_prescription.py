"""A cycle computed by the node, adjusted with a reason, its work laid open, then signed."""

from __future__ import annotations

from node.api.prescription import Adjustment, CarriedAdjustment, DraftPrescription, SignPrescription
from schema.quantity import Quantity, Unit
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Work
from ui.presenters.desk import Place
from ui.presenters.prescription import Prescription


def screen(doses: tuple[bytes, ...] = ()) -> Screen:
    desk = FakeDesk(person=1)
    course = desk.node.courses[0]
    place = Place("prescription", patient=course.patient.id, course=course.id, cycle=3, doses=doses)
    return Screen(Prescription, place, desk)


def test_the_draft_shows_theoretical_and_prescribed() -> None:
    at = screen()
    rows = at.rows("orders")
    assert len(rows) == 3
    assert "OXALIplatine" in rows[0]
    assert "85\u00a0mg/m²" in rows[0]
    assert "140\u00a0mg" in rows[0]
    assert at.page.subtitle == "FOLFOX simplifié, cure 3"


def test_what_would_be_refused_is_said_while_drafting() -> None:
    assert "Créatinine" in screen().notices("objections")


def test_the_work_shows_formula_inputs_rounding_and_result() -> None:
    lines = dict(screen().block(Work, "work").lines)
    assert any("surface" in name.lower() for name in lines)
    assert lines["Arrondi"] == "au multiple de 5 le plus proche"
    assert lines["Résultat"] == "140\u00a0mg"


def test_what_is_signed_is_what_was_shown() -> None:
    at = screen()
    at.fill(mention_uracilemia="1")
    at.presenter.act("sign_prescription")
    (sent,) = (command for command in at.node.calls if isinstance(command, SignPrescription))
    assert sent.mentions == ("uracilemia",)
    assert sent.reason == ""
    lines = " ".join(at.desk.signings[0].lines)
    assert "OXALIplatine 140\u00a0mg" in lines
    assert "uracilémie" in lines
    assert at.desk.places[-1].screen == "course"


def test_a_revision_gives_its_reason_and_its_consequence() -> None:
    at = screen(doses=(b"d" * 16,))
    at.presenter.act("sign_prescription")
    (signing,) = at.desk.signings
    assert signing.reason
    assert "validation" in signing.consequence
    (sent,) = (command for command in at.node.calls if isinstance(command, SignPrescription))
    assert sent.doses == (b"d" * 16,)
    assert sent.reason == "motif fictif"


def carried(*, line: str = "L1", prescribed: Quantity | None = None) -> Screen:
    desk = FakeDesk(person=1)
    course = desk.node.courses[0]
    kept = Adjustment(line, 0, "0" if prescribed else "20", "neuropathie", prescribed)
    desk.node.carried = (CarriedAdjustment(kept, "oxaliplatine", 2, site.stamp(1, 21 * site.DAY)),)
    return Screen(
        Prescription, Place("prescription", patient=course.patient.id, course=course.id, cycle=3), desk
    )


def test_an_adjustment_in_force_is_taken_over_as_such_and_waits_to_be_confirmed() -> None:
    at = carried()
    assert [one.adjustments for one in at.node.calls if isinstance(one, DraftPrescription)] == [
        (),
        tuple(one.adjustment for one in at.node.carried),
    ]
    assert "1 ajustement de dose était en vigueur" in at.notices("carried_told")
    tick = at.field("carried_L1_0")
    assert tick.label == "Je reconduis\u202f: OXALIplatine −20\u202f%, neuropathie"
    assert tick.hint.startswith("cure 2, Dr MODÈLE Antoine")
    assert "−20\u202f%" in at.rows("orders")[0]
    at.fill(mention_uracilemia="1")
    at.presenter.act("sign_prescription")
    assert at.view.focused == "carried_L1_0"
    assert not at.calls(SignPrescription)
    at.fill(carried_L1_0="1")
    at.presenter.act("sign_prescription")
    (sent,) = (one for one in at.node.calls if isinstance(one, SignPrescription))
    assert sent.adjustments == (at.node.carried[0].adjustment,)


def test_one_that_is_changed_needs_no_confirmation() -> None:
    at = carried(prescribed=Quantity("120", Unit.MG))
    assert "120\u00a0mg" in at.field("carried_L1_0").label
    at.fill(outright="", reduction="30", why="neuropathie")
    at.presenter.act("adjust")
    assert not [block for block in at.page.blocks if block.key == "carried"]
    at.presenter.act("sign_prescription")
    (sent,) = (one for one in at.node.calls if isinstance(one, SignPrescription))
    assert [one.reduction_percent for one in sent.adjustments] == ["30"]


def test_a_reason_given_with_every_adjustment_is_not_asked_again() -> None:
    at = screen(doses=(b"d" * 16,))
    for number in range(len(at.rows("orders"))):
        at.presenter.selected("orders", str(number))
        at.fill(reduction="10", why="neutropénie fictive")
        at.presenter.act("adjust")
    at.fill(mention_uracilemia="1")
    at.presenter.act("sign_prescription")
    (signing,) = at.desk.signings
    assert signing.reason == ""
    (sent,) = (command for command in at.node.calls if isinstance(command, SignPrescription))
    assert sent.reason == "neutropénie fictive"
