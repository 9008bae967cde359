"""Pharmaceutical validation and the go-ahead of the day."""

from collections.abc import Mapping

from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from node.domain.go_ahead import decide_defer_go_ahead, decide_give_go_ahead
from node.domain.validation import decide_hold, decide_validate
from node.handlers.base import AnyHandler
from node.handlers.steps import step

HANDLERS: Mapping[type, AnyHandler] = {
    Validate: step(decide_validate),
    Hold: step(decide_hold),
    GiveGoAhead: step(decide_give_go_ahead),
    DeferGoAhead: step(decide_defer_go_ahead),
}
