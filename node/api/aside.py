"""Acts that are set aside: who made them, where, when, in which file, and why they do not count."""

from node.api.base import Answer, Command, Stamp
from schema.codec import Wire
from schema.transaction import ActRef, Bytes16, FileRef

MOST = 200
"""Acts shown at once, or a few more: those of one transaction stay together."""


class GetSetAside(Command, frozen=True, kw_only=True):
    """The acts set aside here, those that came last first."""

    before: int | None = None
    """`older` of the page before this one; nil: the first page."""
    language: str = "fr"


class SetAsideAct(Wire, frozen=True):
    """One act that counts for nothing, as things stand."""

    act: ActRef
    kind: str
    """`release.decided/1`; its words are `ui.kind.<kind without its version>`."""
    stamp: Stamp
    """Who it names as having done it; the person is empty where it names nobody."""
    file: FileRef
    about: str
    """What the file is about, in a few words; empty where that is not known here."""
    patient: Bytes16
    """Whose file it is; zeros where it is nobody's."""
    course: Bytes16
    """The course it belongs to; zeros where it belongs to none."""
    why: str
    """A code (`ops/protocol.md`, section 7); its words are `aside.<code>`."""


class SetAsideActs(Answer, frozen=True, kw_only=True):
    """Answer to `GetSetAside`."""

    total: int
    """Of all of them, as the strip counts them."""
    rows: tuple[SetAsideAct, ...]
    older: int | None
    """`before` of the next page; nil when this one is the last."""
