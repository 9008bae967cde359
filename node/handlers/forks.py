"""Forked journals: shown, and proposing how far each branch shall count."""

from collections.abc import Mapping

from node.api.base import Answer, Recorded, Refused
from node.api.forks import Forks, GetForks, SettleFork
from node.desk import Desk, refused
from node.domain.decision import Decided, Draft
from node.domain.rights import right_missing
from node.enacting import enact
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from node.store.versions import look_at
from node.views.forks import fork_views
from schema.acts.workstations import ForkSettled
from schema.transaction import FileRef, FileType
from sync.membership import MEMBERSHIP


def get_forks(desk: Desk, _session: Session, _command: GetForks) -> Answer:
    """Every forked journal, by the name of its workstation."""
    return Forks(forks=fork_views(desk))


def settle_fork(desk: Desk, session: Session, command: SettleFork) -> Answer:
    """The tips must be of branches that are held here: nobody admits what nobody here has seen."""
    missing = right_missing(desk.who(session), "site.enrol")
    if missing is not None:
        return refused(missing)
    if command.journal not in desk.replica.chain.strands.forked:
        return Refused(code="fork.none")
    if any(tip.journal != command.journal or desk.replica.chain.held(tip) is None for tip in command.tips):
        return Refused(code="fork.unknown_branch")
    info = desk.members.journals.get(command.journal)
    if info is None:
        return Refused(code="fork.unannounced")  # what announced it is damaged here
    file = FileRef(FileType.WORKSTATION, info.workstation)
    body = ForkSettled(command.journal, tuple(sorted(command.tips)))
    with desk.replica.writing():
        answer = enact(desk, session, command.pin, Draft(file, body))
        if isinstance(answer, Recorded):
            # So that a version that comes later is not taken for one that these people decided on.
            looked_at = look_at(desk.replica.chain, answer.acts[0], command.journal)
            desk.record(Decided((Draft(file, looked_at),)), session, scope=MEMBERSHIP)
        return answer


HANDLERS: Mapping[type, AnyHandler] = {
    GetForks: signed_in(get_forks),
    SettleFork: signed_in(settle_fork),
}
