"""A made-up site by the rules of two people: administrators, others, three workstations, a recovery key.

Whoever signs is named; `sees` is one workstation hearing of all that another holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import RightsGranted
from schema.acts.workstations import WorkstationRenamed
from schema.codec import Wire
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, PIN_BY_TWO, RULES, TWO_PEOPLE
from schema.transaction import ActRef, Tip
from sync.journal import NewAct, Written, public_key
from sync.membership import Membership, recovery_key_id
from sync.roll import Roll
from tests.sync.founded import Journal, Person, Place, unsigned

ADMINISTRATION = ("site.enrol", "site.people")
ADMINISTRATORS = (*ADMINISTRATION, "site.pin")
"""What they are given."""
NOBODY = bytes(16)


class Post(msgspec.Struct):
    """A workstation: its two journals."""

    id: Id
    seal_key: bytes
    membership: Journal
    clinical: Journal


class Scene:
    """The site; `strict` under these rules, else as it was founded before there were any."""

    def __init__(
        self,
        *,
        strict: bool = True,
        administrators: int = 4,
        rules: Sequence[str] = (TWO_PEOPLE, ADMINISTRATORS_PIN, PIN_BY_TWO),
    ) -> None:
        self.place = Place(rules=[RULES[name] for name in rules] if strict else [])
        self.recovery = Person(NOBODY, recovery_key_id(public_key(self.place.recovery)), self.place.recovery)
        self.one = Post(self.place.workstation, b"", self.place.membership, self.place.clinical)
        self.people: dict[str, Person] = {"first": self.place.admin}
        for name in ("second", "third", "fourth")[: administrators - 1]:
            self._enrol(name, ADMINISTRATORS)
        self.does(self.one, "recovery", RightsGranted(self.people["first"].id, ("site.pin",)))
        for name in ("nurse", "keeper", "warden"):
            self._enrol(name, {"nurse": ("administer",)}.get(name, ("site.pin",)))
        self.other, self.third = self._post("HDJ-1"), self._post("USC-1")
        self.posts = (self.one, self.other, self.third)
        for post in self.posts[1:]:
            self.sees(post, self.one)

    def _enrol(self, name: str, rights: tuple[str, ...]) -> None:
        person = self.people[name] = self.place.person()
        # The recovery key makes administrators alone, so that every scene begins alike.
        self.one.membership.write(
            [self.signed("recovery", body, person.id) for body in self.place.introducing(person, rights)]
        )

    def _post(self, name: str) -> Post:
        identifier, seal_key = self.place.random(16), self.place.random(32)
        journal, openings = self.place.journals(identifier, seal_key)
        bodies = (self.place.enrolment(identifier, seal_key, name), *openings)
        self.one.membership.write([self.signed("first", body, identifier) for body in bodies])
        return Post(identifier, seal_key, journal, Journal(self.place, openings[1].journal, seal_key))

    def signed(self, who: str, body: Wire, file: Id | None = None) -> NewAct:
        """An act of somebody; `recovery` signs for nobody in particular, and `nobody` does not sign."""
        if who == "nobody":
            return unsigned(body, file or self.place.site)
        person = self.recovery if who == "recovery" else self.people[who]
        act = person.act(body, file or self.place.site)
        return msgspec.structs.replace(act, actor=None) if who == "recovery" else act

    def does(self, post: Post, who: str, *bodies: Wire) -> Written:
        """Somebody signs this at a workstation, in one transaction."""
        return post.membership.write([self.signed(who, body) for body in bodies])

    def agrees(self, post: Post, who: str, proposal: Written, index: int = 0) -> Written:
        """Somebody agrees to what was proposed."""
        return self.does(post, who, MembershipAgreed(proposal.act(index)))

    def calls_off(self, post: Post, who: str, proposal: Written) -> Written:
        """Somebody wants what was proposed no more."""
        return self.does(post, who, ProposalWithdrawn(proposal.act(0), "mal choisi"))

    def sees(self, post: Post, *others: Post) -> Written:
        """A workstation hears of what others hold, and says so by an act that does nothing else."""
        renamed = WorkstationRenamed(post.id, f"poste {post.membership.head.seq}")
        return post.membership.write(
            [self.signed("recovery", renamed)], saw=[other.membership for other in others]
        )

    def meet(self) -> None:
        """Everybody hears of everything."""
        for post in self.posts:
            self.sees(post, *(other for other in self.posts if other is not post))

    def cuts(self, *posts: Post) -> tuple[Tip, ...]:
        """Where the journals of these workstations stand."""
        journals = [journal for post in posts for journal in (post.membership, post.clinical)]
        return tuple(sorted(Tip(one.id, one.head.seq, one.head.hash) for one in journals if one.head.seq))

    def roll(self, posts: Sequence[Post] | None = None) -> Roll:
        """What follows from everything written."""
        return self.place.roll(*(post.membership for post in posts or self.posts))

    @property
    def now(self) -> Membership:
        """Membership by everything written."""
        return self.roll().now

    def verdict(self, written: Written) -> str:
        """What is said of a transaction, all things considered."""
        return self.roll().verdict(written.core.journal, written.core.seq)


def ref(written: Written) -> ActRef:
    """The first act of a transaction."""
    return written.act(0)
