"""What may be done once, done on several branches of one journal: nobody makes his own witness by that."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from schema.acts.agreement import MembershipAgreed
from schema.acts.course import CourseNoted
from schema.acts.membership import (
    InvitationRedeemed,
    JournalOpened,
    JournalReopened,
    RightsGranted,
    RulesSwitched,
    WorkstationInvited,
)
from schema.acts.people import AdministratorAppointed, AdministratorProposed, PersonSuspended
from schema.acts.workstations import ForkSettled, WorkstationRemovalProposed, WorkstationRenamed
from schema.codec import Wire, decode
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, ONLY_ONCE, TWO_PEOPLE
from schema.rules import RULES as KNOWN
from schema.transaction import Body, Header, Tip, journal_id, reopening_input
from sync.journal import NewAct, Written, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP, contents_of, secret_hash
from tests.sync.founded import Journal, opened, redeemed_by, unsigned
from tests.sync.membership.lived import Anybody
from tests.sync.membership.scene import ADMINISTRATION, Post, Scene
from tests.sync.reopened import Hearing, arriving

BEFORE = (TWO_PEOPLE, ADMINISTRATORS_PIN)
RULES = (*BEFORE, ONLY_ONCE)


def branch_of(journal: Journal) -> Journal:
    """The same journal, as a copy of its workstation goes on with it."""
    found = copy.copy(journal)
    found.written = []
    return found


class Site:
    """Workstations, and whatever else was written: journals of newcomers, branches."""

    def __init__(self, administrators: int = 4, rules: Sequence[str] = RULES) -> None:
        self.scene = Scene(administrators=administrators, rules=rules)
        self.place = self.scene.place
        self.more: list[Journal] = []
        self.keys: dict[Id, bytes] = {}
        """The one-time key of each invitation, which an honest inviter has forgotten."""
        self.notes: list[Written] = []

    @property
    def written(self) -> list[Written]:
        """Everything of membership."""
        return [
            one
            for journal in [*(post.membership for post in self.scene.posts), *self.more]
            for one in journal.written
        ]

    def branch(self, journal: Journal) -> Journal:
        """One more."""
        self.more.append(branch_of(journal))
        return self.more[-1]

    def says(self, journal: Journal, who: str, body: Wire, *saw: Journal) -> Written:
        """Somebody signs this there."""
        return journal.write([self.scene.signed(who, body)], saw)

    def invited(self, at: Journal) -> Id:
        """An invitation that an administrator signed there."""
        invitation, key = self.place.random(16), self.place.random(32)
        self.says(at, "first", WorkstationInvited(invitation, "HDJ-2", "là", secret_hash(public_key(key))))
        self.keys[invitation] = key
        return invitation

    def redeems(
        self, at: Journal, invitation: Id, workstation: Id, bodies: Sequence[Wire], key: bytes | None = None
    ) -> Written:
        """That workstation is let in by the invitation's own key, or by another."""
        acts = [unsigned(one, workstation) for one in bodies]
        key = self.keys[invitation] if key is None else key
        return at.write([*acts, redeemed_by(key, self.place.site, invitation, acts)])

    def redeemed(self, at: Journal, invitation: Id, key: bytes | None = None) -> tuple[Written, Post]:
        """A workstation is enrolled by it, for which nobody signs."""
        identifier, seal_key = self.place.random(16), self.place.random(32)
        membership, openings = self.place.journals(identifier, seal_key)
        enrolled = self.place.enrolment(identifier, seal_key, "HDJ-2", invitation)
        written = self.redeems(at, invitation, identifier, (enrolled, *openings), key)
        self.more.append(membership)
        clinical = Journal(self.place, openings[1].journal, seal_key)
        return written, Post(identifier, seal_key, membership, clinical)

    @staticmethod
    def acts(written: Written) -> list[NewAct]:
        """Each act, to be said again word for word; signatures stay those of where it was."""

        def said(header: Header, body: Body | None) -> NewAct:
            assert body is not None
            signature = body.signature
            return NewAct(
                header.kind,
                header.critical,
                header.cls,
                header.right,
                header.actor,
                header.by,
                header.file,
                body.body,
                signer=None if signature is None else lambda _: signature,
                salt=None if signature is None else body.salt,
            )

        return [*map(said, written.core.headers, opened(written).bodies)]

    def repeated(self, at: Journal, written: Written) -> Written:
        """The same said again elsewhere."""
        return at.write(self.acts(written))

    def reopened(self, post: Post, key: bytes, nonce: bytes, *saw: Journal) -> Journal:
        """A workstation goes on in a new membership journal, for which its own key vouches."""
        public = public_key(key)
        new = Journal(self.place, journal_id(self.place.site, public, nonce), key)
        said = reopening_input(self.place.site, new.id, post.id, "membership", public, None)
        voucher = signer(post.seal_key)(said)
        body = JournalReopened(new.id, post.id, "membership", public, nonce, None, voucher)
        new.write([unsigned(body, post.id)], saw)
        self.more.append(new)
        return new

    def writes(self, journal: Journal, *saw: Journal) -> Written:
        """Something that anybody who holds the seal key of that journal may write, having seen these."""
        return journal.write([unsigned(WorkstationRenamed(self.place.random(16), "x"), bytes(16))], saw)

    def builds(self, journal: Journal, *saw: Journal) -> Written:
        """Something that counts by itself, and was signed."""
        return self.says(journal, "recovery", WorkstationRenamed(self.scene.one.id, "PUI"), *saw)

    def heard(self, seed: int = 0) -> Hearing:
        """Somebody who heard of it in some order, and looked now and then."""
        chance, hearing = random.Random(seed), Hearing()
        for one in arriving(self.written, chance):
            hearing.hears(one)
            if chance.random() < 0.3:
                assert hearing.roll.grounds is not None
        return hearing

    def verdicts(self, *asked: Written) -> list[str]:
        """What is said of these, by everybody alike."""
        told = []
        for seed in range(8):
            hearing = self.heard(seed)
            told.append([hearing.verdict(one) for one in asked])
        assert told == told[:1] * 8
        return told[0]


