"""Date and time: what the workstation says is confirmed, or corrected by a watch."""

from __future__ import annotations

import pytest

from node.api.clock import ConfirmClock
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import HOUR, NOW
from ui.format import Format
from ui.presenters.clock import Clock, asking
from ui.presenters.desk import Place


def screen() -> Screen:
    node = FakeNode()
    node.doubt = "alone"
    return Screen(Clock, Place("clock"), FakeDesk(node))


def sent(at: Screen) -> int:
    (found,) = (command for command in at.node.calls if isinstance(command, ConfirmClock))
    return found.at


def test_what_it_says_and_why_it_asks() -> None:
    at = screen()
    assert "démarrer seul" in at.notices()
    assert not at.action("correct_clock").enabled


def test_the_watch_says_the_same() -> None:
    at = screen()
    at.presenter.act("confirm_clock")
    assert sent(at) == NOW
    assert "15:05" in at.desk.told[0].title
    assert at.desk.places == [Place("back")]


def test_the_watch_says_otherwise_and_the_window_goes_by_it() -> None:
    at = screen()
    at.fill(day="21/11/2026", time="1705")
    assert at.field("time").echo == "17:05"
    at.presenter.act("correct_clock")
    assert sent(at) == NOW + 2 * HOUR
    assert at.desk.now() == NOW + 2 * HOUR


@pytest.mark.parametrize(("typed", "asked"), [({}, "day"), ({"day": "21/11/2026", "time": "99"}, "time")])
def test_what_cannot_be_read_is_not_sent(typed: dict[str, str], asked: str) -> None:
    at = screen()
    at.fill(**typed)
    at.presenter.act("correct_clock")
    assert at.view.focused == asked
    assert not at.calls(ConfirmClock)


def test_once_confirmed_it_says_so() -> None:
    at = Screen(Clock, Place("clock"), FakeDesk())
    assert at.page.subtitle == "l’heure de ce poste est confirmée"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("doubt", ["alone", "behind", "peers", "unheard"])
def test_the_dialog_says_why_and_leads_there(language: str, doubt: str) -> None:
    opened: list[str] = []
    asked = asking(Format(language), doubt, NOW, lambda: opened.append("clock"))
    assert "clock." not in asked.consequence
    assert "15:05" in asked.lines[0]
    asked.done("")
    assert opened == ["clock"]
