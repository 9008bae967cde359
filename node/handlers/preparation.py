"""Prefabrication and fabrication: propose, claim with a number, make, check, give up."""

from collections.abc import Iterator, Mapping

import msgspec

from node.api.base import Answer
from node.api.lot import RemainderChosen, RemainderOffered
from node.api.preparation import Claim, ProposePreparation, RecordChecked, RecordMade, VoidClaim
from node.desk import Desk, refused
from node.domain.decision import Decided, Refusal
from node.domain.gates import first
from node.domain.lot import LotState
from node.domain.merge.unverified import waiting
from node.domain.preparation import (
    decide_claim,
    decide_record_checked,
    decide_record_made,
    decide_void_claim,
    propose_preparation,
)
from node.domain.relied_on import relying
from node.domain.stock import against_setting_out, put_back, set_out
from node.handlers.base import AnyHandler, signed_in
from node.handlers.confirming import confirming
from node.handlers.loading import open_course, queries, shown_with
from node.handlers.lot import lots_numbered
from node.handlers.steps import step
from node.sessions import Session
from schema.acts.preparation import PreparationClaimed
from schema.ids import Id
from schema.transaction import FileType


def propose(desk: Desk, _session: Session, command: ProposePreparation) -> Answer:
    """What the sheet would say, what stands against it, and with whom that was last confirmed."""
    opened = open_course(desk, command.course)
    if isinstance(opened, Refusal):
        return refused(opened)
    proposal = propose_preparation(command, opened.situation)
    if isinstance(proposal, Refusal):
        return refused(proposal)
    known = confirming(desk)(proposal.heads, (proposal.item.revision,))
    heads = shown_with(opened, proposal.product)
    offered = tuple(_offered(desk, proposal.product))
    return msgspec.structs.replace(proposal, confirmed=known, heads=heads, remainders=offered)


def _offered(desk: Desk, product: Id) -> Iterator[RemainderOffered]:
    """Opened vials of a product that are there, still good, and of no recalled lot."""
    for lot, state in desk.replica.states.all(LotState, FileType.LOT):
        if state.named is None or state.named.product != product or state.recalls:
            continue
        if waiting(state.conflicts):
            continue
        for left in state.remainders:
            if left.left and left.volume is not None and left.use_by > desk.now():
                chosen = RemainderChosen(lot, left.remainder)
                yield RemainderOffered(chosen, state.named, left.volume, left.use_by)


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
        return desk.record(relying(_setting_out(desk, command, decided), shown), session)


def _setting_out(desk: Desk, command: Claim, decided: Decided | Refusal) -> Decided | Refusal:
    """The same with the lines of its vials in the ledgers of their lots, unless one must not be used."""
    if isinstance(decided, Refusal):
        return decided
    lots = lots_numbered(desk, (vial.lot for vial in command.vials))
    refusal = first(*against_setting_out(command.vials, command.remainders, lots, desk.now()))
    if refusal:
        return refusal
    claimed = decided.drafts[0].body
    if not isinstance(claimed, PreparationClaimed):
        return decided
    lines = set_out(claimed, command.course, command.remainders)
    return msgspec.structs.replace(decided, drafts=(*decided.drafts, *lines))


def void(desk: Desk, session: Session, command: VoidClaim) -> Answer:
    """Give a claim up: its vials go back to the ledgers that they were taken from."""
    with desk.replica.writing():
        opened = open_course(desk, command.course)
        if isinstance(opened, Refusal):
            return refused(opened)
        decided = decide_void_claim(command, opened.situation, desk.who(session))
        bag = opened.situation.bag(command.bag)
        if isinstance(decided, Decided) and bag is not None:
            lots = lots_numbered(desk, (vial.lot for vial in bag.content.vials))
            back = put_back(bag, command.course, lots, iter(desk.new_id, None))
            decided = msgspec.structs.replace(decided, drafts=(*decided.drafts, *back))
        return desk.record(relying(decided, opened.heads), session)


HANDLERS: Mapping[type, AnyHandler] = {
    ProposePreparation: signed_in(propose),
    Claim: signed_in(claim),
    RecordMade: step(decide_record_made),
    RecordChecked: step(decide_record_checked),
    VoidClaim: signed_in(void),
}
