"""The conflict inbox, and derogations by two people: asked, listed, agreed."""

from collections.abc import Collection

from node.api.base import Answer, Command, Heads, Stamp
from node.api.course import ConflictView
from schema.codec import Wire
from schema.transaction import ActRef, Bytes16, FileRef


def asks(
    wanted: Collection[str], heard: Collection[Bytes16], person: Bytes16 | None, rights: Collection[str]
) -> bool:
    """Whether a conflict that waits for these rights waits for somebody who has those.

    Who was heard is asked once more when the one right that is still wanted has become theirs; whoever was
    heard for both is no pair alone.
    """
    return not set(wanted).isdisjoint(rights) and (person not in heard or len(wanted) == 1)


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
    """Settle a conflict with one of its choices, on the file that it hangs on."""

    file: FileRef
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


class ListDerogations(Command, frozen=True, kw_only=True):
    """Derogations asked and not agreed, of doses and bags still in the version they were asked for."""


class DerogationView(Wire, frozen=True):
    """One derogation that waits for its second person."""

    asked: ActRef
    course: Bytes16
    patient: Bytes16
    patient_name: str
    dose: Bytes16
    substance: str
    number: str
    """The bag it is asked for, or empty when it is the dose."""
    rule: str
    """The hard stop to pass (text `derogation.<rule>`)."""
    reason: str
    stamp: Stamp
    mine: bool
    """Whether who asks now may agree: the right, and not the person who asked."""


class Derogations(Answer, frozen=True, kw_only=True):
    """Answer to `ListDerogations`, the oldest first."""

    rows: tuple[DerogationView, ...]
