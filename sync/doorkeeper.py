"""Whom the lobby asks about newcomers, and why one is not let in.

The lobby carries messages; the node knows the code that its screen shows, counts tries and enrols.
"""

from enum import IntEnum
from typing import Protocol

from sync.messages import PairKnock, PairProof, PairWelcome
from sync.pairing import Exchange


class RefusalCode(IntEnum):
    """Why a newcomer was not let in. Numbers travel: never reuse one."""

    UNKNOWN = 1
    """A reason that only a newer program knows."""
    USED = 2
    """Another newcomer was let in by this code."""
    WITHDRAWN = 3
    """The code was taken back, or another one took its place."""
    INVALID = 4
    """What the newcomer brings does not hold."""
    CLOSED = 5
    """This workstation cannot enrol now: its vault is closed or its replica fails."""
    NO_CODE = 6
    """No code is shown here, or its tries or its time are used up: a stranger is not told which."""
    WRONG_CODE = 7
    LATE = 8
    """The code's time ran out during the exchange."""


def refusal_of(number: int) -> RefusalCode:
    """The refusal with this number; a newer program's counts as `UNKNOWN`."""
    try:
        return RefusalCode(number)
    except ValueError:
        return RefusalCode.UNKNOWN


class Doorkeeper(Protocol):
    """The node's side of a pairing."""

    async def knock(self, source: str, message: PairKnock) -> Exchange | RefusalCode:
        """Begin an exchange with somebody at this address, which counts as a try."""
        ...

    async def prove(self, exchange: Exchange, message: PairProof) -> PairWelcome | RefusalCode:
        """Enrol whoever knows the code."""
        ...
