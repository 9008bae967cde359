"""Carries: files on a USB stick that play the cable between workstations."""

from node.api.base import Answer, Command


class CarryOut(Command, frozen=True, kw_only=True):
    """Write into a folder what the other workstations are believed to lack; takes the right `snapshot`."""

    folder: str
    everything: bool = False
    """All that is held here, whatever the others are believed to hold."""


class CarryWritten(Answer, frozen=True, kw_only=True):
    """The file was forced to the medium, read back and compared."""

    path: str
    size: int
    """Bytes."""
    transactions: int
    """None: by what they last said, the others hold everything."""
    records: int
    blobs: int
    readers: tuple[str, ...]
    """Names of the workstations that can open it."""


class CarryIn(Command, frozen=True, kw_only=True):
    """Merge a file that another workstation wrote; takes the right `snapshot`."""

    file: str


class CarryTaken(Answer, frozen=True, kw_only=True):
    """What the file brought: everything counted was not here before."""

    written_by: str
    """Name of the workstation that wrote it."""
    written_at: int
    """By its clock; ms UTC."""
    transactions: int
    acts: int
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
