"""The folded state of a course: doses, bags, stops, conflicts. Canonical bytes, no lists of lists.

Everything a screen, a paper or a decision needs of a course is derived from here; nothing here is
ever written by hand or merged.
"""

from collections.abc import Collection
from typing import Annotated

import msgspec

from node.api.settlement import asks
from schema.acts.course import CourseIncluded
from schema.acts.preparation import PreparationClaimed
from schema.acts.prescription import DoseOrder, Pinned
from schema.codec import Wire
from schema.transaction import ActRef, Bytes16

Status = Annotated[str, msgspec.Meta(max_length=32)]


class Anomaly(Wire, frozen=True):
    """An act that makes no sense where it stands (unknown kind, impossible step); never an exception."""

    code: str
    act: ActRef


class SetAside(Wire, frozen=True):
    """An act that is authentic but not admitted. An account set aside warns and blocks its dose."""

    act: ActRef
    why: str
    subject: Bytes16 | None


class Breach(Wire, frozen=True):
    """An account of what happened, recorded although a rule was broken (given before release …)."""

    code: str
    act: ActRef
    subject: Bytes16
    """The dose or bag it is about, as the account names it."""
    dose: Bytes16 | None = None
    alarm: bool = False
    """Somebody may be in danger: shown everywhere until reviewed."""
    reviewed: ActRef | None = None
    """The `conflict.settled` (rule = this code, choice `reviewed`) that dealt with it."""
    by: tuple[Bytes16, ...] = ()
    """Who did it and who wrote it down: another person deals with it."""


class Word(Wire, frozen=True):
    """What one person said of a conflict that takes two."""

    act: ActRef
    by: Bytes16


class Conflict(Wire, frozen=True):
    """One disagreement, computed, never stored by a merge."""

    rule: str
    """The file of `node/domain/merge/` that found it."""
    subject: Bytes16
    """The dose or bag it is about."""
    dose: Bytes16 | None
    acts: tuple[ActRef, ...]
    """The acts that disagree, in fold order."""
    owners: tuple[str, ...]
    """Rights any of which may settle it, or of which a word is still wanted; empty when it needs nobody."""
    choices: tuple[str, ...]
    """Choices of `conflict.settled/1`; empty when another act is the way out."""
    alarm: bool
    blocks: bool
    settled: ActRef | None
    """The act that settled it (a settlement, or the revision that replaced both)."""
    heard: tuple[Word, ...] = ()
    """The first word of each who gave one while another person's is still wanted, in fold order."""

    def asks(self, person: Bytes16 | None, rights: Collection[str]) -> bool:
        """Whether it waits for this person, who has these rights."""
        return asks(self.owners, {word.by for word in self.heard}, person, rights)

    def has_heard(self, person: Bytes16 | None) -> bool:
        """Whether they gave their word, and another's is wanted."""
        return any(word.by == person for word in self.heard)


class Settlement(Wire, frozen=True):
    """A `conflict.settled/1` of this course, kept whole: cross-checks look here for theirs."""

    act: ActRef
    rule: str
    subject: Bytes16
    heads: tuple[ActRef, ...]
    choice: str
    keep: Bytes16 | None


class Elsewhere(Wire, frozen=True):
    """A dose told to have been given to somebody under another file than the course's."""

    act: ActRef
    dose: Bytes16
    patient: Bytes16
    """The file that was identified at the bedside."""


class Version(Wire, frozen=True):
    """One version of a dose's order."""

    act: ActRef
    order: DoseOrder
    mentions: tuple[str, ...]


