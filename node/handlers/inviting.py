"""Letting workstations in: by a code shown here, or by files on a stick."""

from collections.abc import Mapping

from node.api.base import Answer, Refused
from node.api.inviting import GetCode, InviteByFile, ReadRequest, RequestRead, ShowCode, WithdrawCode
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, signed_in
from node.invitation_file import invite_by_file, read_request, words_of_request
from node.inviting import show_code, shown, withdraw_code
from node.sessions import Session

RIGHT = "site.enrol"


def show(desk: Desk, session: Session, command: ShowCode) -> Answer:
    """A new code on this screen, where somebody could knock."""
    if not desk.network.lobby_addresses():
        return Refused(code="pairing.no_lobby")
    return _missing(desk, session) or show_code(desk, session, command)


def get(desk: Desk, session: Session, _command: GetCode) -> Answer:
    """The code on this screen: whoever reads it may let a workstation in."""
    return _missing(desk, session) or shown(desk)


def withdraw(desk: Desk, session: Session, _command: WithdrawCode) -> Answer:
    """None any more."""
    return _missing(desk, session) or withdraw_code(desk)


def read(_desk: Desk, _session: Session, command: ReadRequest) -> Answer:
    """Who asks, and the words to compare."""
    asked = read_request(command.content)
    if isinstance(asked, Refusal):
        return refused(asked)
    return RequestRead(name=asked.name, place=asked.place, words=words_of_request(command.content))


def invite(desk: Desk, session: Session, command: InviteByFile) -> Answer:
    """The invitation for who asked."""
    return _missing(desk, session) or invite_by_file(desk, session, command)


def _missing(desk: Desk, session: Session) -> Refused | None:
    missing = right_missing(desk.who(session), RIGHT)
    return None if missing is None else refused(missing)


HANDLERS: Mapping[type, AnyHandler] = {
    ShowCode: signed_in(show),
    GetCode: signed_in(get),
    WithdrawCode: signed_in(withdraw),
    ReadRequest: signed_in(read),
    InviteByFile: signed_in(invite),
}
