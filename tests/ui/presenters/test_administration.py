"""At the bedside: the patient is identified apart from the bag, and nobody is proposed before being named."""

from __future__ import annotations

import pytest

from node.api.administration import Give, Interrupt, NotGive
from schema.quantity import Quantity, Unit
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.administration import Administration
from ui.presenters.blocks import Facts


def screen() -> Screen:
    desk = FakeDesk(person=3)
    return Screen(Administration, of(3, 2, node=desk.node), desk)


def test_the_patient_is_picked_and_the_dose_given() -> None:
    at = screen()
    at.fill(bedside="essai")
    at.presenter.opened("candidates", at.node.courses[3].patient.id.hex())
    assert at.block(Facts, "identified").facts[0].value == "ESSAI Yvette"
    at.fill(remark="sans particularité")
    at.presenter.act("give")
    (sent,) = (command for command in at.node.calls if isinstance(command, Give))
    assert sent.patient == at.node.courses[3].patient.id
    assert sent.remark == "sans particularité"
    assert at.desk.signings[0].consequence
    assert at.has("happened")


def test_another_patient_is_sent_as_identified_and_the_node_refuses() -> None:
    at = screen()
    at.fill(bedside="exemple")
    at.presenter.act("identified")
    at.presenter.act("give")
    (sent,) = (command for command in at.node.calls if isinstance(command, Give))
    assert sent.patient == at.node.patients[0].id
    assert at.desk.refusals


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", None),
        ("120", Quantity("120", Unit.ML)),
        ("12,5 mL", Quantity("12.5", Unit.ML)),
        ("40 %", Quantity("40", Unit.PERCENT)),
    ],
)
def test_interrupted_says_how_much_was_given_and_why(typed: str, part: Quantity | None) -> None:
    at = screen()
    assert not at.action("interrupt").enabled
    at.fill(bedside="essai")
    at.presenter.act("identified")
    at.fill(part=typed)
    at.presenter.act("interrupt")
    (sent,) = (command for command in at.node.calls if isinstance(command, Interrupt))
    assert (sent.amount, sent.reason) == (part, "motif fictif")
    assert sent.patient == at.node.courses[3].patient.id
    (happened,) = at.block(Facts, "happened").facts
    assert happened.label == "interrompue"
    assert happened.note.startswith("Reçu" if part else "Quantité reçue inconnue")
    assert not any(at.action(name).enabled for name in ("give", "not_give", "interrupt"))


def test_one_that_was_told_to_be_given_may_still_end_early() -> None:
    at = screen()
    at.fill(bedside="essai")
    at.presenter.act("identified")
    at.presenter.act("give")
    assert at.action("interrupt").enabled
    at.fill(part="beaucoup")
    at.presenter.act("interrupt")
    assert at.view.focused == "part"
    at.fill(part="40 %")
    at.presenter.act("interrupt")
    assert [fact.label for fact in at.block(Facts, "happened").facts] == ["administrée", "interrompue"]


def test_not_given_takes_a_reason() -> None:
    at = screen()
    at.presenter.act("not_give")
    (sent,) = (command for command in at.node.calls if isinstance(command, NotGive))
    assert sent.reason == "motif fictif"
    assert "non-administration" in at.notices().lower()


def test_a_late_entry_keeps_what_the_paper_says() -> None:
    at = screen()
    at.fill(bedside="essai", told_late="1", told_day="20/11/2026", told_time="18:30")
    at.presenter.act("identified")
    at.presenter.act("give")
    (sent,) = (command for command in at.node.calls if isinstance(command, Give))
    assert sent.told.source == "paper"
    assert any("20\u2011nov." in line for line in at.desk.signings[0].lines)
