"""Why a conversation ended, as a number that travels."""

from enum import IntEnum


class Code(IntEnum):
    """Why a conversation ended. Numbers travel: never reuse one."""

    DONE = 0
    """A membership exchange reached its end."""
    STOPPING = 1
    SITE = 2
    VERSION = 3
    SCOPE = 4
    IDENTITY = 5
    """The certificate belongs to somebody else than Hello says."""
    ITSELF = 6
    """The address leads back to the very process that dialled it."""
    TWIN = 7
    """Another process runs under this workstation's identity: a clone or a restored copy."""
    NOT_MEMBER = 8
    DUPLICATE = 9
    """The other one of two connections between the same workstations is kept."""
    GARBAGE = 10
    OVERSIZED = 11
    TURN = 12
    """A message that has no place here."""
    FLOOD = 13
    """More than the agreed number of unanswered messages."""
    SILENT = 14
    """Nothing was heard for too long."""
    STUCK = 15
    """Heard, but not taking what was sent."""
    INTERNAL = 16
    """Our own replica or program failed."""
    BUSY = 17
    """The lobby is full or this address knocks too often."""
    LATE = 18
    """A visit to the lobby took too long."""
    LOST = 19
    """The connection broke without a goodbye (never sent)."""
    UNREACHABLE = 20
    """Nobody answers at that address (never sent)."""
    REFUSED = 21
    """The handshake was refused: unknown there, or unknown here (never sent)."""


def code_of(number: int) -> Code:
    """The code with this number; a newer program's counts as `INTERNAL`."""
    try:
        return Code(number)
    except ValueError:
        return Code.INTERNAL
