"""The window: events refresh without disturbing, the way back, sign out, dark, zoom, language, scans."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from node.api.course import GetCourse
from node.api.session import SignOut
from node.paper.codes import CodeKind, write_code
from tests.ui import fake_site as site
from tests.ui.fake_desk import of
from tests.ui.fake_node import FakeNode
from tests.ui.keyboard import KeyboardUser
from ui.format import Format
from ui.presenters.desk import Place
from ui.theme import LIGHT, Theme
from ui.window import Window


@pytest.fixture
def user(user: KeyboardUser) -> KeyboardUser:
    user.sign_in("exemple", site.PIN)
    return user


def test_before_signing_in_nothing_clinical_opens(window: Window) -> None:
    window.go(Place("worklist"))
    assert window.place.screen == "session"
    window.go(Place("help"))
    assert window.place.screen == "help"


def courses_asked(node: FakeNode) -> int:
    return sum(isinstance(command, GetCourse) for command in node.calls)


def test_a_change_refreshes_the_screen_and_leaves_what_is_typed(user: KeyboardUser, node: FakeNode) -> None:
    user.window.go(of(0, 0, node=node, screen="course"))
    user.settle()
    user.fill("note", "à moitié éc")
    asked = courses_asked(node)
    node.courses[0].doses.pop()
    node.courses[0].version += 1
    node.changed()
    user.wait_until(
        lambda: sum(isinstance(command, GetCourse) for command in node.calls) > asked, "a refresh"
    )
    user.wait_for("complétée ailleurs")
    assert user.focused() == "note"
    user.type("rit")
    user.wait_for("à moitié écrit")


def test_many_changes_are_one_refresh(user: KeyboardUser, node: FakeNode) -> None:
    user.window.go(of(0, 0, node=node, screen="course"))
    user.settle()
    asked = courses_asked(node)
    for _ in range(50):
        node.changed()
    user.wait_until(
        lambda: sum(isinstance(command, GetCourse) for command in node.calls) > asked, "a refresh"
    )
    user.settle()
    assert courses_asked(node) <= asked + 2


def test_the_way_back(user: KeyboardUser, node: FakeNode) -> None:
    user.window.go(Place("patients"))
    user.window.go(Place("patient", patient=node.patients[0].id))
    user.settle()
    user.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert user.window.place.screen == "patients"
    user.escape()
    assert user.window.place.screen == "worklist"
    user.escape()
    assert user.window.place.screen == "worklist"


def test_signing_out_is_told_to_the_node(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_out()
    user.settle()
    assert any(isinstance(command, SignOut) for command in node.calls)
    assert user.window.desk.person is None
    assert not user.sees("Dr EXEMPLE Claire\npharmacien\nPUI-1,")


def test_a_session_that_ended_by_itself_leaves_nothing_on_the_screen(
    user: KeyboardUser, node: FakeNode
) -> None:
    user.window.go(Place("patient", patient=node.patients[0].id))
    user.settle()
    user.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    user.wait_until(lambda: user.window.palette_dialog is not None, "the palette")
    node.person = None
    user.window.ask_status()
    user.wait_until(lambda: user.window.place.screen == "session", "the sign-in screen")
    user.wait_until(lambda: user.window.palette_dialog is None, "the palette to close")
    user.wait_for("la session est terminée")
    assert user.window.desk.person is None
    user.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert user.window.place.screen == "session"


def test_signing_out_by_mouse(user: KeyboardUser) -> None:
    QTest.mouseClick(user.window.frame.header.sign_out, Qt.MouseButton.LeftButton)
    user.wait_until(lambda: user.window.place.screen == "session", "the sign-in screen")
    assert user.window.frame.header.sign_out.isHidden()


def test_dark_and_larger_keep_what_is_typed(user: KeyboardUser) -> None:
    user.press(Qt.Key.Key_F3)
    user.fill("search", "fictive")
    user.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert user.window.theme.palette.dark
    user.wait_for("fictive")
    for _ in range(6):
        user.press(Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert user.window.theme.zoom == 200
    assert user.window.compact
    user.wait_for("FICTIVE Solène")


def test_where_room_is_narrow_buttons_stay_in_sight_and_where_it_is_low_they_scroll(
    user: KeyboardUser,
) -> None:
    """The screen is built anew as the room changes, by zoom or by the window's own size."""

    def scrolled() -> bool:
        view = user.window.screen_view
        assert view is not None
        actions, reading = view.block("actions"), view.findChild(QScrollArea)
        assert actions is not None
        return reading is not None and reading.isAncestorOf(actions)

    user.press(Qt.Key.Key_F3)
    found = []
    for zoom in (100, 125, 150, 125):
        user.window.dress(Theme(LIGHT, zoom=zoom))
        found.append((user.window.compact, user.window.low, scrolled()))
    narrow, low = (True, False, False), (True, True, True)
    assert found == [(False, False, False), narrow, low, narrow]
    user.window.dress(Theme(LIGHT, zoom=150))
    user.window.resize(1280, 1000)
    assert (user.window.compact, user.window.low, scrolled()) == narrow


