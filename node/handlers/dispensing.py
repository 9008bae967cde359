"""Handed over to the ward, received there, brought back."""

from collections.abc import Mapping

from node.api.dispensing import Dispense, Receive, Return
from node.domain.dispensing import decide_dispense, decide_receive, decide_return
from node.handlers.base import AnyHandler
from node.handlers.steps import step

HANDLERS: Mapping[type, AnyHandler] = {
    Dispense: step(decide_dispense),
    Receive: step(decide_receive),
    Return: step(decide_return),
}
