"""What somebody decided is theirs in every header; their session is a file of two acts."""

from __future__ import annotations

from node.by_session import acts_of, closing, file_of, opening
from node.domain.decision import Draft
from node.sessions import Session
from schema.acts.patient import PatientNoted
from schema.acts.session import SessionClosed, SessionOpened
from schema.codec import encode
from schema.transaction import FileRef, FileType

SESSION = Session(b"s" * 16, b"p" * 16, b"k" * 16, b"e" * 32, b"", b"")
NOTE = Draft(FileRef(FileType.PATIENT, b"f" * 16), PatientNoted("RAS"))


def test_a_signature_is_their_key_s_and_all_else_their_session_s() -> None:
    signed, noted = acts_of((opening(SESSION), NOTE), SESSION)
    assert (signed.by, signed.signer is not None) == (SESSION.key, True)
    assert (noted.by, noted.signer) == (SESSION.id, None)
    assert {signed.actor, noted.actor} == {SESSION.person}
    assert (noted.file, noted.body) == (NOTE.file, encode(NOTE.body))


def test_a_session_begins_and_ends_in_its_own_file() -> None:
    begins, ends = opening(SESSION), closing(SESSION, "idle")
    assert begins.file == ends.file == file_of(SESSION)
    assert begins.body == SessionOpened(SESSION.id, SESSION.person, SESSION.key)
    assert ends.body == SessionClosed(SESSION.id, "idle")