class Dose(Wire, frozen=True):
    """One line, one day, one cycle: the unit of every rule."""

    dose: Bytes16
    cycle: int
    versions: tuple[Version, ...]
    """Heads of its orders in fold order; more than one when they differ: divergent."""
    prescribed: tuple[ActRef, ...]
    """Every act that ordered it, in fold order."""
    validated: ActRef | None
    """The validation in force, of the version in force."""
    validation_mentions: tuple[str, ...]
    held: ActRef | None
    go_ahead: ActRef | None
    deferred: ActRef | None
    stops: tuple[ActRef, ...]
    """Stops that cover it and hold."""
    bags: tuple[Bytes16, ...]
    given: tuple[ActRef, ...]
    not_given: tuple[ActRef, ...]
    derogations: tuple[tuple[str, ActRef], ...]
    """Rules lifted by two people for the version in force, with the agreeing act."""
    status: Status
    """See `node.api.course.DoseView.state`."""
    waits_for: tuple[str, ...]
    blocks: tuple[str, ...]
    """Codes of what keeps it from advancing; texts `block.<code>`."""
    interrupted: tuple[ActRef, ...] = ()
    """Begun, and ended before the whole was given."""

    @property
    def administered(self) -> tuple[ActRef, ...]:
        """Every account that it was given, whole or in part."""
        return (*self.given, *self.interrupted)


class Bag(Wire, frozen=True):
    """One preparation of a dose."""

    bag: Bytes16
    dose: Bytes16
    revision: ActRef
    claim: ActRef
    content: PreparationClaimed
    made: tuple[ActRef, ...]
    checked: tuple[ActRef, ...]
    released: ActRef | None
    rejected: ActRef | None
    dispensed: tuple[ActRef, ...]
    received: tuple[ActRef, ...]
    given: tuple[ActRef, ...]
    destroyed: tuple[ActRef, ...]
    recalled: tuple[ActRef, ...]
    voided: ActRef | None
    yielded: bool
    """Claimed twice, made nowhere, and the other claim keeps the dose."""
    derogations: tuple[tuple[str, ActRef], ...]
    held: bool
    status: Status
    """See `node.api.course.BagView.state`."""
    waits_for: tuple[str, ...] = ()
    """Steps this very bag may take next (make, check, release, dispense, receive, administer)."""
    blocks: tuple[str, ...] = ()
    """Codes of what keeps this bag from advancing; texts `block.<code>`."""
    reassigned: tuple[ActRef, ...] = ()
    targets: tuple[tuple[Bytes16, Bytes16], ...] = ()
    """(course, bag) under which it goes on, by each re-attribution; more than one is a conflict."""
    source: tuple[Bytes16, Bytes16] | None = None
    """(course, bag) that it was before a re-attribution."""
    returned: tuple[ActRef, ...] = ()
    """It came back from a ward, each time."""
    brought_back: tuple[ActRef, ...] = ()
    """Handed over or received before it came back: told, and no longer so."""
    interrupted: tuple[ActRef, ...] = ()
    """Given in part; what is left of it is waste."""

    @property
    def administered(self) -> tuple[ActRef, ...]:
        """Every account that it was given, whole or in part."""
        return (*self.given, *self.interrupted)


class CyclePlan(Wire, frozen=True):
    """A cycle as planned and prescribed."""

    cycle: int
    day_one: str
    planned: ActRef | None
    pinned: tuple[Pinned, ...]


class Stop(Wire, frozen=True):
    """A stop; `lifted` when a resume that knew it lifted it."""

    act: ActRef
    level: str
    cycle: int
    day: int
    line: str
    lifted: ActRef | None


class CourseState(Wire, frozen=True):
    """A whole course."""

    included: CourseIncluded | None
    """Nil only when its inclusion was set aside or is unreadable: then everything is blocked."""
    included_by: ActRef | None
    cycles: tuple[CyclePlan, ...]
    doses: tuple[Dose, ...]
    bags: tuple[Bag, ...]
    stops: tuple[Stop, ...]
    conflicts: tuple[Conflict, ...]
    breaches: tuple[Breach, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    notes: tuple[ActRef, ...]
    heads: tuple[ActRef, ...]
    """Acts that no other act of this file has in its past or in `based_on`."""
    known_in_part: bool
    """A critical kind this program does not know is in the file: nothing may advance here."""
    blocks: tuple[str, ...] = ()
    """Codes of what keeps the whole course from advancing (`known_in_part`, `unreadable`, `not_included`);
    they are in the blocks of every dose too."""
    settlements: tuple[Settlement, ...] = ()
    """Every settlement that its author may make, in fold order, whatever rule it names."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Given under another file: whether that is the same person, only links tell (`given_wrong_patient`)."""
