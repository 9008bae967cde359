"""The conflict inbox, and derogations by two people."""

from node.api.base import Answer, Command, Heads
from node.api.course import ConflictView
from schema.transaction import ActRef


class ListConflicts(Command, frozen=True, kw_only=True):
    """Open conflicts; `mine` keeps those my rights may settle."""

    mine: bool = True
    settled: bool = False
    language: str = "fr"
    """Of the values in `SideView.summary`."""


class Conflicts(Answer, frozen=True, kw_only=True):
    """Answer to `ListConflicts`."""

    rows: tuple[ConflictView, ...]


class Settle(Command, frozen=True, kw_only=True):
    """Settle a conflict with one of its choices."""

    course: bytes
    rule: str
    subject: bytes
    heads: Heads
    choice: str
    keep: bytes | None = None
    reason: str
    pin: str
    based_on: Heads


class AskDerogation(Command, frozen=True, kw_only=True):
    """A prescriber asks to pass a hard stop for one dose or bag in one version."""

    course: bytes
    subject: bytes
    rule: str
    revision: ActRef
    reason: str
    pin: str
    based_on: Heads


class AgreeDerogation(Command, frozen=True, kw_only=True):
    """A pharmacist agrees."""

    course: bytes
    asked: ActRef
    pin: str
    based_on: Heads
