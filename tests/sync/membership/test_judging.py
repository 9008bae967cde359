"""Who is let in, by whom, and what is set aside."""

import msgspec
import pytest

from schema.acts.membership import (
    JournalReopened,
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    SiteFounded,
    WorkstationInvited,
    WorkstationRemoved,
)
from schema.codec import Wire, decode
from schema.transaction import Tip, journal_id, reopening_input
from sync.journal import NewAct, public_key, signer
from sync.membership import recovery_key_id
from sync.roll import Roll
from tests.sync.founded import Journal, Person, Place, opened, unsigned


@pytest.fixture
def place() -> Place:
    """A founded site."""
    return Place()


def last_verdict(place: Place, *journals: Journal) -> str:
    """What the roll says of the last transaction of the first journal."""
    roll = place.roll(*(journals or (place.membership,)))
    journal = (journals or (place.membership,))[0]
    return roll.verdict(journal.id, journal.head.seq)


def grant(by: Person, to: Person, right: str = "prescribe") -> NewAct:
    """An act that grants a right."""
    return by.act(RightsGranted(to.id, (right,)), to.id)


def test_a_founding_makes_a_site(place: Place) -> None:
    """Site, workstation, two journals, an administrator with rights and a key."""
    now = place.roll(place.membership).now
    assert now.site == place.site
    assert [w.name for w in now.workstations.values()] == ["PUI-1"]
    assert {j.scope for j in now.journals.values()} == {"membership", "clinical"}
    assert now.may(place.admin.id, "site.people")
    assert now.key_of(place.admin.id, place.admin.key) == public_key(place.admin.private)
    assert not now.may(place.admin.id, "prescribe")


def test_a_second_founding_is_set_aside(place: Place) -> None:
    """A site is founded once, by the act its id is the hash of."""
    place.membership.write(place.founding)
    assert last_verdict(place) == "founded_twice"


def test_a_foreign_founding_is_set_aside(place: Place) -> None:
    """Somebody else's founding act does not hash to this site's id."""
    other = Place("elsewhere")
    roll = Roll()
    journal = Journal(place, b"f" * 16, place.random(32))
    written = journal.write(other.founding)
    roll.add(written.core, opened(written).bodies, journal.past)
    assert roll.verdict(journal.id, 1) == "founded_twice"
    assert roll.now.site is None


def test_who_has_read_the_founding_act_cannot_begin_with_it_again(place: Place) -> None:
    """Its salt and body are known to all members; the recovery key signed it for one journal."""
    journal, openings = place.journals(workstation := place.random(16), seal_key := place.random(32))
    intruder = place.person()
    body = opened(place.membership.written[0]).bodies[0]
    assert body is not None
    again = [
        unsigned(decode(SiteFounded, body.body), place.site, body.salt),
        unsigned(place.enrolment(workstation, seal_key, "INTRUS"), workstation),
        *(unsigned(opening, workstation) for opening in openings),
        *place.introduction(intruder, ("site.enrol",)),
    ]
    journal.write(again)
    roll = place.roll(place.membership, journal)
    assert roll.verdict(journal.id, 1) == "bad_signature"
    assert workstation not in roll.now.workstations


def test_nobody_announces_anothers_journal_under_his_own_key(place: Place) -> None:
    """The id is made from site, key and nonce, and the first announcement stands."""
    workstation, seal_key = place.random(16), place.random(32)
    _, openings = place.journals(workstation, seal_key)
    stolen = msgspec.structs.replace(openings[1], journal=place.clinical.id)
    enrolment = place.admin.act(place.enrolment(workstation, seal_key, "PUI-9"), workstation)
    place.membership.write([enrolment, unsigned(openings[0], workstation), unsigned(stolen, workstation)])
    assert last_verdict(place) == "foreign_journal"


