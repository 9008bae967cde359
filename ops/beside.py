"""A workstation that joins beside another one in the same process: the pairing itself, without a network."""

from pathlib import Path

import msgspec

from node.api.inviting import ShowCode, ShownCode
from node.argon import STANDARD_COST, Cost
from node.desk import Desk
from node.domain.decision import Refusal
from node.inviting import knock, prove, show_code
from node.joining_code import JoinedByCode, join_by_code
from node.newcomer import make_newcomer
from node.sessions import Session
from schema.ids import Hash, Random
from sync.doorkeeper import RefusalCode
from sync.pairing import Newcomer, canonical_code
from sync.tls import fingerprint


class BesideError(Exception):
    """The other one refused; the text says why, in codes."""


class Joining(msgspec.Struct, frozen=True):
    """Who joins, and the PIN with which the administrator signs."""

    name: str
    place: str
    pin: str

    def __repr__(self) -> str:
        return f"Joining(name={self.name!r})"


def join_beside(
    folder: Path,
    desk: Desk,
    administrator: Session,
    joining: Joining,
    random: Random,
    *,
    cost: Cost = STANDARD_COST,
) -> JoinedByCode:
    """Show a code at `desk`, type it here, become a workstation in `folder`. Raises `BesideError`."""
    asked = ShowCode(name=joining.name, place=joining.place, pin=joining.pin)
    shown = show_code(desk, administrator, asked)
    code = canonical_code(shown.code) if isinstance(shown, ShownCode) else None
    if code is None:
        raise BesideError(str(shown))

    def pair(mine: Hash, request: bytes) -> tuple[Hash, bytes]:
        newcomer = Newcomer(code, mine, fingerprint(desk.vault.tls_certificate), random)
        exchange = knock(desk, "beside", newcomer.knock())
        if isinstance(exchange, RefusalCode):
            raise BesideError(exchange.name)
        welcome = prove(desk, exchange, newcomer.prove(exchange.answer, request))
        if isinstance(welcome, RefusalCode):
            raise BesideError(welcome.name)
        return exchange.answer.site, newcomer.welcomed(welcome)

    made = make_newcomer(random)
    joined = join_by_code(folder, made, pair, lambda _found: True, clock=desk.clock, random=random, cost=cost)
    if isinstance(joined, Refusal):
        raise BesideError(joined.code)
    return joined
