"""What may be done once, done on several branches of one journal: nobody makes his own witness by that."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from schema.acts.agreement import MembershipAgreed
from schema.acts.course import CourseNoted
from schema.acts.membership import (
    InvitationRedeemed,
    JournalOpened,
)
from schema.acts.workstations import ForkSettled
from schema.codec import Wire, decode
from schema.transaction import Tip, journal_id
from sync.journal import public_key
from sync.membership import CLINICAL, MEMBERSHIP, contents_of
from tests.sync.founded import opened, unsigned
from tests.sync.membership.lived import Anybody
from tests.sync.once import BEFORE, Site, used_again


def test_a_workstation_let_in_by_a_used_invitation_is_no_witness_of_that() -> None:
    site = Site()
    here, true, newcomer, there, false, made_up = used_again(site)
    site.builds(site.scene.third.membership, here)
    after = site.builds(newcomer.membership, here)
    own = site.builds(made_up.membership, there)
    assert site.verdicts(true, after, false, own) == ["", "", "forked", ""]
    for seed in range(4):
        now = site.heard(seed).roll.now
        assert newcomer.id in now.workstations
        assert made_up.id not in now.workstations


def test_on_a_site_without_the_rule_it_is_as_it_was() -> None:
    site = Site(rules=BEFORE)
    _, _, _, there, false, made_up = used_again(site)
    site.builds(made_up.membership, there)
    assert site.verdicts(false) == [""]


def test_who_was_let_in_and_nobody_else_knew_of_waits_with_the_other_until_people_settle_it() -> None:
    site = Site()
    here, true, newcomer, there, false, made_up = used_again(site)
    after = site.builds(newcomer.membership, here)
    site.builds(made_up.membership, there)
    assert site.verdicts(true, false) == ["forked", "forked"]
    tip = Tip(here.id, here.head.seq, here.head.hash)
    proposed = site.says(site.scene.third.membership, "second", ForkSettled(here.id, (tip,)))
    site.says(site.scene.third.membership, "third", MembershipAgreed(proposed.act(0)))
    assert site.verdicts(true, after, false) == ["", "", "forked"]


def test_another_workstation_is_a_witness_of_it_and_then_so_is_the_newcomer() -> None:
    """A branch goes on from there; the newcomer had built on more of it than the other witness."""
    site = Site()
    here, true, newcomer, _, false, _ = used_again(site)
    site.builds(site.scene.third.membership, here)
    later = site.builds(here)
    site.builds(newcomer.membership, here)
    assert site.verdicts(true, later, false) == ["", "", "forked"]


def test_whoever_was_let_in_before_the_journal_forked_early_goes_on() -> None:
    """A branch begun far back, by somebody who has the seal key alone, takes nobody's place."""
    site = Site()
    here = site.scene.other.membership
    early = site.branch(here)
    true, newcomer = site.redeemed(here, site.invited(here))
    after = site.builds(newcomer.membership, here)
    false = site.writes(early)
    assert site.verdicts(true, after, false) == ["", "", "unsigned"]
    assert site.heard().roll.now.workstations[newcomer.id].welcome


def test_a_seal_key_alone_redeems_nothing_again_and_every_newcomer_stays_a_witness() -> None:
    """All came by invitations of one workstation; whoever has its seal key begins a branch from before."""
    site = Site()
    here = site.scene.other.membership
    invitations = [site.invited(here) for _ in range(3)]
    there = site.branch(here)
    came = [site.redeemed(here, one) for one in invitations]
    since = site.builds(here)
    later = [site.builds(post.membership, here) for _, post in came]
    again = [site.redeemed(there, one, site.place.random(32)) for one in invitations]
    for _, post in again:
        site.builds(post.membership, there)
    true = [*(written for written, _ in came), since, *later]
    assert site.verdicts(*true) == [""] * len(true)
    assert site.verdicts(*(written for written, _ in again)) == ["not_invited"] * 3
    now = site.heard().roll.now
    assert all(now.workstations[post.id].welcome for _, post in came)
    assert not any(post.id in now.workstations for _, post in again)


