"""Copies of workstations that go on as they please: the same counts whatever came first."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import (
    RightsGranted,
    RulesSwitched,
)
from schema.acts.people import AdministratorAppointed, AdministratorProposed
from schema.acts.workstations import ForkSettled, WorkstationRemovalProposed
from schema.codec import Wire
from schema.ids import Id
from schema.rules import ONLY_ONCE
from schema.rules import RULES as KNOWN
from schema.transaction import Tip
from sync.journal import Written
from sync.membership import contents_of
from tests.sync.founded import Journal, opened
from tests.sync.membership.scene import ADMINISTRATION
from tests.sync.once import BEFORE, RULES, Site


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
        self.invited: list[tuple[Journal, Written]] = []
        self.redemptions: list[Written] = []
        self.proposals: list[Written] = []
        ways = [self._copied] * 3 + [self._invited] * 3 + [self._redeemed] * 3 + [self._appointed] * 3
        ways += [self._repeated] * 2 + [self._invited_again]
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
        self.invited.append((at, at.written[-1]))

    def _invited_again(self, at: Journal) -> None:
        """Word for word, on a branch that lacks it."""
        found = [one for where, one in self.invited if where.id == at.id]
        if found:
            at.write(self.site.acts(self.chance.choice(found)), [self.chance.choice(self.journals)])

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
