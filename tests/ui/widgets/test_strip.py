"""Header and network: always there, each part with its evidence."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from node.api.site import GetStatus, Status
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import NOW, PEOPLE
from tests.ui.showing import THEME, dressed
from ui.format import Format
from ui.presenters.strip import Strip, strip
from ui.theme import LIGHT, Theme
from ui.widgets.strip import Header, Network

WORDS = Format("fr")


def now(**changes: object) -> Strip:
    node = FakeNode()
    node.person = PEOPLE[0]
    status = node.call(GetStatus())
    assert isinstance(status, Status)
    return strip(WORDS, msgspec.structs.replace(status, **changes), PEOPLE[0], NOW)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text() and label.isVisible()]


def test_the_header_says_who_and_leads_to_the_conflicts(qtbot: QtBot) -> None:
    done: list[str] = []
    header = Header(
        WORDS,
        lambda: done.append("search"),
        lambda: done.append("sign_out"),
        done.append,
    )
    dressed(qtbot, header, 1280, 44)
    header.draw(now(), THEME)
    assert {"Dr EXEMPLE Claire", "pharmacien"} <= set(texts(header))
    for button in header.findChildren(QPushButton):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sorted(done) == ["search", "settlement", "settlement", "sign_out"]
    done.clear()
    header.draw(now(alarms=0, conflicts=0, set_aside=2), THEME)
    for button in header.findChildren(QPushButton, "alert_set_aside"):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["aside"], "acts set aside have a list of their own; the inbox has few of them"
    header.draw(now(), THEME, compact=True)
    assert (header.search.text(), header.sign_out.text()) == ("Ctrl+K", "Ctrl+L")
    assert header.sign_out.accessibleName() == "Se déconnecter (Ctrl+L)"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("width", "zoom"), [(1280, 100), (1280, 200), (1440, 200)])
def test_alarms_are_never_cut(qtbot: QtBot, language: str, width: int, zoom: int) -> None:
    words, theme = Format(language), Theme(LIGHT, zoom)
    header = Header(words, lambda: None, lambda: None, lambda _: None)
    dressed(qtbot, header, width, 88, theme)
    status = FakeNode().call(GetStatus())
    assert isinstance(status, Status)
    status = msgspec.structs.replace(status, alarms=14, conflicts=20, set_aside=113)
    header.draw(strip(words, status, PEOPLE[0], NOW), theme, compact=zoom == 200)
    qtbot.wait(5)
    alerts = [one for one in header.findChildren(QPushButton) if one.objectName().startswith("alert_")]
    assert len(alerts) == 3
    for button in (*alerts, header.search, header.sign_out):
        assert button.width() >= button.sizeHint().width()
        assert button.mapTo(header, button.rect().topRight()).x() <= header.width()
    assert words.count("ui.count.set_aside", 113) in {one.accessibleName() for one in alerts}


def test_alarms_that_come_while_the_header_stands_are_not_cut_either(qtbot: QtBot) -> None:
    """They are fitted by what they need, before the event loop has shown them."""
    header = Header(Format("fr"), lambda: None, lambda: None, lambda _: None)
    dressed(qtbot, header, 1280, 44)
    header.draw(now(alarms=0, conflicts=0), THEME)
    qtbot.wait(5)
    header.draw(now(alarms=2, my_alarms=2, conflicts=12, my_conflicts=12), THEME)
    qtbot.wait(5)
    for button in header.findChildren(QPushButton):
        assert button.width() >= button.sizeHint().width(), button.text()


def test_the_network_names_every_peer_and_what_is_only_here(qtbot: QtBot) -> None:
    network = Network()
    dressed(qtbot, network, 1280, 60)
    network.draw(now(), THEME)
    qtbot.wait(5)
    said = " | ".join(texts(network))
    for part in ("PUI-2", "HDJ-1", "SERV-2", "3 actes sur ce poste uniquement", "sauvegarde", "témoin"):
        assert part in said
    network.draw(now(), THEME, compact=True)
    qtbot.wait(5)
    assert "3 ici seulement" in " | ".join(texts(network))


def test_a_narrow_network_wraps_instead_of_cutting(qtbot: QtBot) -> None:
    network = Network()
    dressed(qtbot, network, 420, 200)
    network.draw(now(), THEME)
    qtbot.wait(5)
    for label in network.findChildren(QLabel):
        if label.text():
            assert label.mapTo(network, label.rect().topRight()).x() <= network.width()