def test_a_branch_from_far_back_redeems_nothing_again_either() -> None:
    """Most of what the site did stands on what somebody came in by, long ago."""
    site = Site()
    here = site.scene.other.membership
    invitation = site.invited(here)
    there = site.branch(here)
    true, newcomer = site.redeemed(here, invitation)
    since = [site.builds(here) for _ in range(5)]
    later = site.builds(newcomer.membership, here)
    again, made_up = site.redeemed(there, invitation, site.place.random(32))
    site.builds(made_up.membership, there)
    assert site.verdicts(true, *since, later, again) == [""] * 7 + ["not_invited"]


def test_the_same_redemption_word_for_word_on_a_branch_is_no_rival() -> None:
    """It takes the seal key alone, and lets in nobody else."""
    site = Site()
    here = site.scene.other.membership
    invitation = site.invited(here)
    there = site.branch(here)
    site.writes(there)
    true, newcomer = site.redeemed(here, invitation)
    after = site.builds(newcomer.membership, here)
    same = site.repeated(there, true)
    assert site.verdicts(true, after, same) == ["", "", "forked"]
    now = site.heard().roll.now
    assert now.workstations[newcomer.id].welcome
    assert not now.workstations[newcomer.id].doubled


def test_an_invitation_said_again_is_not_there_to_be_redeemed_again() -> None:
    """By an inviter that kept its key: what lets in another knows of the first one, and is a rival still."""
    site = Site()
    here = site.scene.other.membership
    before = site.branch(here)
    invitation = site.invited(here)
    invited, there = here.written[-1], site.branch(here)
    true, newcomer = site.redeemed(here, invitation)
    site.builds(newcomer.membership, here)
    false, made_up = site.redeemed(there, invitation)
    more = site.builds(there)
    site.builds(made_up.membership, there)
    again = before.write(site.acts(invited), [newcomer.membership])
    late = site.repeated(before, false)
    assert site.verdicts(again, late, false, more) == ["forked", "not_invited", "forked", "forked"]
    site.builds(site.scene.third.membership, here)
    assert site.verdicts(true, false, late) == ["", "forked", "not_invited"]


def test_a_redemption_says_which_journals_are_its_newcomers() -> None:
    """On a branch, lower in fold order, they would be of the other scope, and nobody would read them."""
    site = Site()
    here = site.scene.other.membership
    invitation = site.invited(here)
    there = site.branch(here)
    site.builds(here)
    true, newcomer = site.redeemed(here, invitation)
    site.builds(newcomer.membership, here)
    enrolled, *openings = contents_of(true.core, opened(true).bodies).values()
    voucher = opened(true).bodies[-1]
    assert voucher is not None
    acts = [unsigned(one, newcomer.id) for one in (enrolled, *map(other_scope, openings))]
    last = unsigned(decode(InvitationRedeemed, voucher.body), newcomer.id)
    assert site.verdicts(true, there.write([*acts, last])) == ["", "not_invited"]
    journals = site.heard().roll.now.journals
    assert journals[newcomer.membership.id].scope == "membership"
    assert journals[newcomer.clinical.id].scope == "clinical"


def test_a_signed_enrolment_says_so_too() -> None:
    """Signatures are of their place, where a copy of the workstation may write something else beside them."""
    site = Site()
    here = site.scene.other.membership
    there, careless = site.branch(here), site.branch(here)
    identifier, seal_key = site.place.random(16), site.place.random(32)
    _, openings = site.place.journals(identifier, seal_key)
    enrolled = site.place.enrolment(identifier, seal_key, "HDJ-2")
    signed = [site.scene.signed("first", one, identifier) for one in (enrolled, *openings)]
    true = here.write(signed)
    site.builds(site.scene.third.membership, here)
    first = opened(true).bodies[0]
    assert first is not None
    assert first.signature is not None
    signature = first.signature
    act = replace(signed[0], salt=first.salt, signer=lambda _: signature)
    false = [
        site.branch(there).write([act, *(unsigned(other_scope(one), identifier) for one in openings)])
        for _ in range(19)
    ]
    assert min(false, key=lambda one: one.hash).hash < true.hash
    assert [site.heard().roll.now.journals[one.journal].scope for one in openings] == [MEMBERSHIP, CLINICAL]
    before = careless.write([act, *(unsigned(one, identifier) for one in openings)])
    assert site.verdicts(true, *false, before) == ["", *["unsigned"] * 20]


