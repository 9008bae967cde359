"""A step: what one act says about one dose, in the role it plays in the merge rules.

One act may be several steps (a prescription orders nine doses; a stop covers all days of a line); a
role is finer than a kind, since releasing and rejecting a bag are one kind and opposite things.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from node.domain.history import Act
from schema.acts.prescription import DoseOrder
from schema.ids import Id
from schema.transaction import ActRef


class Role(StrEnum):
    """What an act does to a dose."""

    ORDERED = "ordered"
    VALIDATED = "validated"
    HELD = "held"
    GO_AHEAD = "go_ahead"
    LEFT_OUT = "left_out"
    """A go-ahead for the same day that names other doses of an apart go-ahead, but not this one."""
    DEFERRED = "deferred"
    CLAIMED = "claimed"
    CLAIMED_ELSEWHERE = "claimed_elsewhere"
    """A part of this dose was given from a bag claimed for another."""
    MADE = "made"
    CHECKED = "checked"
    VOIDED = "voided"
    RELEASED = "released"
    REJECTED = "rejected"
    DISPENSED = "dispensed"
    RECEIVED = "received"
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    INTERRUPTED = "interrupted"
    """Given in part: begun, and ended before the whole was given."""
    DESTROYED = "destroyed"
    RECALLED = "recalled"
    RETURNED = "returned"
    """The pharmacy has the bag again, not given."""
    REASSIGNED = "reassigned"
    """The bag went to another dose, under another number."""
    STOPPED = "stopped"
    RESUMED = "resumed"
    PLANNED = "planned"
    NOTED = "noted"
    SETTLED = "settled"
    ASKED = "asked"
    AGREED = "agreed"


ADMINISTERED: Final = (Role.GIVEN, Role.INTERRUPTED)
"""Told by somebody who gave from a bag, the whole or a part of it: nobody may give the dose again."""
ROLES_OF_KIND: Final[Mapping[str, tuple[Role, ...]]] = MappingProxyType(
    {
        "cycle.planned/1": (Role.PLANNED,),
        "course.stopped/1": (Role.STOPPED,),
        "course.resumed/1": (Role.RESUMED,),
        "course.noted/1": (Role.NOTED,),
        "prescription.signed/1": (Role.ORDERED,),
        "prescription.transcribed/1": (Role.ORDERED,),
        "prescription.validated/1": (Role.VALIDATED,),
        "prescription.held/1": (Role.HELD,),
        "go_ahead.given/1": (Role.GO_AHEAD, Role.LEFT_OUT),
        "go_ahead.deferred/1": (Role.DEFERRED,),
        "preparation.claimed/1": (Role.CLAIMED, Role.CLAIMED_ELSEWHERE),
        "preparation.made/1": (Role.MADE,),
        "preparation.checked/1": (Role.CHECKED,),
        "preparation.voided/1": (Role.VOIDED,),
        "release.decided/1": (Role.RELEASED, Role.REJECTED),
        "bag.destroyed/1": (Role.DESTROYED,),
        "bag.recalled/1": (Role.RECALLED,),
        "bag.reassigned/1": (Role.REASSIGNED,),
        "bag.taken_over/1": (Role.CLAIMED, Role.CLAIMED_ELSEWHERE, Role.MADE),
        "dispensing.recorded/1": (Role.DISPENSED,),
        "reception.recorded/1": (Role.RECEIVED,),
        "bag.returned/1": (Role.RETURNED,),
        "administration.given/1": (Role.GIVEN,),
        "administration.not_given/1": (Role.NOT_GIVEN,),
        "dose.interrupted/1": (Role.INTERRUPTED,),
        "conflict.settled/1": (Role.SETTLED,),
        "conflict.settled/2": (Role.SETTLED,),
        "derogation.asked/1": (Role.ASKED,),
        "derogation.agreed/1": (Role.AGREED,),
    }
)
"""The roles of every kind of act that can be about a dose."""
NOT_ON_A_DOSE: Final = frozenset({"course.included/1"})
"""Kinds of a course that are about no dose: an inclusion is in the past of every order."""


class Step(msgspec.Struct, frozen=True, gc=False):
    """What one act says about one dose."""

    role: Role
    act: Act
    dose: Id
    bag: Id | None = None
    version: ActRef | None = None
    """The order it is about, where it names one; for an order, its own act."""

    @property
    def ref(self) -> ActRef:
        """The id of its act."""
        return self.act.ref

    @property
    def doer(self) -> Id | None:
        """Who did it."""
        return self.act.doer


class Order(Step, frozen=True, kw_only=True):
    """An act that orders the dose, with what it orders."""

    written: DoseOrder
    cycle: int
