"""Somebody at a workstation: what arrives meanwhile is looked at, a refusal is not talked away."""

from __future__ import annotations

import pytest

from node.api.base import Answer, Command, PersonView, Recorded, Refused
from node.api.patient import SearchPatients
from node.api.session import SignedIn, SignIn
from node.client import Client, RefusedError
from ops.demo.person import LOOKS, SomebodySignedIn

NURSE = b"N" * 16
STALE, WRONG = Refused(code="screen.stale"), Refused(code="dose.stopped")
DONE = Recorded(acts=())
SIGNED_IN = SignedIn(
    session=b"S" * 16,
    person=PersonView(NURSE, "THÉORIQUE Garance", "nurse", ()),
    workstation="USC-1",
)


class Script(Client):
    """A node that answers from a list, then always the last."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = [SIGNED_IN, *answers]
        self.asked: list[Command] = []

    def call(self, command: Command, timeout: float | None = 120) -> Answer:  # noqa: ARG002  # the client's own
        self.asked.append(command)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Screen:
    """Counts how often somebody looked."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> Command:
        self.looks += 1
        return SearchPatients(text=str(self.looks))


def somebody(*answers: Answer) -> tuple[SomebodySignedIn, Script]:
    client = Script(*answers)
    return SomebodySignedIn(client, NURSE, "314159", lambda: 600_000), client


def test_who_sits_down_signs_in() -> None:
    _, client = somebody(DONE)
    assert client.asked == [SignIn(person=NURSE, pin="314159")]


def test_what_arrived_meanwhile_is_looked_at_before_deciding() -> None:
    person, client = somebody(STALE, STALE, DONE)
    screen = Screen()
    assert person.decide(screen) == DONE
    assert screen.looks == 3
    assert client.asked[1:] == [SearchPatients(text=str(look)) for look in (1, 2, 3)]


def test_a_screen_that_never_stands_still_is_given_up() -> None:
    person, _ = somebody(STALE)
    screen = Screen()
    with pytest.raises(RefusedError, match=r"screen\.stale"):
        person.decide(screen)
    assert screen.looks == LOOKS


def test_a_refusal_is_not_asked_again() -> None:
    person, _ = somebody(WRONG, DONE)
    screen = Screen()
    with pytest.raises(RefusedError, match=r"dose\.stopped"):
        person.decide(screen)
    assert screen.looks == 1


def test_an_answer_of_another_sort_is_a_defect() -> None:
    person, _ = somebody(SIGNED_IN)
    with pytest.raises(TypeError, match="SignedIn"):
        person.decide(Screen())


def test_what_is_told_from_paper_was_some_time_ago_and_estimated() -> None:
    person, _ = somebody(DONE)
    seen, written = person.told(), person.told("paper", minutes_ago=5)
    assert (seen.happened_at, seen.estimated, seen.source) == (600_000, False, "seen")
    assert (written.happened_at, written.estimated, written.source) == (300_000, True, "paper")
