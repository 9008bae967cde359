"""Who is signed in: keys in memory only, PINs typed again, tries that slow down, sessions nobody uses."""

from __future__ import annotations

import pytest

from node import pins
from node.api.base import Refused
from node.api.people import RemovePerson, SuspendPerson
from node.argon import KEY_BYTES, Cost
from node.bundle_errors import WrongSiteKeyError
from node.domain.decision import Decided, Draft, Refusal
from node.domain.rights import KEEPING
from node.recovery import derive_keys
from node.sessions import NOBODY, Session, Sessions
from schema.acts.patient import PatientNoted
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.journal import public_key
from tests.node.stations import PIN, Randomness, Station

WRONG = "271829"


@pytest.fixture
def sessions(site: Station) -> Sessions:
    return Sessions(site.replica, site.desk.vault.site_pepper, Randomness(5))


def now(site: Station) -> int:
    return site.clock.now_ms()


def unlocked(sessions: Sessions, site: Station, person: str = "nurse") -> Session:
    session = sessions.unlock(site.people[person], PIN, now(site))
    assert isinstance(session, Session), session
    return session


def code(answer: Session | Refusal | None) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_the_pin_opens_the_person_s_own_key(sessions: Sessions, site: Station) -> None:
    session = unlocked(sessions, site)
    keys = site.desk.members.people[site.people["nurse"]].keys
    assert keys[session.key] == public_key(session.seed)
    assert sessions.get(session.id) == session


def test_two_sessions_of_one_person_are_apart(sessions: Sessions, site: Station) -> None:
    one, two = unlocked(sessions, site), unlocked(sessions, site)
    sessions.close(one.id)
    assert sessions.get(one.id) is None
    assert sessions.get(two.id) == two
    sessions.close(one.id)  # once more: nothing happens


def test_no_session_is_nobody(sessions: Sessions) -> None:
    assert sessions.get(None) is None
    assert sessions.get(bytes(16)) is None


def test_a_session_shows_nothing_of_itself(sessions: Sessions, site: Station) -> None:
    session = unlocked(sessions, site)
    assert repr(session) == str(session) == "Session(…)"


def test_only_the_same_pin_is_the_pin(sessions: Sessions, site: Station) -> None:
    session = unlocked(sessions, site)
    assert session.pin_is(PIN)
    assert not session.pin_is(WRONG)
    assert not session.pin_is("")


def test_nobody_else_s_pin_and_nobody_unknown(sessions: Sessions, site: Station) -> None:
    assert code(sessions.unlock(site.people["nurse"], WRONG, now(site))) == "session.wrong_pin"
    assert code(sessions.unlock(bytes(16), PIN, now(site))) == "session.wrong_pin"


