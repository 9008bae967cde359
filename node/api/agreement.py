"""What one person proposed and a second must agree to."""

from typing import Final

from node.api.base import Answer, Command, Stamp
from schema.codec import Wire
from schema.transaction import ActRef

CONCERNS: Final = frozenset({"site.pin", "site.enrol", "site.people"})
"""Whoever has one of these may be the one a proposal waits for: each sort of proposal takes one of them."""


class GetProposals(Command, frozen=True, kw_only=True):
    """Everything that waits for a second person."""


class Agree(Command, frozen=True, kw_only=True):
    """The signed-in person wants what this act proposes, too."""

    act: ActRef
    pin: str


class CallOff(Command, frozen=True, kw_only=True):
    """What this act proposes is to wait for nobody any more.

    Refused `membership.lift_instead` where it has suspended somebody, `reason.missing`.
    """

    act: ActRef
    reason: str
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
    calls_off: str = ""
    """Empty when the one who asks may call it off; else why not, as `agrees`."""
    called_off: tuple[Stamp, ...] = ()
    """Who called it off."""


class Proposals(Answer, frozen=True, kw_only=True):
    """Answer to `GetProposals`, the oldest first."""

    proposals: tuple[ProposalView, ...]
    apart: tuple[ProposalView, ...] = ()
    """Those that hold although somebody called them off lately, who did not know that another had agreed."""
