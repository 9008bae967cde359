"""The dose in hand: the drug is never cut, the trail is read aloud."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import DoseCard, Mark, Notice, Step
from ui.widgets.dose_card import DoseCardBlock, Trail

CARD = DoseCard(
    key="d",
    drug="CISplatine",
    dose="140 mg",
    how="poche",
    where="C1 J1",
    mark=Mark("made", "fabriquée"),
    steps=(
        Step("prescrite", "passed", "Dr A"),
        Step("validée", "now"),
        Step("feu vert", "blocked"),
        Step("libérée", "ahead"),
    ),
    notices=(Notice("refusal", "Bloquée"),),
)


def test_everything_is_there(qtbot: QtBot) -> None:
    widget = DoseCardBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(CARD, THEME)
    texts = {label.text() for label in widget.findChildren(QLabel)}
    assert {"CISplatine", "140 mg", "poche", "C1 J1", "fabriquée", "Bloquée"} <= texts
    (trail,) = widget.findChildren(Trail)
    assert trail.accessibleName().startswith("prescrite Dr A, validée")
    assert not trail.grab().isNull()


def test_a_card_without_steps_has_no_trail(qtbot: QtBot) -> None:
    widget = DoseCardBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(DoseCard(key="d", drug="x", dose="1", how="", where="", mark=Mark("made", "")), THEME)
    assert not widget.findChildren(Trail)[0].isVisible()


def test_the_longest_word_fits_under_its_step(qtbot: QtBot) -> None:
    trail = Trail(THEME)
    dressed(qtbot, trail, 900, 60)
    trail.draw(tuple(Step("administrée", "ahead") for _ in range(9)), THEME)
    assert trail._letters(200) == 13
    assert trail._letters(60) < 13
