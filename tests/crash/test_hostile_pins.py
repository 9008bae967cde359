"""An administrator's session on a hostile workstation, with people it makes up: it takes nobody's PIN."""

from __future__ import annotations

import pytest

from node.api.agreement import GetProposals, Proposals
from node.api.base import Recorded
from node.api.people import ChangePin, ResetPin, SuspendPerson
from node.api.session import SignedIn, SignIn
from node.api.site import EnrolPerson
from node.api.workstations import SuspendWorkstation
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import KeyIntroduced, PersonEnrolled, RightsGranted
from schema.acts.people import MOST_KEYS, AdministratorProposed, KeyChanged, KeyResetProposed
from schema.acts.session import SessionOpened
from schema.ids import Id
from schema.transaction import Tip
from sync.journal import NewAct, Written, public_key
from sync.membership import CLINICAL, MEMBERSHIP
from tests.crash.attempts import goes_on, journals, together
from tests.crash.hostile import Hostile, everything, intact, tell, verdict
from tests.node.apart import Three
from tests.node.stations import PIN, Station
from tests.sync.founded import key_of

MADE_UP, THEIR_SEED, TAKEN_SEED = b"\x0a" * 16, b"\x0c" * 32, b"\x0e" * 32
THEIR_KEY, TAKEN = key_of(THEIR_SEED), key_of(TAKEN_SEED)
SESSION = b"\x0f" * 16


def _made_up(hostile: Hostile, *rights: str) -> list[NewAct]:
    """Somebody who does not exist, with a key that it holds."""
    admin = hostile.stolen("administrator")
    bodies = (
        PersonEnrolled(MADE_UP, "Inventé", "Fictif", "", "pharmacist", ""),
        KeyIntroduced(MADE_UP, THEIR_KEY, public_key(THEIR_SEED)),
        RightsGranted(MADE_UP, rights),
    )
    return [hostile.act(body, MADE_UP, admin, signed=True) for body in bodies]


def _reset(hostile: Hostile, victim: Id, retires: tuple[Id, ...]) -> NewAct:
    body = KeyResetProposed(victim, TAKEN, public_key(TAKEN_SEED), retires)
    return hostile.act(body, victim, hostile.stolen("administrator"), signed=True)


@pytest.mark.parametrize("ends", [False, True], ids=["names none", "names all"])
@pytest.mark.parametrize("proposes", [False, True], ids=["gives the right", "proposes it"])
def test_one_administrators_session_signs_as_no_pharmacist(
    stations: Three, proposes: bool, ends: bool
) -> None:
    """It makes somebody up, gives them the right to reset PINs, and resets a pharmacist's with them."""
    one, other, hostile, patient = together(stations, "administrator")
    victim = one.people["pharmacist"]
    keys = tuple(one.desk.members.people[victim].keys)
    before = intact(one, journals(one, other))
    written: list[Written] = []

    def writes(*acts: NewAct, scope: str = MEMBERSHIP) -> Written:
        last = [(Tip(one.core.journal, one.core.seq, one.hash), one.core.order) for one in written[-1:]]
        saw = last if scope == CLINICAL else [] if hostile.heads[scope].seq else hostile.saw(scope)
        made = hostile.forge(acts, scope=scope, saw=saw)
        hostile.stands(made, scope)
        written.append(made)
        return made

    def theirs(body: MembershipAgreed) -> NewAct:
        admin = hostile.stolen("administrator")
        return hostile.act(
            body, site, admin, signed=True, actor=MADE_UP, by=THEIR_KEY, signer_seed=THEIR_SEED
        )

    site = one.replica.site
    writes(*_made_up(hostile, "note", *(() if proposes else ("site.pin",))))
    if proposes:
        giving = AdministratorProposed(MADE_UP, ("site.pin",))
        given = writes(hostile.act(giving, MADE_UP, hostile.stolen("administrator"), signed=True))
        writes(theirs(MembershipAgreed(given.act(0))))
    proposal = writes(_reset(hostile, victim, keys if ends else ()))
    agreed = writes(theirs(MembershipAgreed(proposal.act(0))))
    signing_in = hostile.act(
        SessionOpened(SESSION, victim, TAKEN),
        SESSION,
        hostile.stolen("administrator"),
        actor=victim,
        by=TAKEN,
        signer_seed=TAKEN_SEED,
    )
    in_their_name = writes(signing_in, scope=CLINICAL)
    # The one hears of it in the order of writing, the other of all at once and from the first.
    for made in written:
        tell(one, made.data)
    tell(other, *everything(one))
    for station in (one, other):
        for again in (False, True):
            if again:
                station.replica.readmit_all()
            assert verdict(station, proposal) == ""
            assert verdict(station, agreed) == ("beyond_rights" if proposes else "unknown_key")
            assert verdict(station, in_their_name) == "unknown_key"
            person = station.desk.members.people[victim]
            assert tuple(person.keys) == keys
        assert isinstance(station.call(None, SignIn(person=victim, pin=PIN)), SignedIn)
    waiting = other.get("administrator2", GetProposals(), Proposals).proposals
    assert {row.kind for row in waiting} == {"pin_reset", *(["pin_right"] if proposes else [])}
    goes_on(one, other, patient, before)


