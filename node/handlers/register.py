"""The register, for whoever is signed in: a series of numbers, the newest first."""

from collections.abc import Mapping

from node.api.base import Answer, Refused
from node.api.register import MOST, GetRegister, Register
from node.desk import Desk
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from node.views.register import entries, register_lines, series_views
from node.views.teller import Teller


def get_register(desk: Desk, _session: Session, command: GetRegister) -> Answer:
    """One page of one series, and all series there are."""
    every = series_views(desk)
    wanted = command.series if command.series is not None else desk.journal()
    found = next((one for one in every if one.series == wanted), None)
    if found is None:
        return Refused(code="register.unknown")
    last = min(found.last, command.last) if command.last is not None else found.last
    first = max(1, last - MOST + 1)
    lines = list(register_lines(entries(desk, wanted, first, last), wanted, Teller(desk.names)))
    return Register(series=every, shown=wanted, lines=tuple(reversed(lines)))


HANDLERS: Mapping[type, AnyHandler] = {GetRegister: signed_in(get_register)}
