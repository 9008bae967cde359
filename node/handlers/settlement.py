"""The conflict inbox, settlements, derogations by two people."""

from collections.abc import Mapping

from node.api.base import Answer
from node.api.settlement import AgreeDerogation, AskDerogation, Conflicts, ListConflicts, Settle
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.derogation import decide_agree_derogation, decide_ask_derogation
from node.domain.settlement import decide_settle
from node.handlers.base import AnyHandler, signed_in
from node.handlers.conflicts import Shower
from node.handlers.loading import open_course, queries
from node.handlers.steps import step
from node.sessions import Session
from node.views.teller import Teller
from schema.acts.settlement import DerogationAsked


def list_conflicts(desk: Desk, session: Session, command: ListConflicts) -> Answer:
    """Conflicts that wait for somebody, alarms first; `settled` adds those that do not any more."""
    rights = desk.who(session).rights
    shower = Shower(desk, Teller(desk, language=command.language))
    rows = queries(desk).inbox(settled=command.settled)
    mine = [row for row in rows if not command.mine or rights & set(row.conflict.owners)]
    return Conflicts(rows=tuple(shower.view(row) for row in mine))


def agree_derogation(desk: Desk, session: Session, command: AgreeDerogation) -> Answer:
    """The second person of a derogation."""
    opened = open_course(desk, command.course)
    if isinstance(opened, Refusal):
        return refused(opened)
    known = opened.tell.acts.get(command.asked)
    asked = known.body if known is not None and isinstance(known.body, DerogationAsked) else None
    decided = decide_agree_derogation(command, opened.situation, desk.who(session), asked)
    return desk.record(decided, session, command.pin)


HANDLERS: Mapping[type, AnyHandler] = {
    ListConflicts: signed_in(list_conflicts),
    # Which other files a conflict hangs on is known to the checks alone: one act in each.
    Settle: step(decide_settle, exact=True),
    AskDerogation: step(decide_ask_derogation),
    AgreeDerogation: signed_in(agree_derogation),
}