# -- an invitation redeemed again


def used_again(site: Site) -> tuple[Journal, Written, Post, Journal, Written, Post]:
    """A newcomer is let in, and on a branch of the same journal a made-up workstation in its place."""
    here = site.scene.other.membership
    invitation = site.invited(here)
    there = site.branch(here)
    return here, *site.redeemed(here, invitation), there, *site.redeemed(there, invitation)


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
        for _ in range(9)
    ]
    assert min(false, key=lambda one: one.hash).hash < true.hash
    assert [site.heard().roll.now.journals[one.journal].scope for one in openings] == [MEMBERSHIP, CLINICAL]
    before = careless.write([act, *(unsigned(one, identifier) for one in openings)])
    assert site.verdicts(true, *false, before) == ["", *["unsigned"] * 10]


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


# -- a second administrator, appointed again


class Founder:
    """The only administrator appoints a second one, and on a branch of the founding journal another."""

    def __init__(self, rules: Sequence[str] = RULES) -> None:
        self.site = site = Site(administrators=1, rules=rules)
        self.here = site.scene.one.membership
        self.there = site.branch(self.here)
        self.true, self.false = site.scene.people["keeper"], site.scene.people["warden"]
        self.appointed = site.says(self.here, "first", AdministratorAppointed(self.true.id, ADMINISTRATION))
        site.builds(site.scene.other.membership, self.here)
        self.again = site.says(self.there, "first", AdministratorAppointed(self.false.id, ADMINISTRATION))
        self.nurse = site.scene.people["nurse"].id

    def by_two(self, at: Journal, second: str, what: Wire, first: str = "first") -> tuple[Written, Written]:
        """One proposes and the other agrees."""
        proposed = self.site.says(at, first, what)
        return proposed, self.site.says(at, second, MembershipAgreed(proposed.act(0)))

    def administrators(self, seed: int = 0) -> set[Id]:
        """Who is one."""
        people = self.site.heard(seed).roll.now.people.values()
        return {one.id for one in people if ADMINISTRATION[1] in one.rights}

    def settles(self, at: Journal, tip: Journal) -> Written:
        """Two holders of shares say which branch counts."""
        body = ForkSettled(tip.id, (Tip(tip.id, tip.head.seq, tip.head.hash),))
        return self.site.says(at, "recovery", body)


