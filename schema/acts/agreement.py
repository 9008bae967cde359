"""The second person: whoever agrees names the act that somebody else proposed, and signs that.

One kind serves all that takes two people; the effect comes when both are folded. Another calls off what
nobody has agreed to.
"""

from typing import Final

from schema.acts.base import Kind, Reason
from schema.codec import Wire
from schema.transaction import ActClass, ActRef, FileType


class MembershipAgreed(Wire, frozen=True):
    """Another person wants what this act proposes."""

    act: ActRef


class ProposalWithdrawn(Wire, frozen=True):
    """What this act proposes waits for nobody any more: whoever knows of this cannot agree to it."""

    act: ActRef
    reason: Reason


PROPOSAL_WITHDRAWN: Final = Kind(
    "membership.proposal_withdrawn/1",
    ProposalWithdrawn,
    FileType.SITE,
    ActClass.MEMBERSHIP,
    "site.pin",
    signed=True,
)
KINDS = (
    Kind(
        "membership.agreed/1", MembershipAgreed, FileType.SITE, ActClass.MEMBERSHIP, "site.enrol", signed=True
    ),
    PROPOSAL_WITHDRAWN,
)
