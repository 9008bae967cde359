"""Signing in and out: what ties unsigned acts to a person."""

from schema.acts.base import Kind
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, FileType


class SessionOpened(Wire, frozen=True):
    """A person signed in on the workstation that owns this journal, with this key."""

    session: Bytes16
    person: Bytes16
    key: Bytes16


class SessionClosed(Wire, frozen=True):
    """The session ended; unsigned acts after this cannot name it."""

    session: Bytes16
    reason: str


_N = ActClass.NOTE
KINDS = (
    Kind("session.opened/1", SessionOpened, FileType.SESSION, _N, "", signed=True, critical=False),
    Kind("session.closed/1", SessionClosed, FileType.SESSION, _N, "", signed=False, critical=False),
)
