"""What each act of membership takes: which right, how many people, and what it does to others' acts.

One table. What restricts is looked at before what restricts nobody, so that two who shut each other
out are both out, whichever was heard of first.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

import msgspec

from schema.acts import agreement, membership, people, workstations
from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import (
    JournalOpened,
    JournalReopened,
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    SiteFounded,
    WorkstationEnrolled,
    WorkstationInvited,
    WorkstationRemoved,
)
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorDismissalProposed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonRenamed,
    PersonResumed,
    PersonSuspended,
)
from schema.acts.workstations import (
    ForkSettled,
    WorkstationMoved,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.rules import TWO_PEOPLE

ENROL, PEOPLE, PIN = "site.enrol", "site.people", "site.pin"
ADMINISTRATION: Final = frozenset({ENROL, PEOPLE})
"""Whoever has one of these is an administrator; nobody makes one alone."""
GIVEN_BY_TWO: Final = ADMINISTRATION | {PIN}
"""Nobody gives these alone: who resets PINs with another whom they made up has everybody's key."""

BODIES: Final[Mapping[str, type[Wire]]] = {
    kind.name: kind.body
    for step in (membership, workstations, people, agreement)
    for kind in step.KINDS
    if kind.critical
}
"""The kinds that do something; to the others this program is as one that does not know them."""


class Role(IntEnum):
    """What an act does to other people's acts, in the order in which that is looked at."""

    REMOVES = 1
    READMITS = 2
    RESTRICTS = 3
    LIFTS = 4
    OTHER = 5


class Needs(msgspec.Struct, frozen=True):
    """What one sort of act takes."""

    right: str
    two: bool = False
    """A second person must agree, unless the recovery key signs."""
    role: Role = Role.OTHER
    """What it does when it takes effect."""
    at_once: Role = Role.OTHER
    """What it does already while it is only proposed."""


_NEEDS: Final[Mapping[type[Wire], Needs]] = {
    SiteFounded: Needs(ENROL),
    WorkstationInvited: Needs(ENROL),
    WorkstationEnrolled: Needs(ENROL),
    JournalOpened: Needs(ENROL),
    JournalReopened: Needs(ENROL),
    WorkstationRemoved: Needs(ENROL, role=Role.REMOVES),
    WorkstationRenamed: Needs(ENROL),
    WorkstationMoved: Needs(ENROL),
    WorkstationSuspended: Needs(ENROL, role=Role.RESTRICTS),
    WorkstationResumed: Needs(ENROL, role=Role.LIFTS),
    WorkstationRemovalProposed: Needs(ENROL, two=True, role=Role.REMOVES, at_once=Role.RESTRICTS),
    WorkstationReadmissionProposed: Needs(ENROL, two=True, role=Role.READMITS),
    ForkSettled: Needs(ENROL, two=True),
    RulesSwitched: Needs(ENROL),
    PersonEnrolled: Needs(PEOPLE),
    KeyIntroduced: Needs(PEOPLE),
    KeyChanged: Needs(""),
    KeyResetProposed: Needs(PIN, two=True),
    RightsGranted: Needs(PEOPLE),
    RightsWithdrawn: Needs(PEOPLE, role=Role.RESTRICTS),
    PersonRenamed: Needs(PEOPLE),
    PersonSuspended: Needs(PEOPLE, role=Role.RESTRICTS),
    PersonResumed: Needs(PEOPLE, role=Role.LIFTS),
    PersonRemovalProposed: Needs(PEOPLE, two=True, role=Role.REMOVES, at_once=Role.RESTRICTS),
    PersonReadmissionProposed: Needs(PEOPLE, two=True, role=Role.READMITS),
    AdministratorAppointed: Needs(PEOPLE),
    AdministratorProposed: Needs(PEOPLE, two=True),
    AdministratorDismissalProposed: Needs(PEOPLE, two=True, role=Role.RESTRICTS),
    MembershipAgreed: Needs(""),
    ProposalWithdrawn: Needs(PIN),
}
_ANOTHER: Final = Needs(PEOPLE)
"""Of a kind that is not in the table."""


def needs(content: Wire) -> Needs:
    """What this act takes."""
    found = _NEEDS.get(type(content), _ANOTHER)
    if isinstance(content, RulesSwitched) and any(rule.name == TWO_PEOPLE for rule in content.rules):
        # Who could switch it on alone, apart from everybody, would undo what one person did before.
        return msgspec.structs.replace(found, two=True)
    return found


def stands_alone(content: Wire) -> bool:
    """Whether it must be the only act of its transaction: what shuts out or lets in, and agreement.

    Else a grant beside a removal would count wherever the removal does.
    """
    found = needs(content)
    return isinstance(content, MembershipAgreed) or found.two or found.role != Role.OTHER