def other_scope(opening: Wire) -> JournalOpened:
    """The same journal, announced as one of the other scope."""
    assert isinstance(opening, JournalOpened)
    return replace(opening, scope=CLINICAL if opening.scope == MEMBERSHIP else MEMBERSHIP)


def test_the_recovery_key_settles_it_where_the_founding_journal_is_the_forked_one() -> None:
    """Whoever sat at the founder's was hostile when they came: it is said in the journal of a newcomer."""
    site = Site()
    here = site.scene.one.membership
    invitations = [site.invited(here) for _ in range(2)]
    there = site.branch(here)
    came = [site.redeemed(here, one) for one in invitations]
    again = [site.redeemed(there, one) for one in invitations]
    since = [site.builds(post.membership, here) for _, post in came]
    for _, post in again:
        site.builds(post.membership, there)
    true, false = [one for one, _ in came], [one for one, _ in again]
    assert site.verdicts(*true, *false) == ["forked"] * 4
    tip = Tip(here.id, here.head.seq, here.head.hash)
    site.says(came[0][1].membership, "recovery", ForkSettled(here.id, (tip,)))
    assert site.verdicts(*true, *since, *false) == [""] * 4 + ["forked"] * 2


@pytest.mark.parametrize("own", [True, False])
def test_a_journal_announced_as_a_made_up_workstations_is_whose_it_was(own: bool) -> None:
    """It says on the branch, lower in fold order, that a reopened journal is another's."""
    site = Site()
    here = site.scene.other.membership
    invitation = site.invited(here)
    there = site.branch(here)
    true, _ = site.redeemed(here, invitation)
    key, nonce, made_up = site.place.random(32), site.place.random(32), site.place.random(16)
    public = public_key(key)
    journal = journal_id(site.place.site, public, nonce)
    enrolled = site.place.enrolment(made_up, key, "HDJ-2", invitation)
    stolen = JournalOpened(journal, made_up, "membership", public, nonce, None)
    false = site.redeems(there, invitation, made_up, (enrolled, stolen))
    for _ in range(9):
        site.builds(site.scene.one.membership)
    post = site.scene.other if own else site.scene.third
    site.builds(site.reopened(post, key, nonce, site.scene.one.membership), there if own else here)
    assert site.verdicts(true, false) == ["forked" if own else "", "forked"]


def test_who_counts_by_others_is_a_witness_of_clinical_branches_and_the_other_is_not() -> None:
    site = Site()
    here, _, newcomer, there, _, made_up = used_again(site)
    site.builds(site.scene.third.membership, here)
    site.builds(made_up.membership, there)
    built = site.heard().roll.built(CLINICAL)
    assert built.witness(newcomer.clinical.id) == newcomer.id
    assert built.witness(made_up.clinical.id) is None


def test_what_it_writes_in_a_session_counts_for_nothing_and_witnesses_no_clinical_branch() -> None:
    site = Site()
    _, _, _, there, _, made_up = used_again(site)
    site.builds(made_up.membership, there)
    nurse = site.scene.people["nurse"]
    note = made_up.clinical.write(
        [nurse.act(CourseNoted(None, "RAS"), bytes(16), right="administer")], [there]
    )
    hearing = site.heard()
    hearing.hears(note)
    past = hearing.past_of[note.hash]
    verdict = hearing.roll.admits(note.core, opened(note).bodies, past, Anybody())
    assert verdict == "unannounced"
