"""Somebody before a window on a real station: replica, rules and journal are real, the clock stands still."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from node.client import Client
from node.endpoint import ClosedError, queue_pair
from tests.node.stations import Station
from tests.ui.keyboard import KeyboardUser
from ui.app import make_window
from ui.theme import LIGHT, Theme


@dataclass
class Seat:
    """Somebody before a window, and how they leave: only then may a test ask the station itself."""

    user: KeyboardUser
    leave: Callable[[], None]


@contextmanager
def seated(station: Station, qtbot: QtBot, patch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """A window on this station, served from another thread until they leave; a minute passes at each act."""
    window_end, node_end = queue_pair()

    def serve() -> None:
        unwatch = station.services.watch(node_end.send)
        try:
            while True:
                request = node_end.receive()
                station.clock.advance(minutes=1)
                node_end.send(station.services.handle_bytes(request))
        except ClosedError:
            unwatch()

    thread = threading.Thread(target=serve)
    thread.start()
    client = Client(window_end)
    patch.setattr("ui.app.now", station.clock.now_ms)
    window = make_window(client, "fr", Theme(LIGHT))
    qtbot.addWidget(window)
    window.resize(1280, 800)

    def leave() -> None:
        window.close()
        client.close()
        thread.join(timeout=10)

    yield Seat(KeyboardUser(window), leave)
    leave()
