"""A window on a fictive node, and somebody without a mouse in front of it.

What protects people on real nodes is cheap to guess here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.cheap import cheap_secrets
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import NOW
from tests.ui.keyboard import KeyboardUser
from ui.app import make_window
from ui.theme import LIGHT, Theme
from ui.window import Window

__all__ = ["cheap_secrets"]


@pytest.fixture
def node() -> FakeNode:
    """The fictive hospital's node."""
    return FakeNode()


@pytest.fixture
def window(node: FakeNode, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """Shown, with the keyboard; nobody has signed in."""
    monkeypatch.setattr("ui.app.now", lambda: NOW)
    window = make_window(node, "fr", Theme(LIGHT))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()


@pytest.fixture
def user(window: Window) -> KeyboardUser:
    """In front of it."""
    return KeyboardUser(window)
