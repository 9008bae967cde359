"""A hostile workstation acts for whoever is signed in on it, within their rights, and for nobody else."""

from __future__ import annotations

from functools import partial

from node.store.files import reopen
from schema.acts.administration import DoseGiven
from schema.acts.base import Told
from schema.acts.patient import PatientNoted
from schema.acts.release import ReleaseDecided
from schema.acts.session import SessionClosed, SessionOpened
from schema.ids import Id
from sync.journal import NewAct
from sync.membership import recovery_key_id
from tests.crash.attempts import attempt, goes_on, journals, together
from tests.crash.hostile import intact
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Station, exchange

OWN_SEED = b"\x11" * 32
SECRET = b"\x33" * 32


def test_acts_in_the_name_of_people(stations: Three) -> None:
    one, other, hostile, patient = together(stations, "nurse")
    signed = circuit.include(one, patient, "mFOLFOX6")
    exchange(one, other)
    exchange(one, hostile.station)
    nurse, people = hostile.stolen("nurse"), one.people
    pharmacist, prescriber = people["pharmacist"], people["prescriber"]
    elsewhere = one.desk.sessions.get(one.session("pharmacist"))
    assert elsewhere is not None
    note = PatientNoted("inventé")
    release = ReleaseDecided(b"\x01" * 16, True, "")
    given = DoseGiven(b"\x01" * 16, b"\x02" * 16, patient, Told(1, False, None, "seen"), "")
    theirs = _signed_act_of(one, prescriber)
    key = elsewhere.key
    recovery = one.desk.members.founded
    assert recovery is not None
    made = hostile.act
    attempts: dict[str, tuple[NewAct, str]] = {
        "an unsigned act of the person signed in here": (made(note, patient, nurse), ""),
        "a signed one": (made(given, signed, nurse), ""),
        "beyond their rights": (made(release, signed, nurse), "beyond_rights"),
        "a right that nobody has": (made(note, patient, nurse, right="everything"), "beyond_rights"),
        "a lesser right than the kind takes": (made(release, signed, nurse, right="note"), ""),
        "no right at all": (made(release, signed, nurse, right=""), ""),
        "unsigned where a signature is due": (made(given, signed, nurse, signed=False), ""),
        "another class": (made(given, signed, nurse, cls=4), ""),
        "said to be harmless": (made(given, signed, nurse, critical=False), ""),
        "somebody who never signed in here": (made(note, patient, nurse, actor=pharmacist), "no_session"),
        "in the session of another journal": (
            made(note, patient, nurse, actor=pharmacist, by=elsewhere.id),
            "no_session",
        ),
        "in no session": (made(note, patient, nurse, by=None), "no_session"),
        "in a session that nobody opened": (made(note, patient, nurse, by=b"\x0a" * 16), "no_session"),
        "another's key, signed with the wrong one": (
            made(release, signed, nurse, actor=pharmacist, by=key),
            "bad_signature",
        ),
        "one's own key in another's name": (made(release, signed, nurse, actor=pharmacist), "unknown_key"),
        "a key of its own": (
            made(release, signed, nurse, actor=pharmacist, by=b"\x0b" * 16, signer_seed=OWN_SEED),
            "unknown_key",
        ),
        "a signature from elsewhere": (theirs, "bad_signature"),
        "nobody": (made(note, patient), "nobody"),
        "the recovery key": (
            made(release, signed, nurse, actor=None, by=recovery_key_id(recovery.recovery_key)),
            "nobody",
        ),
        "signing in for another, with the wrong key": (
            made(SessionOpened(SECRET[:16], pharmacist, key), SECRET[:16], nurse, actor=pharmacist, by=key),
            "bad_signature",
        ),
        "signing in for another, unsigned": (
            made(
                SessionOpened(SECRET[:16], pharmacist, key),
                SECRET[:16],
                nurse,
                actor=pharmacist,
                signed=False,
            ),
            "no_session",
        ),
        "in that session": (made(note, patient, nurse, actor=pharmacist, by=SECRET[:16]), "no_session"),
        "the same session as elsewhere, in one's own name": (
            made(SessionOpened(elsewhere.id, nurse.person, nurse.key), elsewhere.id, nurse),
            "",
        ),
        "closing the session of another journal": (
            made(SessionClosed(elsewhere.id, "idle"), elsewhere.id, nurse),
            "",
        ),
        "in another's session after that": (
            made(note, patient, nurse, actor=pharmacist, by=elsewhere.id),
            "no_session",
        ),
        "closing one's own": (made(SessionClosed(nurse.id, "idle"), nurse.id, nurse), ""),
        "in a closed session": (made(note, patient, nurse), "no_session"),
    }
    before = intact(one, journals(one, other))
    shown = circuit.look(one, signed)
    for name, (act, expected) in attempts.items():
        assert attempt(one, other, hostile, [act]) == expected, name
    # What is signed with a key and what its kind does not want so has no effect: an anomaly of its file.
    after = circuit.look(one, signed)
    assert [dose.state for dose in after.doses] == [dose.state for dose in shown.doses]
    # The pharmacist's own session, closed by the other one in its own journal, goes on.
    assert elsewhere is one.desk.sessions.get(one.session("pharmacist"))
    goes_on(one, other, patient, before)


def _already(signature: bytes, _message: bytes) -> bytes:
    return signature


def _signed_act_of(station: Station, person: Id) -> NewAct:
    """An act that this person signed, with its signature, to be put elsewhere."""
    for row in station.replica.chain.everything():
        transaction, core = reopen(row.data)
        for header, body in zip(core.headers, transaction.bodies, strict=True):
            if header.actor == person and body is not None and body.signature and not row.membership:
                signature = body.signature
                return NewAct(
                    kind=header.kind,
                    critical=header.critical,
                    cls=header.cls,
                    right=header.right,
                    actor=header.actor,
                    by=header.by,
                    file=header.file,
                    body=body.body,
                    mentions=header.mentions,
                    based_on=header.based_on,
                    salt=body.salt,
                    signer=partial(_already, signature),
                )
    raise AssertionError("nothing signed")


def test_one_act_beyond_rights_among_sixty_four_sets_all_aside(stations: Three) -> None:
    one, other, hostile, patient = together(stations, "nurse")
    nurse = hostile.stolen("nurse")
    good = [hostile.act(PatientNoted(f"note {n}"), patient, nurse) for n in range(63)]
    bad = hostile.act(ReleaseDecided(b"\x01" * 16, True, ""), patient, nurse)
    before = intact(one, journals(one, other))
    assert attempt(one, other, hostile, [*good, bad]) == "beyond_rights"
    assert circuit.record(one, patient).notes == ()
    assert attempt(one, other, hostile, good) == ""
    goes_on(one, other, patient, before)
