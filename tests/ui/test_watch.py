"""Changes lead to one look once the last question was answered; evidence comes with each look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from node.api.patient import NotePatient
from node.api.site import Status
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import PEOPLE
from ui.calls import Calls
from ui.watch import REFRESH_AFTER_MS, REFRESH_AT_MOST_AFTER_MS, Watch


@dataclass
class Seen:
    """What a window was told."""

    node: FakeNode
    watch: Watch
    calls: Calls
    looks: list[int] = field(default_factory=list)
    told: list[Status | None] = field(default_factory=list)


@pytest.fixture
def seen(qapp: QApplication) -> Iterator[Seen]:
    node, parent = FakeNode(), QObject(qapp)
    calls = Calls(node)
    looks: list[int] = []
    told: list[Status | None] = []
    watch = Watch(parent, calls, lambda: looks.append(len(told)), told.append)
    yield Seen(node, watch, calls, looks, told)
    watch.stop()
    calls.close()


def test_evidence_is_told_and_its_absence_too(qtbot: QtBot, seen: Seen) -> None:
    seen.watch.ask()
    qtbot.waitUntil(lambda: len(seen.told) == 1)
    assert isinstance(seen.told[0], Status)
    seen.node.fail = OSError("gone")
    seen.watch.ask()
    qtbot.waitUntil(lambda: len(seen.told) == 2)
    assert seen.told[1] is None


def test_many_changes_are_one_look_with_its_evidence(qtbot: QtBot, seen: Seen) -> None:
    for _ in range(50):
        seen.node.changed()
    qtbot.waitUntil(lambda: len(seen.told) == 1)
    assert seen.looks == [0]
    seen.node.changed()
    qtbot.waitUntil(lambda: len(seen.told) == 2)
    assert seen.looks == [0, 1]


def test_only_a_look_says_how_often_to_look(qtbot: QtBot, seen: Seen) -> None:
    """Evidence asked for every few seconds is no look: while much arrives it must not hasten them."""
    slow = 2 * REFRESH_AFTER_MS
    seen.watch._again.setInterval(slow)
    seen.watch.ask()
    qtbot.waitUntil(lambda: len(seen.told) == 1)
    assert seen.watch._again.interval() == slow
    seen.watch._again.setInterval(REFRESH_AT_MOST_AFTER_MS + 1)
    seen.watch._look_again()
    qtbot.waitUntil(lambda: len(seen.told) == 2)
    assert REFRESH_AFTER_MS <= seen.watch._again.interval() <= REFRESH_AT_MOST_AFTER_MS


def test_what_is_recorded_here_is_told_at_once(qtbot: QtBot, seen: Seen) -> None:
    """However long looks take while much arrives from elsewhere."""
    seen.watch._again.setInterval(60_000)
    seen.node.person = PEOPLE[0]
    note = NotePatient(patient=seen.node.courses[0].patient.id, text="vu")
    seen.calls.ask(note, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: len(seen.told) == 1)
    assert seen.looks == []


def test_stopped_it_looks_no_more(qtbot: QtBot, seen: Seen) -> None:
    seen.node.changed()
    qtbot.wait(1)
    seen.watch.stop()
    qtbot.wait(200)
    assert seen.looks == []
