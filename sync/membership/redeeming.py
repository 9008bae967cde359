"""Whether the one-time key of an invitation stands behind the transaction that redeems it. Pure.

Its private half is in the inviting node's memory while the code is shown, and nowhere after: else whoever
gets the seal key of a workstation would redeem again, on a branch, whatever was redeemed in its journal.
"""

from schema.acts.membership import INVITATION_REDEEMED, InvitationRedeemed, WorkstationInvited
from schema.codec import InvalidBytesError, decode, tagged_hash
from schema.ids import Hash
from schema.transaction import Body, Core, redemption_input
from sync.journal import verifies


def secret_hash(key: bytes) -> Hash:
    """What an invitation says of the public half of its key."""
    return tagged_hash("invitation", key)


def stands_behind(invited: WorkstationInvited, core: Core, bodies: tuple[Body | None, ...]) -> bool:
    """Whether the last act of this transaction is by that key, and covers all others."""
    known = [body for body in bodies if body is not None]
    if len(known) < len(core.headers) or core.headers[-1].kind != INVITATION_REDEEMED.name:
        return False
    try:
        content = decode(InvitationRedeemed, known[-1].body)
    except InvalidBytesError:
        return False
    if secret_hash(content.key) != invited.secret_hash:
        return False
    acts = [(header.kind, body.body) for header, body in zip(core.headers[:-1], known[:-1], strict=True)]
    return verifies(content.key, content.voucher, redemption_input(core.site, invited.invitation, acts))
