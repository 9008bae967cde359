"""The conflict inbox, settlements, derogations by two people."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import msgspec

from node.api.base import Answer
from node.api.settlement import AgreeDerogation, AskDerogation, Conflicts, ListConflicts, Settle
from node.desk import Desk, refused
from node.domain.crosscheck import cross_check
from node.domain.decision import Refusal
from node.domain.derogation import decide_agree_derogation, decide_ask_derogation
from node.domain.fold.versions import version_id
from node.domain.narcotics import VaultState
from node.domain.relied_on import relying
from node.domain.settlement import course_in_dispute, decide_settle
from node.domain.situation import InDispute
from node.handlers.base import AnyHandler, signed_in
from node.handlers.conflicts import Shower
from node.handlers.loading import open_course, patient_state, queries, reference_state
from node.handlers.lot import lot_state
from node.handlers.steps import step
from node.sessions import Session
from node.views.teller import Teller
from schema.acts.settlement import DerogationAsked
from schema.transaction import ActRef, FileRef, FileType


def list_conflicts(desk: Desk, session: Session, command: ListConflicts) -> Answer:
    """Conflicts that wait for somebody, alarms first; `settled` adds those that do not any more."""
    who = desk.who(session)
    shower = Shower(desk, Teller(desk.names, language=command.language))
    rows = queries(desk).inbox(settled=command.settled)
    mine = [row for row in rows if not command.mine or row.conflict.asks(who.person, who.rights)]
    return Conflicts(rows=tuple(shower.view(row) for row in mine))


class _Opened(msgspec.Struct, frozen=True):
    """A file opened for a settlement, with the heads of all that its screen shows."""

    here: InDispute
    heads: tuple[ActRef, ...]


def _course(desk: Desk, file: FileRef) -> _Opened | Refusal:
    # Which other files a conflict hangs on is known to the checks alone: one act in each.
    opened = open_course(desk, file.id, exact=True)
    if isinstance(opened, Refusal):
        return opened
    return _Opened(course_in_dispute(opened.situation), opened.heads)


def _patient(desk: Desk, file: FileRef) -> _Opened | Refusal:
    state = patient_state(desk, file.id)
    if state is None:
        return Refusal("patient.unknown")
    found = tuple(one for one in cross_check(desk.replica.around.world(file.id)) if one.file == file)
    return _Opened(InDispute(file=file, conflicts=state.conflicts, found=found), state.heads)


def _lot(desk: Desk, file: FileRef) -> _Opened | Refusal:
    state = lot_state(desk, file.id)
    if state is None:
        return Refusal("lot.unknown")
    return _Opened(InDispute(file=file, conflicts=state.conflicts), state.heads)


def _vault(desk: Desk, file: FileRef) -> _Opened | Refusal:
    state = desk.replica.states.state(VaultState, file)
    if state is None:
        return Refusal("vault.unknown")
    return _Opened(InDispute(file=file, conflicts=state.conflicts), state.heads)


def _versions(desk: Desk, file: FileRef) -> _Opened | Refusal:
    """A regimen, a product, the site's settings: what may be kept is one of the versions in conflict."""
    state = reference_state(desk, file)
    if state is None:
        return Refusal("reference.no_such_version")
    keeps = frozenset(version_id(act) for one in state.conflicts for act in one.acts)
    return _Opened(InDispute(file=file, conflicts=state.conflicts, keeps=keeps), state.heads)


_Open: TypeAlias = Callable[[Desk, FileRef], _Opened | Refusal]
_OPEN: Final[Mapping[int, _Open]] = {
    FileType.COURSE: _course,
    FileType.PATIENT: _patient,
    FileType.LOT: _lot,
    FileType.VAULT: _vault,
    FileType.REGIMEN: _versions,
    FileType.PRODUCT: _versions,
    FileType.SETTINGS: _versions,
}
"""Sorts of file on which conflicts hang that people settle; each has its kind in `SETTLEMENTS`."""


def settle(desk: Desk, session: Session, command: Settle) -> Answer:
    """Settle a conflict, wherever it hangs."""
    open_file = _OPEN.get(command.file.type)
    opened = open_file(desk, command.file) if open_file is not None else Refusal("conflict.none")
    if isinstance(opened, Refusal):
        return refused(opened)
    decided = decide_settle(command, opened.here, desk.who(session))
    return desk.record(relying(decided, opened.heads), session, command.pin)


def agree_derogation(desk: Desk, session: Session, command: AgreeDerogation) -> Answer:
    """The second person of a derogation."""
    opened = open_course(desk, command.course)
    if isinstance(opened, Refusal):
        return refused(opened)
    known = opened.tell.acts.get(command.asked)
    asked = known.body if known is not None and isinstance(known.body, DerogationAsked) else None
    decided = decide_agree_derogation(
        command, opened.situation, desk.who(session), asked, known.rules if known else ()
    )
    return desk.record(decided, session, command.pin)


HANDLERS: Mapping[type, AnyHandler] = {
    ListConflicts: signed_in(list_conflicts),
    Settle: signed_in(settle),
    AskDerogation: step(decide_ask_derogation),
    AgreeDerogation: signed_in(agree_derogation),
}