def test_nobody_reopens_anothers_journal_as_his_own(place: Place) -> None:
    """Key and nonce of a journal are public; who announces it must seal with that key.

    Else a workstation of long ago could announce, lower in the order, what another opened since.
    """
    victim, seal_key = place.random(16), place.random(32)
    _, openings = place.journals(victim, seal_key)
    own_key, nonce = place.random(32), place.random(32)
    own = journal_id(place.site, public_key(own_key), nonce)

    def reopened(journal: bytes, public: bytes, nonce: bytes) -> NewAct:
        vouched = reopening_input(place.site, journal, place.workstation, "membership", public, None)
        voucher = signer(place.membership.seal_key)(vouched)
        said = (journal, place.workstation, "membership", public, nonce, None, voucher)
        return unsigned(JournalReopened(*said), place.workstation)

    mine = reopened(own, public_key(own_key), nonce)
    stolen = reopened(openings[1].journal, openings[1].seal_key, openings[1].nonce)
    honest, hostile = Journal(place, own, own_key), Journal(place, own, own_key)
    honest.write([mine], saw=[place.membership])
    hostile.write([mine, stolen], saw=[place.membership])
    place.membership.write([place.admin.act(place.enrolment(victim, seal_key, "PUI-9"), victim)])
    enrolled = place.admin.act(openings[1], victim)
    place.membership.write([enrolled])
    assert last_verdict(place, honest, place.membership) == ""
    assert last_verdict(place, hostile, place.membership) == "not_vouched"
    found = place.roll(hostile, place.membership).now.journals[openings[1].journal]
    assert (found.workstation, found.scope) == (victim, "clinical")


def test_people_are_enrolled_by_who_has_the_right(place: Place) -> None:
    """Enrolled, introduced and granted in one transaction by an administrator."""
    nurse = place.person()
    bodies = place.introducing(nurse, ("administer",))
    place.membership.write([place.admin.act(body, nurse.id) for body in bodies])
    now = place.roll(place.membership).now
    assert now.may(nurse.id, "administer")
    # The nurse cannot hand out rights herself.
    place.membership.write([grant(nurse, nurse, "site.people")])
    assert last_verdict(place) == "beyond_rights"
    assert not place.roll(place.membership).now.may(nurse.id, "site.people")


def test_a_key_must_be_introduced_in_the_past(place: Place) -> None:
    """A signature under a key nobody introduced counts for nothing, nor does a forged one."""
    stranger = place.person()
    place.membership.write([grant(stranger, stranger)])
    assert last_verdict(place) == "unknown_key"


def test_a_forged_signature_is_set_aside(place: Place) -> None:
    """The administrator's name over somebody else's key."""
    forger = Person(place.admin.id, place.admin.key, place.random(32))
    place.membership.write([grant(forger, place.admin)])
    assert last_verdict(place) == "bad_signature"


def test_a_transaction_counts_whole_or_not_at_all(place: Place) -> None:
    """One good act beside a bad one is set aside with it."""
    stranger = place.person()
    place.membership.write([grant(place.admin, place.admin), grant(stranger, stranger)])
    assert last_verdict(place) == "unknown_key"
    assert not place.roll(place.membership).now.may(place.admin.id, "prescribe")


def test_an_introduced_key_cannot_be_replaced(place: Place) -> None:
    """A second introduction of the same key id does not change what it opens."""
    thief = place.random(32)
    body: Wire = KeyIntroduced(place.admin.id, place.admin.key, public_key(thief))
    place.membership.write([place.admin.act(body, place.admin.id)])
    now = place.roll(place.membership).now
    assert now.key_of(place.admin.id, place.admin.key) == public_key(place.admin.private)


def invite(place: Place) -> bytes:
    """An invitation in the founder's journal; its id."""
    invitation = place.random(16)
    body = WorkstationInvited(invitation, "HDJ-1", "hôpital de jour", bytes(32))
    place.membership.write([place.admin.act(body, invitation)])
    return invitation


def redemption(place: Place, invitation: bytes | None, name: str = "HDJ-1") -> list[NewAct]:
    """The unsigned acts that enrol a newcomer."""
    workstation, seal_key = place.random(16), place.random(32)
    _, openings = place.journals(workstation, seal_key)
    enrolled = place.enrolment(workstation, seal_key, name, invitation)
    return [unsigned(enrolled, workstation), *(unsigned(opening, workstation) for opening in openings)]


def test_an_invitation_is_redeemed_once_at_the_inviter(place: Place) -> None:
    """The first redemption enrols; the second is set aside; so is one in another journal."""
    invitation = invite(place)
    place.membership.write(redemption(place, invitation))
    assert last_verdict(place) == ""
    assert len(place.roll(place.membership).now.workstations) == 2
    place.membership.write(redemption(place, invitation, "HDJ-2"))
    assert last_verdict(place) == "not_invited"
    elsewhere = Journal(place, b"e" * 16, place.random(32))
    other = invite(place)
    elsewhere.write(redemption(place, other), saw=[place.membership])
    assert last_verdict(place, elsewhere, place.membership) == "not_invited"


