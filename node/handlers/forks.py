"""Forked journals: what each branch holds, and proposing how far it shall count."""

from collections.abc import Mapping

from node.api.base import Answer, Refused
from node.api.forks import BranchView, Forks, ForkView, GetForks, SettleFork
from node.desk import Desk, refused
from node.domain.decision import Draft
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, signed_in
from node.handlers.enacting import enact
from node.sessions import Session
from schema.acts.workstations import ForkSettled
from schema.ids import Id
from schema.transaction import FileRef, FileType, Tip


def get_forks(desk: Desk, _session: Session, _command: GetForks) -> Answer:
    """Every forked journal, by the name of its workstation."""
    forked = desk.replica.chain.strands.forked
    views = (_view(desk, journal, since) for journal, since in forked.items())
    return Forks(forks=tuple(sorted(views, key=lambda one: (one.workstation, one.journal))))


def _view(desk: Desk, journal: Id, since: int) -> ForkView:
    return ForkView(
        journal=journal,
        workstation=desk.workstation_of(journal),
        since=since,
        settled=journal in desk.members.settled,
        branches=tuple(_branch(desk, tip, since) for tip in _tips(desk, journal)),
    )


def _tips(desk: Desk, journal: Id) -> list[Tip]:
    chain = desk.replica.chain
    heads = [chain.heads[strand] for strand in chain.strands.of(journal) if strand in chain.heads]
    return sorted(Tip(journal, head.seq, head.hash) for head in heads)


def _branch(desk: Desk, tip: Tip, since: int) -> BranchView:
    acts, aside = desk.replica.acts_below(tip, since)
    return BranchView(tip=tip, acts=acts, set_aside=aside, last_at=desk.replica.instant(tip))


def settle_fork(desk: Desk, session: Session, command: SettleFork) -> Answer:
    """The tips must be of branches that are held here: nobody admits what nobody here has seen."""
    missing = right_missing(desk.who(session), "site.enrol")
    if missing is not None:
        return refused(missing)
    if command.journal not in desk.replica.chain.strands.forked:
        return Refused(code="fork.none")
    if any(tip.journal != command.journal or desk.replica.chain.held(tip) is None for tip in command.tips):
        return Refused(code="fork.unknown_branch")
    file = FileRef(FileType.WORKSTATION, desk.members.journals[command.journal].workstation)
    body = ForkSettled(command.journal, tuple(sorted(command.tips)))
    return enact(desk, session, command.pin, Draft(file, body))


HANDLERS: Mapping[type, AnyHandler] = {
    GetForks: signed_in(get_forks),
    SettleFork: signed_in(settle_fork),
}
