"""Sites where what may be done once is done on several branches of one journal, by hand or by chance."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence

from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import (
    JournalReopened,
    WorkstationInvited,
)
from schema.acts.people import AdministratorAppointed
from schema.acts.workstations import ForkSettled, WorkstationRenamed
from schema.codec import Wire
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, ONLY_ONCE, TWO_PEOPLE
from schema.transaction import Body, Header, Tip, journal_id, reopening_input
from sync.journal import NewAct, Written, public_key, signer
from sync.membership import secret_hash
from tests.sync.founded import Journal, opened, redeemed_by, unsigned
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
