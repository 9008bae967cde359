"""Given, not given and why, or begun and interrupted."""

from collections.abc import Mapping

from node.api.administration import Give, Interrupt, NotGive
from node.domain.administration import decide_give, decide_interrupt, decide_not_give
from node.handlers.base import AnyHandler
from node.handlers.steps import step

HANDLERS: Mapping[type, AnyHandler] = {
    Give: step(decide_give),
    NotGive: step(decide_not_give),
    Interrupt: step(decide_interrupt),
}
