"""A hostile workstation acts for whoever is signed in on it, within their rights, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from msgspec.structs import replace

from node.api.base import Recorded
from node.api.site import GetStatus, Status
from node.api.workstations import ResumeWorkstation
from node.store.files import reopen
from node.store.verify import verify
from schema.acts.administration import DoseGiven
from schema.acts.agreement import MembershipAgreed
from schema.acts.base import Told
from schema.acts.membership import (
    JournalOpened,
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    SiteFounded,
    SwitchedRule,
    WorkstationEnrolled,
    WorkstationInvited,
    WorkstationRemoved,
)
from schema.acts.patient import PatientNoted
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonRemovalProposed,
)
from schema.acts.release import ReleaseDecided
from schema.acts.session import SessionClosed, SessionOpened
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
)
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, Tip, journal_id
from sync.journal import NewAct, public_key
from sync.membership import CLINICAL, MEMBERSHIP, recovery_key_id
from tests.crash.hostile import Hostile, intact, meet, tell, verdict
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, Station, exchange

OWN_SEED = b"\x11" * 32
SECRET = b"\x33" * 32


def together(stations: Three, person: str) -> tuple[Station, Station, Hostile]:
    """Two honest ones and one on which this person is signed in; all hold the same."""
    one, other, third = stations
    Hostile(third).stolen(person)
    for each in (one, other):
        each.session("pharmacist")
    exchange(one, third)
    exchange(one, other)
    exchange(other, third)
    return one, other, Hostile(third)


def attempt(
    one: Station, other: Station, hostile: Hostile, acts: list[NewAct], scope: str = CLINICAL
) -> str | None:
    """What both honest ones make of it: why it is set aside, or empty."""
    # A journal counts from where its author can know that it was announced.
    written = hostile.forge(acts, scope=scope, saw=() if hostile.heads[scope].seq else hostile.saw(scope))
    hostile.stands(written, scope)
    for station in (one, other):
        outcome = tell(station, written.data)
        assert (outcome.new, outcome.evidence) == (1, ()), outcome
    assert verdict(one, written) == verdict(other, written)
    return verdict(one, written)


def ends_well(
    one: Station,
    other: Station,
    patient: Id,
    before: Mapping[tuple[Id, int], tuple[bytes, str]],
    journals: list[Id],
) -> None:
    """Both hold the same, nothing of others has changed, and work goes on."""
    meet(one, other)
    for station in (one, other):
        assert before.items() <= intact(station, journals).items()
        assert verify(station.replica).ok
    circuit.measure(one, patient, "weight", "70")
    circuit.measure(other, patient, "height", "170")
    meet(one, other)
    assert {each.what for each in circuit.record(one, patient).measurements} == {"weight", "height"}


def test_acts_in_the_name_of_people(stations: Three) -> None:
    one, other, hostile = together(stations, "nurse")
    patient = circuit.create(one)
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
    journals = [one.desk.journal(), other.desk.journal()]
    before = intact(one, journals)
    shown = circuit.look(one, signed)
    for name, (act, expected) in attempts.items():
        assert attempt(one, other, hostile, [act]) == expected, name
    # What is signed with a key and what its kind does not want so has no effect: an anomaly of its file.
    after = circuit.look(one, signed)
    assert [dose.state for dose in after.doses] == [dose.state for dose in shown.doses]
    # The pharmacist's own session, closed by the other one in its own journal, goes on.
    assert elsewhere is one.desk.sessions.get(one.session("pharmacist"))
    ends_well(one, other, patient, before, journals)


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
    one, other, hostile = together(stations, "nurse")
    patient = circuit.create(one)
    exchange(one, other)
    exchange(one, hostile.station)
    nurse = hostile.stolen("nurse")
    good = [hostile.act(PatientNoted(f"note {n}"), patient, nurse) for n in range(63)]
    bad = hostile.act(ReleaseDecided(b"\x01" * 16, True, ""), patient, nurse)
    journals = [one.desk.journal(), other.desk.journal()]
    before = intact(one, journals)
    assert attempt(one, other, hostile, [*good, bad]) == "beyond_rights"
    assert circuit.record(one, patient).notes == ()
    assert attempt(one, other, hostile, good) == ""
    ends_well(one, other, patient, before, journals)


Make = Callable[[Hostile, Station], tuple[Wire, Id]]


def _clone(invitation: Id | None = None) -> WorkstationEnrolled:
    return WorkstationEnrolled(
        b"\x0c" * 16, "Clone", "nulle part", public_key(OWN_SEED), b"\x30" * 64, "age1fictif", invitation
    )


def _journal(
    hostile: Hostile, workstation: Id, seed: bytes = OWN_SEED, scope: str = CLINICAL
) -> JournalOpened:
    site, key = hostile.station.replica.site, public_key(seed)
    return JournalOpened(journal_id(site, key, SECRET), workstation, scope, key, SECRET, None)


def _tip(station: Station) -> Tip:
    head = station.replica.chain.head(station.desk.journal())
    return Tip(station.desk.journal(), head.seq, head.hash)


def _founding(station: Station) -> SiteFounded:
    founded = station.desk.members.founded
    assert founded is not None
    return founded


OF_MEMBERSHIP: dict[str, tuple[Make, str, str]] = {
    "enrols its clone": (lambda _h, _s: (_clone(), b"\x0c" * 16), "beyond_rights", ""),
    "invites its clone": (
        lambda _h, s: (WorkstationInvited(b"\x0d" * 16, "Clone", "là", SECRET), s.replica.site),
        "beyond_rights",
        "",
    ),
    "announces a journal in another's name": (
        lambda h, s: (_journal(h, s.desk.vault.workstation), s.desk.vault.workstation),
        "foreign_journal",
        "foreign_journal",
    ),
    "announces a journal of nobody": (
        lambda h, _s: (_journal(h, b"\x0e" * 16), b"\x0e" * 16),
        "foreign_journal",
        "foreign_journal",
    ),
    "enrols somebody": (
        lambda _h, _s: (PersonEnrolled(b"\x0f" * 16, "Fictif", "F", "", "nurse", ""), b"\x0f" * 16),
        "beyond_rights",
        "",
    ),
    "introduces a key of its own for another": (
        lambda _h, s: (
            KeyIntroduced(s.people["pharmacist"], b"\x10" * 16, public_key(OWN_SEED)),
            s.people["pharmacist"],
        ),
        "beyond_rights",
        "takes_two",
    ),
    "changes another's key": (
        lambda _h, s: (
            KeyChanged(s.people["pharmacist"], b"\x10" * 16, public_key(OWN_SEED), ()),
            s.people["pharmacist"],
        ),
        "not_yours",
        "not_yours",
    ),
    "gives itself clinical rights": (
        lambda _h, s: (RightsGranted(s.people["nurse"], ("release",)), s.people["nurse"]),
        "beyond_rights",
        "",
    ),
    "makes itself an administrator": (
        lambda _h, s: (RightsGranted(s.people["nurse"], ("site.people",)), s.people["nurse"]),
        "beyond_rights",
        "takes_two",
    ),
    "appoints an administrator": (
        lambda _h, s: (
            AdministratorAppointed(s.people["nurse"], ("site.people", "site.enrol")),
            s.people["nurse"],
        ),
        "beyond_rights",
        "takes_two",
    ),
    "dismisses an administrator": (
        lambda _h, s: (
            RightsWithdrawn(s.people["administrator2"], ("site.people",), ()),
            s.people["administrator2"],
        ),
        "beyond_rights",
        "takes_two",
    ),
    "removes another workstation": (
        lambda _h, s: (WorkstationRemoved(s.desk.vault.workstation, "dehors", ()), s.desk.vault.workstation),
        "beyond_rights",
        "takes_two",
    ),
    "founds the site again": (
        lambda _h, s: (_founding(s), s.replica.site),
        "founded_twice",
        "founded_twice",
    ),
    "agrees to what nobody proposed": (
        lambda _h, s: (
            MembershipAgreed(ActRef(s.desk.journal(), 1, 0, _tip(s).hash)),
            s.replica.site,
        ),
        "not_proposed",
        "not_proposed",
    ),
    "switches a rule": (
        lambda _h, s: (RulesSwitched((SwitchedRule("inventee", (2,)),)), s.replica.site),
        "beyond_rights",
        "",
    ),
}
"""Of membership: what it writes, and why that counts for nothing, signed by a nurse or by an administrator.