def test_the_other_language_at_once(user: KeyboardUser) -> None:
    user.open_palette("english")
    user.wait_for("What waits for me")
    user.wait_for("Papers\nHelp")
    user.open_palette("français")
    user.wait_for("Ce qui m’attend")


def test_a_scan_opens_the_bag_from_any_screen(user: KeyboardUser, node: FakeNode) -> None:
    bag = node.courses[2].doses[1].bags[0].bag
    user.scan(write_code(CodeKind.BAG, bag))
    user.wait_until(lambda: user.window.place.screen == "release", "the bag's next step")
    user.press(Qt.Key.Key_F6)
    user.wait_until(lambda: user.window.place.screen == "catalogue", "the catalogue")
    user.scan(write_code(CodeKind.BAG, bag))
    user.wait_until(lambda: user.window.place.bag == bag, "the bag, from a screen that is no list of the day")
    user.press(Qt.Key.Key_F6)
    user.scan(write_code(CodeKind.PLAN, node.courses[1].id))
    user.wait_until(lambda: user.window.place.screen == "course", "the course of the care plan")
    user.press(Qt.Key.Key_F6)
    user.scan(write_code(CodeKind.BAG, bytes(16)))
    user.wait_for("Cette poche n’est pas dans la liste")
    user.escape()
    user.wait_gone("Cette poche n’est pas dans la liste")


def test_the_rail_and_the_alarms_work_by_mouse_too(user: KeyboardUser, node: FakeNode) -> None:
    node.counted_aside = 5
    node.changed()
    user.wait_for("5 actes mis de côté")
    for name, screen in (
        ("rail_patients", "patients"),
        ("alert_alarms", "settlement"),
        ("alert_set_aside", "aside"),
        ("rail_help", "help"),
    ):
        button = user.window.findChild(QPushButton, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        user.settle()
        assert user.window.place.screen == screen


def test_a_node_that_fails_is_said_and_the_window_lives_on(user: KeyboardUser, node: FakeNode) -> None:
    node.fail = OSError("gone")
    user.press(Qt.Key.Key_F5)
    user.wait_for("ne répond plus")
    node.fail = None
    user.escape()
    user.press(Qt.Key.Key_F5)
    user.wait_for("OXALIplatine")


def test_closing_lets_go_of_everything(node: FakeNode, qtbot: QtBot) -> None:
    window = Window(node, Format("fr"), lambda: site.NOW)
    qtbot.addWidget(window)
    window.show()
    window.close()
    assert node.closed
    application = QApplication.instance()
    assert application is not None
    node.changed()
    qtbot.wait(10)


def test_the_window_is_never_smaller_than_it_can_be_read(window: Window) -> None:
    assert (window.minimumWidth(), window.minimumHeight()) == (1280, 800)
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 800