def test_a_second_one_appointed_again_makes_none_that_takes_two() -> None:
    """Neither administrators nor removals; both appointments wait for whoever rests on neither."""
    at = Founder()
    first = at.site.scene.people["first"].id
    made = at.by_two(at.there, "warden", AdministratorProposed(at.nurse, ADMINISTRATION))
    removed = WorkstationRemovalProposed(at.site.scene.other.id, "volé", ())
    one = at.by_two(at.there, "warden", removed)
    other = at.by_two(at.there, "first", removed, "warden")
    tip = (Tip(at.there.id, at.there.head.seq, at.there.head.hash),)
    settled = at.by_two(at.there, "warden", ForkSettled(at.there.id, tip))
    at.site.builds(at.site.scene.third.membership, at.there)
    assert at.site.verdicts(at.appointed, at.again) == ["takes_two", "takes_two"]
    said = at.site.verdicts(made[1], one[1], other[1], settled[1])
    assert all(said)
    for seed in range(4):
        assert at.administrators(seed) == {first}
        now = at.site.heard(seed).roll.now
        assert not any(one.removed for one in now.workstations.values())
        assert not now.settled
    # What restricts does so all the same: it takes one.
    assert at.site.verdicts(one[0], other[0]) == ["", ""]
    assert now.workstations[at.site.scene.other.id].suspended


def test_the_recovery_key_settles_which_one_it_is() -> None:
    at = Founder()
    at.site.builds(at.site.scene.third.membership, at.there)
    made = at.by_two(at.here, "keeper", AdministratorProposed(at.nurse, ADMINISTRATION))
    suspended = at.site.says(at.here, "keeper", PersonSuspended(at.nurse, "absente", ()))
    at.site.builds(at.site.scene.other.membership, at.here)
    assert at.site.verdicts(at.appointed, *made, suspended) == ["takes_two", "", "beyond_rights", ""]
    at.settles(at.site.scene.other.membership, at.here)
    assert at.site.verdicts(at.appointed, *made, at.again) == ["", "", "", "takes_two"]
    first = at.site.scene.people["first"].id
    assert at.administrators() == {first, at.true.id, at.nurse}


@pytest.mark.parametrize("rules", [RULES, BEFORE])
def test_the_same_one_appointed_again_is_no_rival(rules: Sequence[str]) -> None:
    """A workstation set back before it, on which it was done again."""
    site = Site(administrators=1, rules=rules)
    here = site.scene.one.membership
    there = site.branch(here)
    appointed = AdministratorAppointed(site.scene.people["keeper"].id, ADMINISTRATION)
    one, other = site.says(here, "first", appointed), site.says(there, "first", appointed)
    site.builds(site.scene.other.membership, here)
    site.builds(site.scene.third.membership, there)
    assert site.verdicts(one, other) == ["", ""]


def test_a_branch_that_appoints_nobody_takes_nothing_from_who_was() -> None:
    """Whoever has the seal key alone."""
    site = Site(administrators=1)
    here = site.scene.one.membership
    there = site.branch(here)
    appointed = AdministratorAppointed(site.scene.people["keeper"].id, ADMINISTRATION)
    one, other = site.says(here, "first", appointed), site.writes(there)
    site.builds(site.scene.other.membership, here)
    site.builds(site.scene.third.membership, there)
    assert site.verdicts(one, other) == ["", "unsigned"]


def test_without_the_rule_both_count() -> None:
    at = Founder(BEFORE)
    at.site.builds(at.site.scene.third.membership, at.there)
    assert at.site.verdicts(at.appointed, at.again) == ["", ""]


# -- whatever came first


