"""Notices: rule, values, next step; read by screen readers as one sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Action, Level, Notice, Notices, Slot
from ui.widgets.notices import NoticesBlock

PLACES: tuple[tuple[Slot, int], ...] = (("main", 0), ("bottom", THEME.px(20)))
LEVELS: tuple[Level, ...] = ("info", "done", "warning", "refusal", "alarm")


def test_each_level_has_its_look_and_every_word_is_there(qtbot: QtBot) -> None:
    widget = NoticesBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(
        Notices(key="n", notices=tuple(Notice(level, "Quoi", "combien", "ensuite") for level in LEVELS)),
        THEME,
    )
    frames = [
        frame for frame in widget.findChildren(QFrame) if str(frame.property("role")).startswith("notice-")
    ]
    assert [frame.property("role") for frame in frames] == [f"notice-{level}" for level in LEVELS]
    assert {frame.accessibleName() for frame in frames} == {"Quoi combien ensuite"}
    texts = [label.text() for label in frames[0].findChildren(QLabel) if label.text()]
    assert texts == ["Quoi", "combien", "ensuite"]


def test_below_the_page_they_keep_its_margins(qtbot: QtBot) -> None:
    widget = NoticesBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    for slot, margin in PLACES:
        widget.draw(Notices(key="n", slot=slot, notices=(Notice("done", "Fait"),)), THEME)
        layout = widget.layout()
        assert layout is not None
        assert layout.contentsMargins().left() == margin


def test_none_takes_no_room(qtbot: QtBot) -> None:
    widget = NoticesBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(Notices(key="n", notices=()), THEME)
    qtbot.wait(5)
    assert not widget.isVisible()
    widget.draw(Notices(key="n", notices=(Notice("done", "Fait"),)), THEME)
    qtbot.wait(5)
    assert widget.isVisible()


def test_its_button_does_what_it_says(qtbot: QtBot) -> None:
    hands = Recorder()
    widget = NoticesBlock(hands, THEME)
    dressed(qtbot, widget)
    notice = Notice("refusal", "Changé", act=Action("reload", "Recharger"))
    widget.draw(Notices(key="n", notices=(notice,)), THEME)
    button = widget.findChild(QPushButton, "act_reload")
    assert isinstance(button, QPushButton)
    assert button.text() == "Recharger"
    button.click()
    assert hands.done == [("act", "reload")]