Empty: an administrator may do that alone, and it is recorded in their name.
"""

PROPOSED: dict[str, Make] = {
    "removal of another": lambda _h, s: (
        WorkstationRemovalProposed(s.desk.vault.workstation, "dehors", ()),
        s.desk.vault.workstation,
    ),
    "a new administrator": lambda _h, s: (
        AdministratorProposed(s.people["nurse"], ("site.people",)),
        s.people["nurse"],
    ),
    "another PIN for somebody": lambda _h, s: (
        KeyResetProposed(s.people["pharmacist"], b"\x10" * 16, public_key(OWN_SEED), ()),
        s.people["pharmacist"],
    ),
    "removal of a person": lambda _h, s: (
        PersonRemovalProposed(s.people["prescriber2"], "dehors", ()),
        s.people["prescriber2"],
    ),
    "a settlement": lambda h, _s: (ForkSettled(h.journal(), (_tip(h.station),)), h.station.replica.site),
    "its own return": lambda h, _s: (
        WorkstationReadmissionProposed(
            h.station.desk.vault.workstation, "moi", (), (NewJournal(CLINICAL, SECRET),)
        ),
        h.station.desk.vault.workstation,
    ),
}
"""What takes two people."""


def _patient(one: Station, *others: Station) -> Id:
    patient = circuit.create(one)
    for other in others:
        exchange(one, other)
    return patient


def test_membership_without_an_administrators_session(stations: Three) -> None:
    """Unsigned, in the name of nobody; then signed by the nurse who is signed in on it."""
    one, other, hostile = together(stations, "nurse")
    patient = _patient(one, other, hostile.station)
    nurse = hostile.stolen("nurse")
    journals = [*_journals(one), *_journals(other)]
    before, members = intact(one, journals), one.desk.members
    for name, (make, signed_by_nurse, _) in OF_MEMBERSHIP.items():
        body, file = make(hostile, one)
        nobody = replace(hostile.act(body, file, signed=False), actor=None, by=None)
        expected = {"founded_twice", "foreign_journal"} & {signed_by_nurse} or {"unsigned"}
        assert {attempt(one, other, hostile, [nobody], MEMBERSHIP)} == expected, name
        act = hostile.act(body, file, nurse, signed=True)
        assert attempt(one, other, hostile, [act], MEMBERSHIP) == signed_by_nurse, name
    for name, propose in PROPOSED.items():
        body, file = propose(hostile, one)
        act = hostile.act(body, file, nurse, signed=True)
        assert attempt(one, other, hostile, [act], MEMBERSHIP) == "beyond_rights", name
    invitation = replace(hostile.act(_clone(b"\x0d" * 16), b"\x0c" * 16, signed=False), by=None)
    assert attempt(one, other, hostile, [invitation], MEMBERSHIP) == "not_invited"
    now = one.desk.members
    assert (now.workstations, now.journals, now.people) == (
        members.workstations,
        members.journals,
        members.people,
    )
    ends_well(one, other, patient, before, journals)


def _journals(station: Station) -> list[Id]:
    return [station.desk.journal(scope) for scope in (MEMBERSHIP, CLINICAL)]


def test_membership_with_an_administrators_session(stations: Three) -> None:
    """What one administrator may, it does in their name; what takes two it cannot do with one."""
    one, other, hostile = together(stations, "administrator")
    patient = _patient(one, other, hostile.station)
    admin = hostile.stolen("administrator")
    journals = [*_journals(one), *_journals(other)]
    before = intact(one, journals)
    for name, (make, _, expected) in OF_MEMBERSHIP.items():
        body, file = make(hostile, one)
        act = hostile.act(body, file, admin, signed=True)
        assert attempt(one, other, hostile, [act], MEMBERSHIP) == expected, name
    for name, propose in PROPOSED.items():
        body, file = propose(hostile, one)
        written = hostile.forge([hostile.act(body, file, admin, signed=True)], scope=MEMBERSHIP)
        hostile.stands(written, MEMBERSHIP)
        for station in (one, other):
            tell(station, written.data)
        agreed = hostile.act(MembershipAgreed(written.act(0)), one.replica.site, admin, signed=True)
        assert attempt(one, other, hostile, [agreed], MEMBERSHIP) == "same_person", name
    now = one.desk.members
    assert not now.workstations[one.desk.vault.workstation].removed
    assert not now.people[one.people["prescriber2"]].removed
    assert now.people[one.people["administrator2"]].active
    assert "site.people" not in now.people[one.people["nurse"]].rights
    assert b"\x10" * 16 not in now.people[one.people["pharmacist"]].keys
    assert not now.settled
    # It has suspended a workstation and a person: another administrator lifts that, at another one.
    for pending in (one.desk.vault.workstation,):
        assert now.workstations[pending].suspended
        lifted = other.ask("administrator2", ResumeWorkstation(workstation=pending, reason="faux", pin=PIN))
        assert isinstance(lifted, Recorded), lifted
    assert not other.desk.members.workstations[one.desk.vault.workstation].suspended
    ends_well(one, other, patient, before, journals)


def test_another_enrolled_again_keeps_its_keys_and_everybody_is_told(stations: Three) -> None:
    """With an administrator's session, under keys of its own: the first ones stay, and the strip says so."""
    one, other, hostile = together(stations, "administrator")
    true = one.desk.members.workstations[one.desk.vault.workstation]
    body = replace(_clone(), workstation=true.id, seal_key=b"\x05" * 32)
    act = hostile.act(body, true.id, hostile.stolen("administrator"), signed=True)
    assert attempt(one, other, hostile, [act], MEMBERSHIP) == ""
    meet(one, other)
    for station in (one, other):
        now = station.desk.members.workstations[true.id]
        assert (now.seal_key, now.certificate) == (true.seal_key, true.certificate)
        told = station.call(None, GetStatus())
        assert isinstance(told, Status)
        assert told.enrolled_twice == (true.name,)
