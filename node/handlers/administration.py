"""Given, or not given and why."""

from collections.abc import Mapping

from node.api.administration import Give, NotGive
from node.domain.administration import decide_give, decide_not_give
from node.handlers.base import AnyHandler
from node.handlers.steps import step

HANDLERS: Mapping[type, AnyHandler] = {
    Give: step(decide_give),
    NotGive: step(decide_not_give),
}