def test_without_the_pin_nobody_learns_who_is_known_or_suspended(
    sessions: Sessions, site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by a word nor by the time it takes: a key is derived for each, and each counts as a try."""
    nurse = site.people["nurse"]
    site.do("administrator", SuspendPerson(person=nurse, reason="absente", pin=PIN))
    derived: list[bytes] = []

    def stretch(_secret: bytes, salt: bytes, _cost: Cost) -> bytes:
        derived.append(salt)
        return bytes(KEY_BYTES)

    with monkeypatch.context() as patched:
        patched.setattr(pins, "stretch", stretch)
        for person in (bytes(16), nurse, site.people["pharmacist"]):
            assert code(sessions.unlock(person, WRONG, now(site))) == "session.wrong_pin"
    assert len(derived) == len(set(derived)) == 3
    assert _until_slowed(sessions, site, bytes(16)) < 3, "those three counted"
    site.clock.advance(hours=1)
    assert code(sessions.unlock(nurse, PIN, now(site))) == "session.suspended"


def _until_slowed(sessions: Sessions, site: Station, person: Id) -> int:
    for tries in range(1, 30):
        answer = sessions.unlock(person, WRONG, now(site))
        if code(answer) == "session.wait":
            assert isinstance(answer, Refusal)
            assert int(answer.values["seconds"]) > 0
            return tries
    raise AssertionError("guessing is not slowed down")


def test_guessing_slows_down_for_everybody_here_and_a_right_pin_forgives(
    sessions: Sessions, site: Station
) -> None:
    tries = _until_slowed(sessions, site, site.people["nurse"])
    assert code(sessions.unlock(site.people["pharmacist"], PIN, now(site))) == "session.wait"
    # What was counted outlasts the node.
    again = Sessions(site.replica, site.desk.vault.site_pepper, Randomness(6))
    assert code(again.unlock(site.people["nurse"], PIN, now(site))) == "session.wait"
    site.clock.advance(hours=1)
    unlocked(again, site)
    assert _until_slowed(again, site, site.people["nurse"]) == tries


def test_a_wrong_pin_at_a_signature_counts_as_one_at_the_door(sessions: Sessions, site: Station) -> None:
    session = unlocked(sessions, site)
    assert sessions.check_pin(session, PIN, now(site)) is None
    # A PIN that was not typed is no guess.
    for _ in range(30):
        assert code(sessions.check_pin(session, None, now(site))) == "session.wrong_pin"
    assert sessions.check_pin(session, PIN, now(site)) is None
    answers = [code(sessions.check_pin(session, WRONG, now(site))) for _ in range(30)]
    assert answers[0] == "session.wrong_pin"
    assert answers[-1] == "session.wait"
    assert code(sessions.check_pin(session, PIN, now(site))) == "session.wait"
    assert code(sessions.unlock(site.people["pharmacist"], PIN, now(site))) == "session.wait"


def test_a_session_is_idle_when_nobody_asks_anything_new(sessions: Sessions, site: Station) -> None:
    session = unlocked(sessions, site)
    sessions.used(session, "first", 10)
    assert sessions.idle(9) == ()
    assert sessions.idle(10) == (session,)
    # The screen refreshes itself: nobody sits there for that.
    sessions.used(session, "first", 20)
    assert sessions.idle(10) == (session,)
    sessions.used(session, "second", 30)
    assert sessions.idle(29) == ()
    # Whoever does something sits there, also twice the same.
    sessions.used(session, None, 40)
    sessions.used(session, None, 50)
    assert sessions.idle(49) == ()


def test_a_closed_session_is_not_idle_but_gone(sessions: Sessions, site: Station) -> None:
    session = unlocked(sessions, site)
    sessions.used(session, None, 10)
    sessions.close(session.id)
    assert sessions.idle(100) == ()


def test_somebody_whose_key_is_not_on_this_workstation_is_told_so(sessions: Sessions, site: Station) -> None:
    with site.replica.writing():
        site.replica.connection.do("DELETE FROM records")
    assert code(sessions.unlock(site.people["nurse"], PIN, now(site))) == "session.no_key_here"


def test_of_whom_no_list_names_any_more_nothing_is_told_without_their_pin(
    sessions: Sessions, site: Station
) -> None:
    """Removed, and with or without a key here: like somebody who never was."""
    nurse = site.people["nurse"]
    proposed = site.do("administrator", RemovePerson(person=nurse, reason="partie", pin=PIN))
    site.agree(proposed)
    assert code(sessions.unlock(nurse, WRONG, now(site))) == "session.wrong_pin"
    assert code(sessions.unlock(nurse, PIN, now(site))) == "session.removed"
    with site.replica.writing():
        site.replica.connection.do("DELETE FROM records")
        site.replica.connection.do("DELETE FROM local WHERE name LIKE 'wrap.opened.%'")
    assert code(sessions.unlock(nurse, PIN, now(site))) == "session.wrong_pin"


def test_another_sites_recovery_key_opens_no_session(sessions: Sessions) -> None:
    with pytest.raises(WrongSiteKeyError):
        sessions.by_recovery(derive_keys(bytes(32)))


def test_the_recovery_key_signs_nothing_clinical(site: Station) -> None:
    seed = bytes(32)
    session = Session(bytes(16), NOBODY, bytes(16), seed, b"", b"", recovery=True)
    assert session.actor is None
    assert site.desk.who(session).rights == KEEPING
    note = Draft(FileRef(FileType.PATIENT, bytes(16)), PatientNoted("une note"))
    answer = site.desk.record(Decided((note,)), session)
    assert isinstance(answer, Refused)
    assert answer.code == "recovery.membership_only"
