"""A death or a transfer is told, and taken back where it was an error."""

from __future__ import annotations

from node.api.patient import FieldDispute, TakePatientBack, TellPatientLeft
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.correction import Correction
from ui.presenters.desk import Place


def screen(patient: int = 0, *disputes: FieldDispute) -> Screen:
    desk = FakeDesk()
    desk.node.patients[patient].disputes = disputes
    return Screen(Correction, Place("correction", patient=desk.node.patients[patient].id), desk)


def test_a_death_is_told_and_taken_back() -> None:
    at = screen(0)
    at.presenter.act("left")
    assert at.view.focused == "how"
    at.fill(how="deceased", remark="cette nuit")
    at.presenter.act("left")
    (told,) = (command for command in at.node.calls if isinstance(command, TellPatientLeft))
    assert (told.how, told.remark) == ("deceased", "cette nuit")
    assert at.page.banner is not None
    assert any("décédé" in warning for warning in at.page.banner.warnings)
    assert not at.has("left")
    at.presenter.act("take_back")
    assert len(at.calls(TakePatientBack)) == 1
    assert at.has("left")