def _makes_keys(station: Station, hostile: Hostile) -> None:
    """More of the nurse's than an act can name, which this workstation hears of."""
    nurse, session = station.people["nurse"], hostile.stolen("nurse")
    half = MOST_KEYS // 2 + 1
    for first in (0, half):
        seeds = [bytes([0, number]) * 16 for number in range(first, first + half)]
        bodies = [KeyChanged(nurse, key_of(seed), public_key(seed), ()) for seed in seeds]
        acts = [hostile.act(body, nurse, session, signed=True) for body in bodies]
        saw = () if first else hostile.saw(MEMBERSHIP)
        written = hostile.forge(acts, scope=MEMBERSHIP, saw=saw)
        hostile.stands(written, MEMBERSHIP)
        tell(station, written.data)


def test_keys_made_where_they_do_not_count_crowd_out_none_that_opens(stations: Three) -> None:
    """More than a change can name, in the journal of a suspended workstation: the old PIN opens no more."""
    one, _, hostile, _ = together(stations, "nurse")
    nurse = one.people["nurse"]
    workstation = stations[2].desk.vault.workstation
    one.do("administrator", SuspendWorkstation(workstation=workstation, reason="volé", pin=PIN))
    _makes_keys(one, hostile)
    assert len(one.replica.roll.uncut.people[nurse].keys) > MOST_KEYS
    (before,) = one.desk.members.people[nurse].keys
    one.do("nurse", ChangePin(new_pin="271828", pin=PIN))
    (now,) = one.desk.members.people[nurse].keys
    assert now != before
    assert isinstance(one.call(None, SignIn(person=nurse, pin="271828")), SignedIn)
    assert not isinstance(one.call(None, SignIn(person=nurse, pin=PIN)), SignedIn)


def test_more_keys_than_a_reset_can_name_are_ended_by_the_one_that_the_window_lists(
    stations: Three,
) -> None:
    """It is listed and agreed to; then the workstation that made them is cut, and none of them comes back."""
    one, _, hostile, _ = together(stations, "nurse")
    nurse = one.people["nurse"]
    _makes_keys(one, hostile)
    assert len(one.desk.members.people[nurse].keys) > MOST_KEYS + 1
    proposed = one.do("pharmacist", ResetPin(person=nurse, new_pin="271828", pin=PIN))
    (row,) = one.get("pharmacist2", GetProposals(), Proposals).proposals
    assert (row.kind, row.agrees) == ("pin_reset", "")
    one.agree(proposed, "pharmacist2")
    for cut in (False, True):
        if cut:
            workstation = stations[2].desk.vault.workstation
            one.do("administrator", SuspendWorkstation(workstation=workstation, reason="volé", pin=PIN))
        assert len(one.desk.members.people[nurse].keys) == 1
        assert isinstance(one.call(None, SignIn(person=nurse, pin="271828")), SignedIn)
        assert not isinstance(one.call(None, SignIn(person=nurse, pin=PIN)), SignedIn)


@pytest.mark.parametrize("suspended", ["workstation", "person"])
def test_a_key_written_by_who_is_suspended_stops_no_reset(stations: Three, suspended: str) -> None:
    """They write one before each agreement: what was proposed is listed, and agreed to."""
    one, _, hostile, _ = together(stations, "nurse")
    nurse, session = one.people["nurse"], hostile.stolen("nurse")
    workstation = stations[2].desk.vault.workstation
    if suspended == "workstation":
        one.do("administrator", SuspendWorkstation(workstation=workstation, reason="volé", pin=PIN))
    else:
        one.do("administrator", SuspendPerson(person=nurse, reason="volé", pin=PIN))
    for number in range(2):
        proposed = one.do("pharmacist", ResetPin(person=nurse, new_pin=f"27182{number}", pin=PIN))
        seed = bytes([number, 7]) * 16
        body = KeyChanged(nurse, key_of(seed), public_key(seed), ())
        acts = [hostile.act(body, nurse, session, signed=True)]
        written = hostile.forge(acts, scope=MEMBERSHIP, saw=() if number else hostile.saw(MEMBERSHIP))
        hostile.stands(written, MEMBERSHIP)
        tell(one, written.data)
        _agreed_to(one, proposed)
        assert len(one.desk.members.people[nurse].keys) == 1


