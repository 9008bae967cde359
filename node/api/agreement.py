"""What one person proposed and a second must agree to."""

from node.api.base import Answer, Command, Stamp
from schema.codec import Wire
from schema.transaction import ActRef


class GetProposals(Command, frozen=True, kw_only=True):
    """Everything that waits for a second person."""


class Agree(Command, frozen=True, kw_only=True):
    """The signed-in person wants what this act proposes, too."""

    act: ActRef
    pin: str


class ProposalView(Wire, frozen=True):
    """One act that waits for a second person."""

    act: ActRef
    kind: str
    """Text `proposal.<kind>`: `workstation_removal`, `person_readmission` …"""
    subject: str
    """Name of the workstation or person it is about."""
    detail: str
    """Rights, rules or versions of a journal that shall count, told apart by commas; or the reason given."""
    by: Stamp
    agrees: str
    """Empty when the one who asks may agree; else why not (`refusal.membership.<code>`)."""
    aside: int = 0
    """Acts set aside here that it is about: those of a workstation to be readmitted."""


class Proposals(Answer, frozen=True, kw_only=True):
    """Answer to `GetProposals`, the oldest first."""

    proposals: tuple[ProposalView, ...]
