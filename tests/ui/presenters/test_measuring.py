"""A value is typed, echoed with its unit, confirmed when it is far off, and may be told late."""

from __future__ import annotations

import pytest

from node.api.patient import Measure, RecordResult
from schema.quantity import Unit
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_site import NOW, PEOPLE
from ui.presenters.desk import Place
from ui.presenters.patient import Patient


def screen(patient: int = 0) -> Screen:
    desk = FakeDesk()
    return Screen(Patient, Place("patient", patient=desk.node.patients[patient].id), desk)


@pytest.mark.parametrize(
    ("what", "typed", "echo", "unit"),
    [
        ("weight", "72,5", "72,5\u00a0kg", Unit.KG),
        ("height", "170", "170\u00a0cm", Unit.CM),
        ("creatinine", "81.5", "81,5\u00a0µmol/L", Unit.UMOL_PER_L),
    ],
)
def test_a_value_is_echoed_with_its_unit(what: str, typed: str, echo: str, unit: Unit) -> None:
    at = screen()
    at.fill(what=what, value=typed)
    assert at.field("value").echo == echo
    at.presenter.act("measure")
    sent = [command for command in at.node.calls if isinstance(command, Measure)][-1]
    assert (sent.what, sent.value.unit, sent.told.happened_at) == (what, unit, NOW)


def test_a_doubtful_number_is_refused_with_its_reason() -> None:
    at = screen()
    at.fill(value="1.250")
    assert at.field("value").error
    at.presenter.act("measure")
    assert not at.calls(Measure)
    assert at.view.focused == "value"


def test_a_value_far_off_is_confirmed_with_its_consequence() -> None:
    at = screen()
    at.fill(value="620")
    at.presenter.act("measure")
    (asked,) = at.desk.askings
    assert "620" in asked.button
    confirmed = [command.confirmed for command in at.node.calls if isinstance(command, Measure)]
    assert confirmed == [False, True]


def test_a_late_entry_from_paper() -> None:
    at = screen()
    at.fill(value="63", told_late="1")
    at.presenter.act("measure")
    assert not at.calls(Measure)
    at.fill(told_day="20/11/2026", told_time="9h30", told_by=PEOPLE[3].person.hex(), told_estimated="1")
    at.presenter.act("measure")
    (sent,) = (command for command in at.node.calls if isinstance(command, Measure))
    assert sent.told.source == "paper"
    assert sent.told.estimated
    assert sent.told.told_by == PEOPLE[3].person
    assert sent.told.happened_at < NOW


def test_a_result_is_typed_in_the_unit_of_the_sites_limit() -> None:
    at = screen()
    assert "neutrophils" in {option.value for option in at.field("what").options}
    at.fill(what="neutrophils", value="0,4")
    assert at.field("value").echo == "0,4\u00a0G/L"
    at.presenter.act("measure")
    (sent,) = (command for command in at.node.calls if isinstance(command, RecordResult))
    assert (sent.what, sent.value.unit) == ("neutrophils", Unit.GIGA_PER_L)
    assert at.page.banner is not None
    assert any("Neutrophiles" in warning for warning in at.page.banner.warnings)