def test_who_enrols_somebody_again_on_many_branches_stops_no_reset(stations: Three) -> None:
    """An administrator who never held a key of theirs: those keys sign nothing."""
    one, _, hostile, _ = together(stations, "administrator2")
    session = hostile.stolen("administrator2")
    hostile.station.session("administrator2")
    enrols = EnrolPerson(
        family_name="Tard",
        first_name="Fictif",
        title="",
        role="nurse",
        licence="",
        new_pin="424242",
        pin=PIN,
    )
    late = one.do("administrator", enrols).created[0]
    head, saw = hostile.heads[MEMBERSHIP], hostile.saw(MEMBERSHIP)
    for number in range(3):
        new_pin, seed = f"27182{number}", bytes([number, 7]) * 16
        proposed = one.do("pharmacist", ResetPin(person=late, new_pin=new_pin, pin=PIN))
        bodies = (
            PersonEnrolled(late, "Inventé", "Fictif", "", "nurse", ""),
            KeyIntroduced(late, key_of(seed), public_key(seed)),
        )
        acts = [hostile.act(body, late, session, signed=True) for body in bodies]
        tell(one, hostile.forge(acts, scope=MEMBERSHIP, saw=saw, head=head).data)
        _agreed_to(one, proposed)
        assert isinstance(one.call(None, SignIn(person=late, pin=new_pin)), SignedIn)


def _agreed_to(one: Station, proposed: Recorded) -> None:
    (row,) = one.get("pharmacist2", GetProposals(), Proposals).proposals
    assert (row.kind, row.agrees) == ("pin_reset", "")
    one.agree(proposed, "pharmacist2")


@pytest.mark.parametrize("agreed_first", [False, True], ids=["before it", "after it"])
def test_who_reads_a_proposal_gives_no_key_of_their_own_under_its_id(
    stations: Three, agreed_first: bool
) -> None:
    """A thief of one key does, apart, in a lower place; the new PIN signs, and theirs does not."""
    one, other, hostile, patient = together(stations, "prescriber2")
    theirs, session = one.people["prescriber2"], hostile.stolen("prescriber2")
    before, apart = intact(one, journals(one, other)), hostile.saw(MEMBERSHIP)
    # The one goes on alone meanwhile: what comes apart is lower.
    for pin, new_pin in ((PIN, "161803"), ("161803", PIN)):
        one.do("prescriber", ChangePin(new_pin=new_pin, pin=pin))
    proposed = one.do("pharmacist", ResetPin(person=theirs, new_pin="271828", pin=PIN))
    (proposal,) = one.desk.members.proposals.values()
    assert isinstance(proposal.content, KeyResetProposed)
    key = proposal.content.key
    if agreed_first:
        one.agree(proposed, "pharmacist2")
    body = KeyChanged(theirs, key, public_key(TAKEN_SEED), ())
    made = hostile.forge([hostile.act(body, theirs, session, signed=True)], scope=MEMBERSHIP, saw=apart)
    hostile.stands(made, MEMBERSHIP)
    tell(one, made.data)
    if not agreed_first:
        _agreed_to(one, proposed)
    # They hear of the reset, and sign in with their own.
    knows = one.replica.chain.unseen(hostile.journal(), MEMBERSHIP)
    signing_in = hostile.act(
        SessionOpened(SESSION, theirs, key), SESSION, session, actor=theirs, by=key, signer_seed=TAKEN_SEED
    )
    in_their_name = hostile.forge([signing_in], saw=knows)
    tell(one, in_their_name.data)
    tell(other, *everything(one))
    for station in (one, other):
        assert verdict(station, made) == "foreign_key"
        assert verdict(station, in_their_name) == "bad_signature"
        assert dict(station.desk.members.people[theirs].keys) == {key: proposal.content.public}
    assert isinstance(one.call(None, SignIn(person=theirs, pin="271828")), SignedIn)
    goes_on(one, other, patient, before)
