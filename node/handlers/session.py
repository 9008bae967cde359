"""Signing in and out."""

from collections.abc import Mapping

from msgspec.structs import replace

from node.api.base import Answer, Recorded
from node.api.session import ListPeople, People, SignedIn, SignIn, SignOut
from node.by_session import opening
from node.desk import Desk, refused
from node.domain.decision import Decided, Refusal
from node.domain.rights import in_order
from node.handlers.base import Handler, Open, open_to_all, signed_in
from node.sessions import Session
from node.store.errors import UNWRITABLE
from node.wraps import unvouched


def list_people(desk: Desk, session: Session | None, _command: ListPeople) -> Answer:
    """Everyone who may sign in; to whom nobody vouches for it is not said whose rights are suspended."""
    founded = desk.members.founded
    working = [one for one in desk.members.people.values() if not one.removed]
    views = [desk.names.person_view(one.id) for one in working]
    if session is None:
        views = [replace(view, rights=in_order(one.rights)) for view, one in zip(views, working, strict=True)]
    people = sorted(views, key=lambda view: view.name)
    return People(
        site=founded.name if founded else "", workstation=desk.workstation_name, people=tuple(people)
    )


def sign_in(desk: Desk, _session: Session | None, command: SignIn) -> Answer:
    """Unlock the person's key, then say so in the journal; on a disk that takes nothing, later.

    Whoever must look something up can: the journal hears of it with the first thing that they record.
    """
    session = desk.sessions.unlock(command.person, command.pin, desk.now())
    if isinstance(session, Refusal):
        return refused(session)
    wrap = unvouched(desk.replica, desk.vault.workstation, session.key)
    try:
        if wrap is not None:
            with desk.replica.writing():
                desk.publish(*wrap)
        answer = desk.record(Decided((opening(session),)), session, command.pin)
    except UNWRITABLE as error:
        desk.sessions.unsaid.add(session.id)
        desk.room.lacks(error)
    else:
        if not isinstance(answer, Recorded):
            # A session that the journal does not know would be set aside everywhere, with all it signs.
            desk.sessions.close(session.id)
            return answer
    desk.sessions.used(session, None, desk.clock.monotonic())
    return SignedIn(
        session=session.id, person=desk.names.person_view(session.person), workstation=desk.workstation_name
    )


def sign_out(desk: Desk, session: Session, _command: SignOut) -> Answer:
    """Close the session; its key is forgotten, whatever becomes of the act."""
    return desk.end_session(session, "signed_out")


HANDLERS: Mapping[type, Open | Handler] = {
    ListPeople: open_to_all(list_people),
    SignIn: open_to_all(sign_in),
    SignOut: signed_in(sign_out),
}
