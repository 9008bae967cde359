"""Release, rejection, destruction, recall."""

from node.api.base import Command, Heads
from schema.acts.base import Told


class Release(Command, frozen=True, kw_only=True):
    """Release a bag, or reject it with a reason."""

    course: bytes
    bag: bytes
    released: bool
    reason: str = ""
    pin: str
    based_on: Heads


class Destroy(Command, frozen=True, kw_only=True):
    """A bag was destroyed."""

    course: bytes
    bag: bytes
    reason: str
    told: Told
    pin: str


class Recall(Command, frozen=True, kw_only=True):
    """A bag must not be used."""

    course: bytes
    bag: bytes
    reason: str
    pin: str
    based_on: Heads
