"""The screens about one patient's file read it alike, and ask once who may have told something."""

from __future__ import annotations

import pytest

from node.api.patient import GetPatient
from node.api.session import ListPeople
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.correction import Correction
from ui.presenters.desk import Place
from ui.presenters.on_patient import OnPatient
from ui.presenters.patient import Patient


@pytest.mark.parametrize("kind", [Patient, Correction])
def test_the_file_is_read_again_and_the_people_are_not(kind: type[OnPatient]) -> None:
    desk = FakeDesk()
    at = Screen(kind, Place(kind.name, patient=desk.node.patients[0].id), desk)
    assert isinstance(at.presenter, OnPatient)
    assert at.presenter.record_shown is not None
    assert at.presenter.record_shown.banner.patient == desk.node.patients[0].id
    assert at.presenter.told.people
    at.presenter.load()
    assert [len(at.calls(command)) for command in (GetPatient, ListPeople)] == [2, 1]
