"""Workstations: renamed, moved, suspended, removed and readmitted."""

from collections.abc import Callable, Mapping
from typing import Any

from node.admitting import name_taken
from node.api.base import Answer, Refused
from node.api.workstations import (
    GetWorkstations,
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
    Workstations,
)
from node.desk import Desk, refused
from node.domain.decision import Draft
from node.domain.rights import right_missing
from node.enacting import cuts, enact
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from node.views.workstations import standing_of, workstation_views
from schema.acts.workstations import (
    NewJournal,
    WorkstationMoved,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.transaction import FileRef, FileType
from sync.membership import CLINICAL, MEMBERSHIP

Body = Wire | Refused


def _renamed(desk: Desk, command: RenameWorkstation) -> Body:
    taken = name_taken(desk, command.name, besides=command.workstation)
    return refused(taken) if taken is not None else WorkstationRenamed(command.workstation, command.name)


def _moved(_desk: Desk, command: MoveWorkstation) -> Body:
    return WorkstationMoved(command.workstation, command.place)


def _suspended(desk: Desk, command: SuspendWorkstation) -> Body:
    seen = cuts(desk, command.workstation)
    return _reasoned(command.reason) or WorkstationSuspended(command.workstation, command.reason, seen)


def _resumed(_desk: Desk, command: ResumeWorkstation) -> Body:
    return WorkstationResumed(command.workstation, command.reason)


def _removed(desk: Desk, command: RemoveWorkstation) -> Body:
    seen = cuts(desk, command.workstation)
    return _reasoned(command.reason) or WorkstationRemovalProposed(command.workstation, command.reason, seen)


def _readmitted(desk: Desk, command: ReadmitWorkstation) -> Body:
    admitted = cuts(desk, command.workstation) if command.admit else ()
    journals = tuple(NewJournal(scope, desk.random(32)) for scope in (MEMBERSHIP, CLINICAL))
    return _reasoned(command.reason) or WorkstationReadmissionProposed(
        command.workstation, command.reason, admitted, journals
    )


def _reasoned(reason: str) -> Refused | None:
    return None if reason.strip() else Refused(code="reason.missing")


OnWorkstation = (
    RenameWorkstation
    | MoveWorkstation
    | SuspendWorkstation
    | ResumeWorkstation
    | RemoveWorkstation
    | ReadmitWorkstation
)
_BODIES: Mapping[type[OnWorkstation], Callable[[Desk, Any], Body]] = {
    RenameWorkstation: _renamed,
    MoveWorkstation: _moved,
    SuspendWorkstation: _suspended,
    ResumeWorkstation: _resumed,
    RemoveWorkstation: _removed,
    ReadmitWorkstation: _readmitted,
}


_BESIDE: Mapping[tuple[type[OnWorkstation], str], str] = {
    (SuspendWorkstation, "removed"): "workstation.removed",
    (ResumeWorkstation, "removed"): "workstation.removed",
    (ResumeWorkstation, ""): "workstation.in_service",
    (ReadmitWorkstation, ""): "workstation.in_service",
    (ReadmitWorkstation, "suspended"): "workstation.suspended",
}
"""By what is asked for and where the workstation stands: why there is nothing to be done so.

To remove what is removed is something: two who removed each other apart stay so by a third's word.
"""


def on_workstation(desk: Desk, session: Session, command: OnWorkstation) -> Answer:
    """What an administrator does about one workstation, by the table above."""
    missing = right_missing(desk.who(session), "site.enrol")
    if missing is not None:
        return refused(missing)
    if command.workstation not in desk.members.workstations:
        return Refused(code="workstation.unknown")
    body = _BODIES[type(command)](desk, command)
    if isinstance(body, Refused):
        return body
    standing = standing_of(desk.members.workstations[command.workstation])
    if code := _BESIDE.get((type(command), standing)):
        return Refused(code=code)
    return enact(desk, session, command.pin, Draft(FileRef(FileType.WORKSTATION, command.workstation), body))


def get_workstations(desk: Desk, _session: Session, _command: GetWorkstations) -> Answer:
    """Every workstation, with what is held of it."""
    return Workstations(workstations=workstation_views(desk))


HANDLERS: Mapping[type, AnyHandler] = {
    **{command: signed_in(on_workstation) for command in _BODIES},
    GetWorkstations: signed_in(get_workstations),
}
