"""Signing in and out: what ties unsigned acts to a person."""

from schema.acts.base import Kind
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, FileType


class SessionOpened(Wire):
    """A person signed in on the workstation that owns this journal, with this key."""

    session: Bytes16
    person: Bytes16
    key: Bytes16


class SessionClosed(Wire):
    """The session ended; unsigned acts after this cannot name it."""

    session: Bytes16
    reason: str


KINDS = (
    Kind("session.opened/1", SessionOpened, FileType.SESSION, ActClass.NOTE, "", signed=True, critical=False),
    Kind(
        "session.closed/1", SessionClosed, FileType.SESSION, ActClass.NOTE, "", signed=False, critical=False
    ),
)
