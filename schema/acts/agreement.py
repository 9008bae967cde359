"""The second person: whoever agrees names the act that somebody else proposed, and signs that.

One kind serves all that takes two people; the effect comes when both are folded.
"""

from schema.acts.base import Kind
from schema.codec import Wire
from schema.transaction import ActClass, ActRef, FileType


class MembershipAgreed(Wire, frozen=True):
    """Another person wants what this act proposes."""

    act: ActRef


KINDS = (
    Kind(
        "membership.agreed/1", MembershipAgreed, FileType.SITE, ActClass.MEMBERSHIP, "site.enrol", signed=True
    ),
)
