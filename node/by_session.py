"""What somebody decided as the acts of their session; that they sit here, and sit here no more."""

from collections.abc import Sequence

from node.domain.decision import Draft
from node.sessions import Session
from schema.acts.session import SessionClosed, SessionOpened
from schema.codec import encode
from schema.transaction import FileRef, FileType
from sync.journal import NewAct, signer


def acts_of(drafts: Sequence[Draft], session: Session) -> list[NewAct]:
    """Theirs, signed where the kind is a signature; the others name the session."""
    sign = signer(session.seed)
    return [
        NewAct(
            kind=draft.kind.name,
            critical=draft.kind.critical,
            cls=int(draft.kind.cls),
            right=draft.kind.right,
            actor=session.actor,
            by=session.key if draft.kind.signed else session.id,
            file=draft.file,
            body=encode(draft.body),
            mentions=draft.mentions,
            based_on=draft.based_on,
            signer=sign if draft.kind.signed else None,
        )
        for draft in drafts
    ]


def file_of(session: Session) -> FileRef:
    """The file of two acts that a session is."""
    return FileRef(FileType.SESSION, session.id)


def opening(session: Session) -> Draft:
    """That somebody sits here."""
    return Draft(file_of(session), SessionOpened(session.id, session.person, session.key))


def closing(session: Session, reason: str) -> Draft:
    """That they sit here no more, and why."""
    return Draft(file_of(session), SessionClosed(session.id, reason))
