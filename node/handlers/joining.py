"""A workstation joins nothing: what becomes of a computer that is none yet is asked of its doorstep."""

from collections.abc import Mapping

from node.api.base import Answer, Refused
from node.api.joining import (
    AgreeToJoin,
    DeclineToJoin,
    FoundSite,
    GetDoorstep,
    LookAround,
    MakeRequest,
    ReadInvitation,
    TypeCode,
)
from node.desk import Desk
from node.handlers.base import AnyHandler, open_to_all
from node.sessions import Session


def belongs(_desk: Desk, _session: Session | None, _command: object) -> Answer:
    """It belongs to its site."""
    return Refused(code="join.already_in")


HANDLERS: Mapping[type, AnyHandler] = {
    command: open_to_all(belongs)
    for command in (
        GetDoorstep,
        LookAround,
        TypeCode,
        MakeRequest,
        ReadInvitation,
        AgreeToJoin,
        DeclineToJoin,
        FoundSite,
    )
}
