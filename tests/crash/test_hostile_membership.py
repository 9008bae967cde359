"""Of membership a hostile workstation does what one administrator on it may, and nothing that takes two."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from node.api.base import Recorded
from node.api.workstations import ResumeWorkstation
from schema.acts.agreement import MembershipAgreed
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
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonRemovalProposed,
)
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
)
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, Tip, journal_id
from sync.journal import public_key
from sync.membership import CLINICAL, MEMBERSHIP
from tests.crash.attempts import attempt, goes_on, journals, together
from tests.crash.hostile import Hostile, intact, meet, tell
from tests.node.apart import Three
from tests.node.stations import PIN, Station
from tests.sync.founded import key_of

Make = Callable[[Hostile, Station], tuple[Wire, Id]]
OWN_SEED = b"\x11" * 32
SECRET = b"\x33" * 32


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
            KeyIntroduced(s.people["pharmacist"], key_of(OWN_SEED), public_key(OWN_SEED)),
            s.people["pharmacist"],
        ),
        "beyond_rights",
        "takes_two",
    ),
    "changes another's key": (
        lambda _h, s: (
            KeyChanged(s.people["pharmacist"], key_of(OWN_SEED), public_key(OWN_SEED), ()),
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
    "gives itself the right to reset PINs": (
        lambda _h, s: (RightsGranted(s.people["nurse"], ("site.pin",)), s.people["nurse"]),
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
    "the right to reset PINs": lambda _h, s: (
        AdministratorProposed(s.people["nurse"], ("site.pin",)),
        s.people["nurse"],
    ),
    "another PIN for somebody": lambda _h, s: (
        KeyResetProposed(s.people["pharmacist"], key_of(OWN_SEED), public_key(OWN_SEED), ()),
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


def test_membership_without_an_administrators_session(stations: Three) -> None:
    """Unsigned, in the name of nobody; then signed by the nurse who is signed in on it."""
    one, other, hostile, patient = together(stations, "nurse")
    nurse = hostile.stolen("nurse")
    before, members = intact(one, journals(one, other)), one.desk.members
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
    goes_on(one, other, patient, before)


def test_membership_with_an_administrators_session(stations: Three) -> None:
    """What one administrator may, it does in their name; what takes two it cannot do with one."""
    one, other, hostile, patient = together(stations, "administrator")
    admin = hostile.stolen("administrator")
    before = intact(one, journals(one, other))
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
    assert not {"site.people", "site.pin"} & now.people[one.people["nurse"]].rights
    assert b"\x10" * 16 not in now.people[one.people["pharmacist"]].keys
    assert not now.settled
    # It has suspended a workstation and a person: another administrator lifts that, at another one.
    for pending in (one.desk.vault.workstation,):
        assert now.workstations[pending].suspended
        lifted = other.ask("administrator2", ResumeWorkstation(workstation=pending, reason="faux", pin=PIN))
        assert isinstance(lifted, Recorded), lifted
    assert not other.desk.members.workstations[one.desk.vault.workstation].suspended
    goes_on(one, other, patient, before)


def test_another_enrolled_again_keeps_its_keys_and_everybody_is_told(stations: Three) -> None:
    """With an administrator's session, under keys of its own: the first ones stay, and the strip says so."""
    one, other, hostile, _ = together(stations, "administrator")
    true = one.desk.members.workstations[one.desk.vault.workstation]
    body = replace(_clone(), workstation=true.id, seal_key=b"\x05" * 32)
    act = hostile.act(body, true.id, hostile.stolen("administrator"), signed=True)
    assert attempt(one, other, hostile, [act], MEMBERSHIP) == ""
    meet(one, other)
    for station in (one, other):
        now = station.desk.members.workstations[true.id]
        assert (now.seal_key, now.certificate) == (true.seal_key, true.certificate)
        told = station.strip()
        assert told.enrolled_twice == (true.name,)
