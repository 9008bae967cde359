"""The acts that are set aside, for whoever is signed in: nothing is decided here."""

from collections.abc import Mapping

from node.api.aside import MOST, GetSetAside, SetAsideAct, SetAsideActs
from node.api.base import Answer
from node.desk import Desk
from node.domain.history import Act
from node.handlers.about import About, about
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from node.store.aside import set_aside
from node.views.teller import Teller
from schema.transaction import FileRef


def get_set_aside(desk: Desk, _session: Session, command: GetSetAside) -> Answer:
    """One page of them, those that came last first."""
    acts, older = set_aside(desk.replica, command.before, MOST)
    tell = Teller(desk.names, acts, command.language)
    files = {file: about(desk, file, tell) for file in dict.fromkeys(act.header.file for act in acts)}
    return SetAsideActs(
        total=desk.replica.counts()[2],
        rows=tuple(_view(act, files, tell) for act in acts),
        older=older,
    )


def _view(act: Act, files: Mapping[FileRef, About], tell: Teller) -> SetAsideAct:
    known = files[act.header.file]
    return SetAsideAct(
        act=act.ref,
        kind=act.kind,
        stamp=tell.stamp(act.ref),
        file=act.header.file,
        about=known.words,
        patient=known.patient,
        course=known.course,
        why=act.set_aside,
    )


HANDLERS: Mapping[type, AnyHandler] = {GetSetAside: signed_in(get_set_aside)}
