"""Following a carry from the command line."""

from __future__ import annotations

from typing import cast

import pytest

from node.api.base import Answer, Command, Refused
from node.api.carry import CarryIn, CarryState, GetCarry
from node.client import Client, RefusedError
from ops.cli import carrying
from ops.cli.carrying import carry
from tests.ops.cli.scene import Heard


class Scripted:
    """A node whose carry goes on by a step each time it is asked."""

    def __init__(self, *states: CarryState) -> None:
        self.states = list(states)
        self.asked: list[Command] = []

    def ask(self, command: Command, expected: type[Answer]) -> Answer:
        assert expected is CarryState
        self.asked.append(command)
        return self.states.pop(0)


def test_it_is_followed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "LOOK_SECONDS", 0)
    running = CarryState(number=1, what="in", running=True)
    end = CarryState(number=1, what="in", done=4, total=4)
    node = Scripted(running, CarryState(number=1, what="in", running=True, done=2, total=4), end)
    command = CarryIn(file="x")
    assert carry(cast("Client", node), command, Heard()) == end
    assert node.asked == [command, GetCarry(), GetCarry()]


def test_an_end_that_is_a_refusal_is_one() -> None:
    node = Scripted(CarryState(number=1, what="in", refused=Refused(code="carry.nobody")))
    with pytest.raises(RefusedError) as refused:
        carry(cast("Client", node), CarryIn(file="x"), Heard())
    assert refused.value.refused.code == "carry.nobody"
