"""Carries: files on a USB stick that play the cable between workstations."""

from node.api.base import Answer, Command, Refused


class CarryOut(Command, frozen=True, kw_only=True):
    """Write into a folder what the other workstations are believed to lack; anybody signed in may.

    Answered at once by `CarryState`; ask again with `GetCarry`.
    """

    folder: str
    everything: bool = False
    """All that is held here, whatever the others are believed to hold."""


class CarryWritten(Answer, frozen=True, kw_only=True):
    """Each file was forced to the medium, read back and compared."""

    path: str
    """Of the last one."""
    files: tuple[str, ...] = ()
    """Names of all: each is needed."""
    kept: int = 0
    """How many of them an earlier try had finished."""
    size: int
    """Bytes written now."""
    transactions: int
    """None: by what they last said, the others hold everything."""
    records: int
    blobs: int
    readers: tuple[str, ...]
    """Names of the workstations that can open it."""
    notified: tuple[str, ...] = ()
    """Names of removed workstations, which a second file beside it tells so."""
    own_disk: bool
    """It lies on this workstation's own disk: probably not where a stick was meant to be."""
    removed: bool = False
    """This workstation was removed from the site, as it knows: what it did since does not count there."""


class CarryIn(Command, frozen=True, kw_only=True):
    """Merge a file that another workstation wrote; anybody signed in may. Answered like `CarryOut`."""

    file: str


SAID = frozenset({"cut", "suspended", "forked"})
"""Why acts of a workstation do not count, where it concerns all of them; whatever else is `other`."""


class CarryTaken(Answer, frozen=True, kw_only=True):
    """What the file brought: everything counted was not here before."""

    written_by: str
    """Name of the workstation that wrote it."""
    written_at: int
    """By its clock; ms UTC."""
    transactions: int
    acts: int
    aside: dict[str, int]
    """Of these acts, how many do not count here, by the code why (text `carry.aside.<code>` of `SAID`)."""
    records: int
    blobs: int
    waiting: int
    """Transactions that wait here for others, which this file did not bring."""
    refused: int
    """Transactions that do not hold: they are among the incidents."""
    trouble: str
    """Why only a part came (text `refusal.<trouble>`), or empty. What is counted came whole."""
    values: dict[str, str]
    """Values of that text."""
    removed: bool = False
    """This workstation was removed from the site, as it knows by now: perhaps from this very file."""


class GetCarry(Command, frozen=True, kw_only=True):
    """How far the carry is that was last begun here."""


class CarryState(Answer, frozen=True, kw_only=True):
    """A carry under way, or what came of the last one."""

    number: int = 0
    """Which one since this node started; 0: none."""
    what: str = ""
    """`out` or `in`."""
    running: bool = False
    done: int = 0
    total: int = 0
    """Steps; 0 while they are not known."""
    written: CarryWritten | None = None
    taken: CarryTaken | None = None
    refused: Refused | None = None
    yours: bool = False
    """Whether whoever asks began it."""
