"""The register: every number of a series of preparations, what became of its bag, and why it was voided."""

from node.api.base import Answer, Command, Stamp
from schema.acts.patient import Identity
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes16

MOST = 200
"""Numbers shown at once."""


class GetRegister(Command, frozen=True, kw_only=True):
    """The newest numbers of a series, at most `MOST`, none above `last`."""

    series: bytes | None = None
    """Nil: the one in which this workstation writes."""
    last: int | None = None


class SeriesView(Wire, frozen=True):
    """One series: the numbers of one journal of one workstation."""

    series: Bytes16
    name: str
    """As it stands before each number: `PUI-1`, `PUI-1.7K3F`."""
    workstation: str
    journal: str
    """Short id of the journal."""
    last: int
    """Its highest number held here."""
    own: bool
    """Whether this workstation writes in it."""


class RegisterLine(Wire, frozen=True):
    """One number and one bag; a number that two bags bear stands twice."""

    number: int
    shown: str
    """`PUI-1 000042`."""
    bag: Bytes16 | None
    course: Bytes16 | None
    dose: Bytes16 | None
    patient: Bytes16 | None
    identity: Identity | None
    substance: str
    prescribed: Quantity | None
    state: str
    """The bag's (`ui.state.<state>`), `aside` when its claim is set aside, `unseen` when it
    cannot be read here, `missing` for a gap."""
    reason: str
    """Why it was voided, refused, recalled, destroyed or re-attributed."""
    taken: Stamp | None
    ended: Stamp | None
    """Who ended it."""
    doubled: bool
    """Whether another bag bears the same number."""
    set_aside: bool
    """Whether the number was taken by an act that does not count."""
    blocks: tuple[str, ...] = ()
    """Codes of what holds the bag, while it is held."""
    beside: str = ""
    """The numbers of the dose's other bags, while it is held."""
    goes_on_as: str = ""
    """The number under which the bag goes on for another dose."""


class Register(Answer, frozen=True, kw_only=True):
    """Answer to `GetRegister`, the newest number first."""

    series: tuple[SeriesView, ...]
    shown: Bytes16
    lines: tuple[RegisterLine, ...]
