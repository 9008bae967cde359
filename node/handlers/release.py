"""Release, rejection, destruction, recall."""

from collections.abc import Mapping

from node.api.release import Destroy, Recall, Release
from node.domain.release import decide_destroy, decide_recall, decide_release
from node.handlers.base import AnyHandler
from node.handlers.steps import step

HANDLERS: Mapping[type, AnyHandler] = {
    Release: step(decide_release),
    Destroy: step(decide_destroy),
    Recall: step(decide_recall),
}
