"""What waits for a second person, and agreeing to it."""

from collections.abc import Mapping

from node.api.agreement import Agree, CallOff, GetProposals, Proposals
from node.api.base import Answer, Refused
from node.desk import Desk
from node.domain.decision import Draft
from node.enacting import enact
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from node.views.proposals import apart_views, proposal_views
from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.transaction import FileRef, FileType
from sync.membership import overtaken


def get_proposals(desk: Desk, session: Session, _command: GetProposals) -> Answer:
    """Everything that waits, the oldest first, and what was called off apart from its agreement."""
    return Proposals(proposals=proposal_views(desk, session), apart=apart_views(desk, session))


def agree(desk: Desk, session: Session, command: Agree) -> Answer:
    """The second signature."""
    proposal = desk.members.proposals.get(command.act)
    if proposal is not None and proposal.open and overtaken(desk.members, proposal):
        return Refused(code="membership.reset_overtaken")
    file = FileRef(FileType.SITE, desk.replica.site)
    return enact(desk, session, command.pin, Draft(file, MembershipAgreed(command.act)))


def call_off(desk: Desk, session: Session, command: CallOff) -> Answer:
    """Nobody who knows of it can agree any more."""
    if not command.reason.strip():
        return Refused(code="reason.missing")
    file = FileRef(FileType.SITE, desk.replica.site)
    return enact(desk, session, command.pin, Draft(file, ProposalWithdrawn(command.act, command.reason)))


HANDLERS: Mapping[type, AnyHandler] = {
    GetProposals: signed_in(get_proposals),
    Agree: signed_in(agree),
    CallOff: signed_in(call_off),
}
