"""What the bodies of acts have in common, and what a *kind* of act is.

A kind (`release.decided/1`) fixes a body's type, its class, the right it takes and the sort of file
it belongs to. A kind never changes meaning: a new field is a new number.
"""

from typing import Annotated

import msgspec

from schema.codec import Wire
from schema.transaction import ActClass, ActRef, Bytes16, FileType, Header, Instant

DateText = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
"""A calendar date `YYYY-MM-DD`: births, expiries and planned days are dates, never instants."""
_CANONICAL = r"\A(0|-?([1-9][0-9]{0,11}(\.[0-9]{0,11}[1-9])?|0\.[0-9]{0,11}[1-9]))\Z"
DecimalText = Annotated[str, msgspec.Meta(pattern=_CANONICAL)]
"""An exact number as its one wire text (`schema.quantity.decimal_text`)."""
MOST_CUTS = 512
"""Tips that one act names: of a journal that it does not name nothing counts beyond what its author knew."""
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Told(Wire, frozen=True):
    """How an account of what happened reached us (architecture §3)."""

    happened_at: Instant
    estimated: bool
    """The hour was not noted exactly at the time."""
    told_by: Bytes16 | None
    """The person who did it, when it is not the one who typed it."""
    source: Annotated[str, msgspec.Meta(pattern=r"\A(seen|scanned|paper)\Z")]


class DoseRevision(Wire, frozen=True, order=True):
    """One dose in one exact version: the act that wrote this order."""

    dose: Bytes16
    revision: ActRef


class Kind(msgspec.Struct, frozen=True):
    """One numbered kind of act."""

    name: str
    body: type[Wire]
    file: FileType
    cls: ActClass
    right: str
    signed: bool
    critical: bool = True
    """A program that does not know this kind must not advance its file."""

    def agrees(self, header: Header) -> bool:
        """Whether a header says of its act what this kind says of all; the header is all that others read."""
        return (header.cls, header.right, header.critical, header.file.type) == (
            self.cls,
            self.right,
            self.critical,
            self.file,
        )
