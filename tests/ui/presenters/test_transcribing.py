"""Transcribing a spoken decision on the conflict's screen."""

from __future__ import annotations

from node.api.prescription import TranscribeDecision
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_site import PEOPLE
from ui.presenters.blocks import Form, Grid
from ui.presenters.desk import Place
from ui.presenters.settlement import Settlement


def screen(person: int) -> Screen:
    at = Screen(Settlement, Place("settlement"), FakeDesk(person=person))
    at.fill(all="1")
    rows = at.block(Grid, "conflicts").rows
    at.presenter.selected("conflicts", next(row.id for row in rows if "/divergent/" in row.id))
    return at


def test_a_pharmacist_chooses_version_and_prescriber_and_says_that_it_was_read_back() -> None:
    at = screen(0)
    assert not at.action("transcribe").enabled
    at.presenter.act("transcribe")
    assert at.view.focused == "spoken_version"
    by = next(one for one in PEOPLE if "prescribe" in one.rights)
    at.fill(spoken_version="1", spoken_by=by.person.hex(), spoken_read_back="1")
    at.presenter.act("transcribe")
    (signing,) = at.desk.signings
    assert signing.reason
    (sent,) = (command for command in at.node.calls if isinstance(command, TranscribeDecision))
    assert (sent.told.told_by, sent.read_back) == (by.person, True)
    assert {option.value for option in at.block(Form, "spoken").fields[1].options} >= {by.person.hex()}


def test_nobody_else_is_offered_it() -> None:
    at = screen(1)
    assert not at.has("spoken")
