"""The workstations of the site: their names and places, and whether what they write counts."""

from node.api.base import Answer, Command
from schema.codec import Wire
from schema.transaction import Bytes16


class RenameWorkstation(Command, frozen=True, kw_only=True):
    """Another name, which no other workstation has."""

    workstation: bytes
    name: str
    pin: str


class MoveWorkstation(Command, frozen=True, kw_only=True):
    """It stands elsewhere."""

    workstation: bytes
    place: str
    pin: str


class SuspendWorkstation(Command, frozen=True, kw_only=True):
    """What it writes beyond what is held here does not count until this is lifted."""

    workstation: bytes
    reason: str
    pin: str


class ResumeWorkstation(Command, frozen=True, kw_only=True):
    """Lift the suspension, and withdraw a removal that was only proposed."""

    workstation: bytes
    reason: str
    pin: str


class RemoveWorkstation(Command, frozen=True, kw_only=True):
    """Propose its removal: suspended at once, removed when another person agrees."""

    workstation: bytes
    reason: str
    pin: str


class ReadmitWorkstation(Command, frozen=True, kw_only=True):
    """Propose that it belongs to the site again and goes on in new journals."""

    workstation: bytes
    reason: str
    admit: bool
    """Whether what it wrote beyond the cut, and is held here, shall count too."""
    pin: str


class GetWorkstations(Command, frozen=True, kw_only=True):
    """Every workstation of the site, removed ones too."""


class WorkstationView(Wire, frozen=True):
    """A workstation, as an administrator looks at it."""

    workstation: Bytes16
    name: str
    place: str
    standing: str
    """`suspended`, `removed`, or empty."""
    own: bool
    acts: int
    """Acts of its journals held here."""
    set_aside: int
    """Those of them that do not count."""
    last_at: int | None
    """When the last transaction held here was made, by its clock; ms UTC."""


class Workstations(Answer, frozen=True, kw_only=True):
    """Answer to `GetWorkstations`, by name."""

    workstations: tuple[WorkstationView, ...]
