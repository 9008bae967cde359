"""Prefabrication and fabrication: propose, claim with a number, make, check, give up."""

from collections.abc import Mapping

import msgspec

from node.api.base import Answer
from node.api.preparation import Claim, ProposePreparation, RecordChecked, RecordMade, VoidClaim
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.preparation import (
    decide_claim,
    decide_record_checked,
    decide_record_made,
    decide_void_claim,
    propose_preparation,
)
from node.domain.relied_on import relying
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import open_course, queries, shown_with
from node.handlers.steps import step
from node.sessions import Session
from node.views.confirmed import confirmed


def propose(desk: Desk, _session: Session, command: ProposePreparation) -> Answer:
    """What the sheet would say, what stands against it, and with whom that was last confirmed."""
    opened = open_course(desk, command.course)
    if isinstance(opened, Refusal):
        return refused(opened)
    proposal = propose_preparation(command, opened.situation)
    if isinstance(proposal, Refusal):
        return refused(proposal)
    others = [
        one
        for one in desk.members.workstations.values()
        if one.id != desk.vault.workstation and not one.removed
    ]
    known = confirmed(proposal.heads, others, desk.receipts(), desk.network.peers())
    heads = shown_with(opened, proposal.product)
    return msgspec.structs.replace(proposal, confirmed=known, heads=heads)


def claim(desk: Desk, session: Session, command: Claim) -> Answer:
    """Take a dose on: the bag and its number are one transaction, read and written together."""
    with desk.replica.writing():
        opened = open_course(desk, command.course)
        if isinstance(opened, Refusal):
            return refused(opened)
        who = desk.who(session)
        number = queries(desk).next_number(who.journal)
        decided = decide_claim(command, opened.situation, who, desk.new_id(), number)
        shown = command.based_on or shown_with(opened, command.product)
        return desk.record(relying(decided, shown), session)


HANDLERS: Mapping[type, AnyHandler] = {
    ProposePreparation: signed_in(propose),
    Claim: signed_in(claim),
    RecordMade: step(decide_record_made),
    RecordChecked: step(decide_record_checked),
    VoidClaim: step(decide_void_claim),
}
