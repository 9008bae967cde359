"""Around every screen: what is told stays until it is read, what stands stays."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.keyboard import visible_texts
from tests.ui.showing import THEME, dressed
from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.strip import Strip
from ui.widgets.frame import Frame
from ui.widgets.parts import label

EMPTY = Strip("", "", "", (), (), ())


def frame(qtbot: QtBot) -> Frame:
    made = Frame(Format("fr"), lambda: None, lambda: None, lambda _: None)
    dressed(qtbot, made, 1280, 800)
    return made


def test_what_was_done_goes_and_what_is_amiss_stays_until_it_is_taken_back(qtbot: QtBot) -> None:
    made = frame(qtbot)
    assert not made.hush()
    made.say(Notice("done", "Enregistré."), THEME)
    assert "Enregistré." in visible_texts(made)
    made.hush_done()
    assert "Enregistré." not in visible_texts(made)
    made.say(Notice("alarm", "Rien ne répond."), THEME)
    qtbot.wait(1)
    made.hush_done()
    assert "Rien ne répond." in visible_texts(made)
    assert made.hush()
    assert "Rien ne répond." not in visible_texts(made)


def test_what_stands_is_there_whatever_is_taken_back(qtbot: QtBot) -> None:
    made = frame(qtbot)
    made.draw(EMPTY, (Notice("alarm", "Ce poste est suspendu"),), THEME, compact=False, signed_in=True)
    made.hush()
    qtbot.wait(1)
    assert "Ce poste est suspendu" in visible_texts(made)
    assert made.header.sign_out.isVisible()
    made.draw(EMPTY, (), THEME, compact=False, signed_in=False)
    assert "Ce poste est suspendu" not in visible_texts(made)
    assert not made.header.sign_out.isVisible()


def test_one_screen_at_a_time(qtbot: QtBot) -> None:
    made = frame(qtbot)
    screens: list[QLabel] = [label("un"), label("deux")]
    for screen in screens:
        made.put(screen)
    assert [screen.isVisible() for screen in screens] == [False, True]
    made.take(screens[1])
    assert screens[0].isVisible()