def test_nobody_enrols_himself(place: Place) -> None:
    """Neither without an invitation nor without a signature."""
    place.membership.write(redemption(place, None))
    assert last_verdict(place) == "unsigned"


def test_journals_come_with_their_workstation(place: Place) -> None:
    """An opening that no enrolment of the same transaction covers needs an administrator."""
    _, openings = place.journals(place.workstation, place.membership.seal_key)
    place.membership.write([unsigned(openings[0], place.workstation)])
    assert last_verdict(place) == "unsigned"


def test_the_recovery_key_outranks_everybody(place: Place) -> None:
    """It signs for nobody in particular and has every right."""
    nurse = place.person()
    recovery = Person(bytes(16), recovery_key_id(public_key(place.recovery)), place.recovery)
    acts = []
    for body in place.introducing(nurse, ("site.people",)):
        signed = recovery.act(body, nurse.id)
        acts.append(NewAct(**{**{f: getattr(signed, f) for f in signed.__struct_fields__}, "actor": None}))
    place.membership.write(acts)
    assert last_verdict(place) == ""
    assert place.roll(place.membership).now.may(nurse.id, "site.people")
    assert signer(place.recovery)(b"x")


def test_a_removal_cuts_where_it_had_seen(place: Place) -> None:
    """What lies inside the cut stays, what comes after is cut; two mutual removals both stand."""
    invitation = invite(place)
    workstation, seal_key = place.random(16), place.random(32)
    theirs, openings = place.journals(workstation, seal_key)
    enrolled = place.enrolment(workstation, seal_key, "HDJ-1", invitation)
    place.membership.write([unsigned(enrolled, workstation), *(unsigned(o, workstation) for o in openings)])
    theirs.write([grant(place.admin, place.admin, "note")], saw=[place.membership])
    cut = Tip(theirs.id, 1, theirs.head.hash)
    removal = WorkstationRemoved(workstation, "perdu", (cut,))
    theirs.write([grant(place.admin, place.admin, "late")])
    back = WorkstationRemoved(place.workstation, "perdu aussi", (Tip(place.membership.id, 3, bytes(32)),))
    theirs.write([place.admin.act(back, place.workstation)])
    place.membership.write([place.admin.act(removal, workstation)])
    roll = place.roll(theirs, place.membership)
    assert [roll.verdict(theirs.id, seq) for seq in (1, 2)] == ["", "cut"]
    assert roll.now.workstations[workstation].removed
    assert roll.now.workstations[place.workstation].removed
    assert roll.now.may(place.admin.id, "note")
    assert not roll.now.may(place.admin.id, "late")


def test_a_withdrawal_takes_rights_away(place: Place) -> None:
    """From then on; an act of that right beyond the cut is set aside (see `test_roll`)."""
    place.membership.write([grant(place.admin, place.admin)])
    assert place.roll(place.membership).now.may(place.admin.id, "prescribe")
    body = RightsWithdrawn(place.admin.id, ("prescribe",), ())
    place.membership.write([place.admin.act(body, place.admin.id)])
    assert not place.roll(place.membership).now.may(place.admin.id, "prescribe")


@pytest.mark.parametrize("granted_later", [True, False])
def test_granted_and_withdrawn_apart_is_withdrawn(place: Place, granted_later: bool) -> None:
    """Whichever comes first in fold order; a grant that knew of the withdrawal counts again."""
    workstation, seal_key = place.random(16), place.random(32)
    theirs, openings = place.journals(workstation, seal_key)
    enrolled = place.enrolment(workstation, seal_key, "HDJ-1")
    place.membership.write(
        [place.admin.act(enrolled, workstation), *(place.admin.act(o, workstation) for o in openings)]
    )
    place.membership.write([grant(place.admin, place.admin)])
    filler = [place.admin.act(place.introducing(place.person(), ("note",))[0], place.random(16))]
    theirs.write(filler, saw=[place.membership])
    withdrawal = [place.admin.act(RightsWithdrawn(place.admin.id, ("prescribe",), ()), place.admin.id)]
    grants = [grant(place.admin, place.admin)]
    late, early = (theirs, place.membership) if granted_later else (place.membership, theirs)
    for _ in range(3):
        late.write(filler)
    early.write(withdrawal if granted_later else grants)
    late.write(grants if granted_later else withdrawal)
    assert not place.roll(place.membership, theirs).now.may(place.admin.id, "prescribe")
    place.membership.write(grants, saw=[theirs])
    assert place.roll(place.membership, theirs).now.may(place.admin.id, "prescribe")
