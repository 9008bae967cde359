"""Membership as one causal past has it: workstations, journals, people, what was proposed, what is cut.

Values alone; `sync.membership.effects` makes them out of acts.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from schema.acts.membership import PersonEnrolled, SiteFounded, WorkstationInvited
from schema.acts.workstations import NewJournal
from schema.codec import Wire, tagged_hash
from schema.ids import Id
from schema.transaction import ActRef, Tip
from sync.causality import Past, Spot
from sync.membership.journals import JournalInfo, Journals, Place
from sync.strands import Strands

MEMBERSHIP, CLINICAL = "membership", "clinical"


class Limit(msgspec.Struct, frozen=True):
    """How far a journal counts: within one of these tips, or in what their author can be shown to have known.

    Without the second, who suspends could deny what they had seen, up to the founding of the site.
    """

    tips: tuple[Tip, ...]
    seen: Past | None = None

    def lets_through(self, strands: Strands, spot: Spot) -> bool:
        """Whether this transaction of the journal lies within it."""
        if self.seen is not None and self.seen.holds(spot.strand, spot.seq):
            return True
        return any(strands.inside(spot, tip) for tip in self.tips)


Cuts = Mapping[Id, tuple[Limit, ...]]
"""Journal → limits, all of which hold."""


class Workstation(msgspec.Struct, frozen=True):
    """A workstation of the site."""

    id: Id
    name: str
    place: str
    seal_key: bytes
    certificate: bytes
    backup_recipient: str
    suspended: bool = False
    removed: bool = False
    doubled: bool = False
    """Enrolled again apart, with other keys: somebody lied, and the first in fold order holds."""

    @property
    def welcome(self) -> bool:
        """Whether the others talk with it."""
        return not self.suspended and not self.removed


class Person(msgspec.Struct, frozen=True):
    """A member of staff: who they are, their keys, their rights."""

    id: Id
    enrolled: PersonEnrolled
    """As they are written now."""
    keys: Mapping[Id, bytes] = {}
    """Those that sign, in the order in which they were introduced."""
    retired: frozenset[Id] = frozenset()
    """Keys that a changed PIN put an end to, and those that were introduced apart."""
    given: Mapping[Id, Mapping[Id, int]] = {}
    """Every key that was ever given them, ended or not, the first first; each with where first, by strand."""
    introduced: Mapping[Spot, Id] = {}
    """Keys that whoever enrolled them introduced, by where."""
    rights: frozenset[str] = frozenset()
    """Those that count unless the person is suspended or removed."""
    doubled: bool = False
    """Keys were introduced for them apart, and nobody who knew of all gave them another: somebody lied."""
    administered: bool = False
    """Was ever given a right of administration."""
    administrations: tuple[Past, ...] = ()
    """What those knew who gave them one, each time."""
    suspended: bool = False
    removed: bool = False

    @property
    def active(self) -> bool:
        """Whether their rights count."""
        return not self.suspended and not self.removed

    def first_given(self, key: Id) -> Iterator[Spot]:
        """Where they were given this key, of each strand the first place alone."""
        return (Spot(strand, seq) for strand, seq in self.given[key].items())

    def administers_apart(self, spot: Spot) -> bool:
        """Whether something made them an administrator that did not know of what stands there."""
        return not all(past.holds(spot.strand, spot.seq) for past in self.administrations)

    @property
    def opens(self) -> Id | None:
        """The key that their PIN opens: of several changed apart the first in fold order."""
        return next(iter(self.keys), None)


class Invited(msgspec.Struct, frozen=True):
    """An invitation and the journal that may redeem it."""

    journal: Id
    invitation: WorkstationInvited
    used: bool = False


class Lift(msgspec.Struct, frozen=True):
    """A readmission: its workstation writes on in new journals, the old ones count up to these tips."""

    spot: Spot
    admitted: Mapping[Id, tuple[Tip, ...]]


class Readmitted(msgspec.Struct, frozen=True):
    """The journals in which a workstation writes on, before it is known under which key."""

    journals: tuple[NewJournal, ...]
    knew: frozenset[Spot]
    """The readmissions behind which they lie."""
    place: Place


class Barrier(msgspec.Struct, frozen=True):
    """A workstation was suspended or removed: of what it writes, what lies within the cuts counts."""

    workstation: Id
    removal: bool
    cuts: Mapping[Id, tuple[Tip, ...]]
    spot: Spot
    """Where it took effect."""
    seen: Past | None
    """What its author knew; nil of the older kind, of which the cuts alone count."""
    lifts: tuple[Lift, ...] = ()
    """Of a removal; a suspension that is lifted is gone."""

    def holds_back(self, journal: JournalInfo) -> Limit | None:
        """How far that journal of the workstation counts; nil: all of it does."""
        if any(lift.spot in journal.knew for lift in self.lifts):
            return None
        named = (self.cuts, *(lift.admitted for lift in self.lifts))
        return Limit(tuple(tip for tips in named for tip in tips.get(journal.id, ())), self.seen)


class Withdrawal(msgspec.Struct, frozen=True):
    """Rights taken from a person; what was written without knowing it counts up to the cuts."""

    person: Id
    rights: frozenset[str] | None
    """Nil: all, because the person was suspended or removed."""
    cuts: Mapping[Id, tuple[Tip, ...]]
    """Journal → last transactions that still count, one a branch; of a journal not named, nothing does."""
    spot: Spot
    """Where it was written: for whoever has that in their past, rights of their past decide."""
    seen: Past | None
    """What its author knew."""
    removal: bool = False
    lifted: bool = False
    """They work here again; what they wrote beyond the cuts meanwhile does not count for all that."""

    def takes(self, right: str) -> bool:
        """Whether it took this right."""
        return self.rights is None or right in self.rights


class Proposal(msgspec.Struct, frozen=True):
    """An act that takes a second person."""

    act: ActRef
    by: Id | None
    content: Wire
    spot: Spot
    past: Past | None
    """What its author knew; nil while its own transaction is judged."""
    agreements: tuple[ActRef, ...] = ()
    """The acts by which others agreed, apart when there are several."""
    withdrawn: bool = False
    """A removal whose suspension was lifted instead, or what somebody called off."""
    called_off: tuple[ActRef, ...] = ()
    """The acts that did; agreed to apart from them, it holds all the same."""

    @property
    def agreed(self) -> bool:
        """It has taken effect."""
        return bool(self.agreements)

    @property
    def open(self) -> bool:
        """It waits for a second person."""
        return not self.agreed and not self.withdrawn


class Settlement(msgspec.Struct, frozen=True):
    """How far the branches of a forked journal count, by two people who knew this past."""

    tips: tuple[Tip, ...]
    spot: Spot
    past: Past | None


class Switched(msgspec.Struct, frozen=True):
    """Where a rule of membership was switched on, and what those who did it knew."""

    spot: Spot
    past: Past


class Membership(msgspec.Struct, frozen=True):
    """Membership as one causal past has it."""

    site: Id | None = None
    founded: SiteFounded | None = None
    founded_in: Id | None = None
    """The journal of the founding."""
    workstations: Mapping[Id, Workstation] = {}
    journals: Journals = msgspec.field(default_factory=Journals)
    people: Mapping[Id, Person] = {}
    invitations: Mapping[Id, Invited] = {}
    proposals: Mapping[ActRef, Proposal] = {}
    barriers: tuple[Barrier, ...] = ()
    readmitted: Mapping[Id, tuple[Readmitted, ...]] = {}
    """Of workstations that nothing enrols yet, in fold order."""
    withdrawals: tuple[Withdrawal, ...] = ()
    settlements: Mapping[Id, tuple[Settlement, ...]] = {}
    """Forked journal → the latest settlements of it."""
    switches: tuple[Switched, ...] = ()
    """Of the rule of two people, on a site founded without it."""
    rules: Mapping[str, frozenset[int]] = {}
    """Rules switched on, each with the sorts of file it governs."""
    switched_at: Mapping[str, tuple[Spot, ...]] = {}
    """Where each was: of switches apart from each other every one."""
    unclear: frozenset[Id] = frozenset()
    """Files (the site, workstations, people) of which a newer program said something critical."""

    def key_of(self, person: Id | None, key: Id | None) -> bytes | None:
        """A person's public key, or the site's recovery key for nobody in particular."""
        if person is None:
            recovery = self.founded.recovery_key if self.founded else None
            return recovery if recovery and key == recovery_key_id(recovery) else None
        holder = self.people.get(person)
        return holder.keys.get(key) if holder and key else None

    def may(self, person: Id | None, right: str) -> bool:
        """Whether the person has the right here; the recovery key (nobody) has every one."""
        if person is None or not right:
            return True
        holder = self.people.get(person)
        return holder is not None and right in holder.rights and holder.active

    def held_for(self, rule: str, past: Past) -> bool:
        """Whether whoever knew this past acted under that rule: it has its switch there."""
        return any(past.holds(spot.strand, spot.seq) for spot in self.switched_at.get(rule, ()))

    @property
    def lifts(self) -> Mapping[Id, frozenset[Spot]]:
        """Workstation → where it was readmitted."""
        found: dict[Id, frozenset[Spot]] = {}
        for one in self.barriers:
            if one.lifts:
                spots = (lift.spot for lift in one.lifts)
                found[one.workstation] = found.get(one.workstation, frozenset()).union(spots)
        return found

    @property
    def settled(self) -> Mapping[Id, tuple[tuple[Tip, ...], ...]]:
        """Forked journal → what each of the latest settlements admits; what all of them admit counts."""
        return {journal: tuple(one.tips for one in ones) for journal, ones in self.settlements.items()}

    def cuts(self, *, removal: bool, journals: Iterable[JournalInfo] = ()) -> Cuts:
        """What holds back each of these journals (nil: all announced), by removal or by suspension."""
        found: dict[Id, tuple[Limit, ...]] = {}
        barriers = [one for one in self.barriers if one.removal == removal]
        for journal in journals or self.journals.values() if barriers else ():
            held = [one.holds_back(journal) for one in barriers if one.workstation == journal.workstation]
            if known := tuple(limit for limit in held if limit is not None):
                found[journal.id] = known
        return found


def by_journal(tips: Iterable[Tip], *, each: bool) -> Mapping[Id, tuple[Tip, ...]]:
    """Tips by journal: each of one journal's, or the last named alone."""
    named: dict[Id, tuple[Tip, ...]] = {}
    for tip in tips:
        named[tip.journal] = (*(named.get(tip.journal, ()) if each else ()), tip)
    return named


def recovery_key_id(public: bytes) -> Id:
    """The key id under which the recovery key signs."""
    return tagged_hash("recovery-key", public)[:16]


def person_key_id(public: bytes) -> Id:
    """The id of a person's key: made from its public half, so that nobody gives another key under it."""
    return tagged_hash("person-key", public)[:16]
