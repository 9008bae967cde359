"""Above and below every screen: the strip, who does not count any more, and a clock in doubt."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from node.api.site import PersonStanding, StandingView
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from tests.ui.keyboard import KeyboardUser
from ui.window import Window


@pytest.fixture
def user(user: KeyboardUser) -> KeyboardUser:
    user.sign_in("exemple", site.PIN)
    return user


def test_the_strip_follows_the_node(user: KeyboardUser, node: FakeNode) -> None:
    user.wait_for("3 actes sur ce poste uniquement")
    node.only_here = 0
    node.changed()
    user.wait_for("chaque acte est tenu ailleurs aussi")


def test_a_clock_in_doubt_is_asked_about_once_and_confirmed(
    user: KeyboardUser, node: FakeNode, window: Window, qtbot: QtBot
) -> None:
    node.doubt = "alone"
    window.ask_status()
    qtbot.waitUntil(lambda: asks(window))
    dialog = window.desk.dialog
    assert dialog is not None
    dialog.reject()
    user.settle()
    window.ask_status()
    user.settle()
    assert not asks(window)  # put off: what is dated says so itself
    node.doubt = "peers"
    window.ask_status()
    qtbot.waitUntil(lambda: asks(window))
    dialog = window.desk.dialog
    assert dialog is not None
    dialog.press()
    user.settle()
    assert window.place.screen == "clock"
    user.act("C’est bien cette heure")
    user.wait_for("Date et heure de ce poste")
    assert node.doubt == ""
    assert window.place.screen == "worklist"


def asks(window: Window) -> bool:
    """Whether a dialog is open."""
    return window.desk.dialog is not None


SHUT = StandingView("suspended", (), ("M. A",), site.NOW - site.HOUR, "volé")


def test_a_suspended_workstation_says_so_above_every_screen(user: KeyboardUser, node: FakeNode) -> None:
    node.standing = SHUT
    node.changed()
    user.wait_for("Ce poste est suspendu")
    user.escape()
    user.press(Qt.Key.Key_F3)
    user.wait_for("Un administrateur y lève la suspension")
    user.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    user.wait_for("Ce poste est suspendu")
    node.standing = None
    node.changed()
    user.wait_gone("Ce poste est suspendu")


def test_who_was_suspended_learns_why_they_are_signed_out(user: KeyboardUser, node: FakeNode) -> None:
    node.person, node.person_standing = None, PersonStanding((), (SHUT,))
    node.changed()
    user.wait_for("Dr EXEMPLE Claire : vos droits sont suspendus")
    assert user.window.place.screen == "session"
    node.person_standing = None
    user.sign_in("modèle", site.PIN)
    user.wait_gone("vos droits sont suspendus")


def test_who_signs_out_leaves_nothing_of_themselves_above(user: KeyboardUser, node: FakeNode) -> None:
    node.person_standing = PersonStanding(
        (), (StandingView("rights", site.PEOPLE[0].rights, ("M. A",), site.NOW, ""),)
    )
    node.changed()
    user.wait_for("Ce droit ne vous appartient plus")
    user.sign_out()
    user.wait_gone("Ce droit ne vous appartient plus")
