"""Acts about workstations that are members: their name and place, and whether what they write counts.

What takes two people is *proposed* by one and agreed to by another (`schema/acts/agreement.py`);
the recovery key alone needs nobody's agreement.
"""

from typing import Annotated

import msgspec

from schema.acts.base import MOST_CUTS, Kind, Name, Reason, Text
from schema.codec import Wire
from schema.transaction import ActClass, ActRef, Bytes16, Bytes32, FileType, Tip

Tips = Annotated[tuple[Tip, ...], msgspec.Meta(max_length=MOST_CUTS)]


class WorkstationRenamed(Wire, frozen=True):
    """A workstation has another name."""

    workstation: Bytes16
    name: Name


class WorkstationMoved(Wire, frozen=True):
    """A workstation stands elsewhere."""

    workstation: Bytes16
    place: Name


class WorkstationSuspended(Wire, frozen=True):
    """Until this is lifted, what a workstation writes beyond the cuts does not count."""

    workstation: Bytes16
    reason: Reason
    cuts: Tips


class WorkstationResumed(Wire, frozen=True):
    """The suspensions of it that this act's author knew are lifted, and removals proposed withdrawn."""

    workstation: Bytes16
    reason: Text


class WorkstationRemovalProposed(Wire, frozen=True):
    """It shall no longer belong to the site; from now on it is suspended, within the same cuts."""

    workstation: Bytes16
    reason: Reason
    cuts: Tips


class NewJournal(Wire, frozen=True):
    """A journal to be opened with the seal key that its workstation has; its id follows from the nonce."""

    scope: Annotated[str, msgspec.Meta(pattern=r"\A(membership|clinical)\Z")]
    nonce: Bytes32


class WorkstationReadmissionProposed(Wire, frozen=True):
    """It shall belong to the site again: its old journals count up to these tips, it writes in new ones."""

    workstation: Bytes16
    reason: Reason
    admitted: Tips
    journals: Annotated[tuple[NewJournal, ...], msgspec.Meta(min_length=1, max_length=2)]


class ForkSettled(Wire, frozen=True):
    """How far each branch of a forked journal shall count."""

    journal: Bytes16
    tips: Tips


class ForkLookedAt(Wire, frozen=True):
    """After `ForkSettled`: what begins each version that its author knew of, those that begin first.

    An act of membership knows of no clinical one: nothing else says which versions were decided on.
    """

    proposal: ActRef
    begin: Tips


_M, _W = ActClass.MEMBERSHIP, FileType.WORKSTATION
KINDS = (
    Kind("workstation.renamed/1", WorkstationRenamed, _W, _M, "site.enrol", signed=True),
    Kind("workstation.moved/1", WorkstationMoved, _W, _M, "site.enrol", signed=True),
    Kind("workstation.suspended/1", WorkstationSuspended, _W, _M, "site.enrol", signed=True),
    Kind("workstation.resumed/1", WorkstationResumed, _W, _M, "site.enrol", signed=True),
    Kind("workstation.removal_proposed/1", WorkstationRemovalProposed, _W, _M, "site.enrol", signed=True),
    Kind(
        "workstation.readmission_proposed/1",
        WorkstationReadmissionProposed,
        _W,
        _M,
        "site.enrol",
        signed=True,
    ),
    Kind("fork.settled/1", ForkSettled, _W, _M, "site.enrol", signed=True),
    # It changes nothing of who belongs to the site: a program that does not know it goes on.
    Kind("fork.looked_at/1", ForkLookedAt, _W, _M, "site.enrol", signed=False, critical=False),
)