class Life:
    """Copies of workstations go on as they please; one administrator signs wherever they like.

    Unless `strict`, the rule is switched on some time.
    """

    NAMES = ("keeper", "warden", "nurse")

    def __init__(self, seed: int, *, strict: bool = True) -> None:
        self.chance = random.Random(seed)
        self.site = Site(administrators=1, rules=RULES if strict else BEFORE)
        self.posts = [*self.site.scene.posts[1:]]
        self.journals = [post.membership for post in self.site.scene.posts]
        self.invitations: list[tuple[Journal, Id]] = []
        self.redemptions: list[Written] = []
        self.proposals: list[Written] = []
        ways = [self._copied] * 3 + [self._invited] * 3 + [self._redeemed] * 3 + [self._appointed] * 3
        ways += [self._repeated] * 2
        ways += (
            [self._proposed] * 2
            + [self._reopened] * 3
            + [self._agreed] * 2
            + [self._settled]
            + [self._heard] * 4
        )
        if not strict:
            ways += [self._switched] * 2
        for _ in range(self.chance.randint(6, 26)):
            self.chance.choice(ways)(self.chance.choice(self.journals))

    def _somebody(self) -> Id:
        return self.site.scene.people[self.chance.choice(self.NAMES)].id

    def _signs(self, at: Journal, body: Wire) -> Written:
        return self.site.says(at, self.chance.choice(("first", *self.NAMES)), body)

    def _copied(self, at: Journal) -> None:
        copied = self.site.branch(at)
        self.journals.append(copied)
        self.invitations += [(copied, one) for where, one in self.invitations if where is at]

    def _invited(self, at: Journal) -> None:
        self.invitations.append((at, self.site.invited(at)))

    def _redeemed(self, _: Journal) -> None:
        if self.invitations:
            at, invitation = self.chance.choice(self.invitations)
            # Whoever has the seal key alone, now and then.
            key = self.site.place.random(32) if self.chance.random() < 0.2 else None
            written, newcomer = self.site.redeemed(at, invitation, key)
            self.redemptions.append(written)
            self.posts.append(newcomer)
            self.journals.append(newcomer.membership)
            if self.chance.random() < 0.6:
                self.site.builds(newcomer.membership, at)

    def _repeated(self, at: Journal) -> None:
        if self.redemptions:
            self.site.repeated(at, self.chance.choice(self.redemptions))

    def _reopened(self, at: Journal) -> None:
        key, nonce = self.site.place.random(32), self.site.place.random(32)
        post = self.chance.choice(self.posts)
        saw = [at] if self.chance.random() < 0.7 else [self.site.scene.one.membership]
        self.journals.append(self.site.reopened(post, key, nonce, *saw))

    def _appointed(self, _: Journal) -> None:
        at = self.chance.choice([one for one in self.journals if one.id == self.journals[0].id])
        self.site.says(at, "first", AdministratorAppointed(self._somebody(), ADMINISTRATION))

    def _proposed(self, at: Journal) -> None:
        what: Wire = AdministratorProposed(self._somebody(), ADMINISTRATION)
        if self.chance.random() < 0.5:
            what = WorkstationRemovalProposed(self.chance.choice(self.site.scene.posts).id, "volé", ())
        self.proposals.append(self._signs(at, what))

    def _agreed(self, at: Journal) -> None:
        if self.proposals:
            self._signs(at, MembershipAgreed(self.chance.choice(self.proposals).act(0)))

    def _settled(self, at: Journal) -> None:
        tip = self.chance.choice(self.journals)
        named = (Tip(tip.id, tip.head.seq, tip.head.hash),) if tip.head.seq else ()
        self.proposals.append(self._signs(at, ForkSettled(tip.id, named)))

    def _switched(self, at: Journal) -> None:
        self.site.says(at, "recovery", RulesSwitched((KNOWN[ONLY_ONCE],)))

    def _heard(self, at: Journal) -> None:
        shuffled = self.chance.sample(self.journals, len(self.journals))
        others = [*{one.id: one for one in shuffled if one.id != at.id}.values()]
        seen = self.chance.sample(others, min(len(others), self.chance.randint(1, 2)))
        self.site.says(at, "first", RightsGranted(self._somebody(), ("note",)), *seen)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_the_same_counts_whatever_came_first_and_one_alone_appoints_one_at_most(
    seed: int, strict: bool
) -> None:
    site = Life(seed, strict=strict).site
    plain = site.heard(0)
    verdicts = [plain.verdict(one) for one in site.written]
    counted = [one for one, verdict in zip(site.written, verdicts, strict=True) if not verdict]
    contents = [content for one in counted for content in contents_of(one.core, opened(one).bodies).values()]
    appointed = {one.person for one in contents if isinstance(one, AdministratorAppointed)}
    assert len(appointed) <= 1 or not strict
    for number in (1, 2):
        other = site.heard(number)
        assert [other.verdict(one) for one in site.written] == verdicts
        assert other.roll.now.workstations == plain.roll.now.workstations
        rights = {one.id: (one.rights, one.active) for one in plain.roll.now.people.values()}
        assert {one.id: (one.rights, one.active) for one in other.roll.now.people.values()} == rights


def test_in_these_lives_the_rule_is_met() -> None:
    """Without it some would count."""
    sites = [Life(seed).site for seed in range(200)]

    def told() -> list[list[str]]:
        found = []
        for site in sites:
            hearing = site.heard()
            found.append([hearing.verdict(one) for one in site.written])
        return found

    by_the_rule = told()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sync.once.ONLY_ONCE", "another")
        without = told()
    otherwise = {
        (now, before)
        for one, other in zip(by_the_rule, without, strict=True)
        for now, before in zip(one, other, strict=True)
        if now != before
    }
    assert {("takes_two", ""), ("forked", "")} <= otherwise
