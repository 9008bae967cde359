"""Pharmaceutical validation and the go-ahead of the day."""

from node.api.base import Command, Heads
from schema.acts.base import DoseRevision


class Validate(Command, frozen=True, kw_only=True):
    """Validate doses in the versions shown."""

    course: bytes
    items: tuple[DoseRevision, ...]
    mentions: tuple[str, ...] = ()
    pin: str
    based_on: Heads


class Hold(Command, frozen=True, kw_only=True):
    """Hold or refuse doses with a reason."""

    course: bytes
    items: tuple[DoseRevision, ...]
    refused: bool
    reason: str
    pin: str
    based_on: Heads


class GiveGoAhead(Command, frozen=True, kw_only=True):
    """Give the day's go-ahead."""

    course: bytes
    items: tuple[DoseRevision, ...]
    day: str
    pin: str
    based_on: Heads


class DeferGoAhead(Command, frozen=True, kw_only=True):
    """Withhold or withdraw it, with a reason."""

    course: bytes
    items: tuple[DoseRevision, ...]
    reason: str
    pin: str
    based_on: Heads
