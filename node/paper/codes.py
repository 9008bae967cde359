"""The 2D code of every paper: what it says, how it is drawn, how it is read back.

`VLL1:<KIND>:<26 characters of the id>:<4 check characters>`, all within the QR alphanumeric set, so
the code stays small. A scanner is a keyboard, and a wrong layout swaps letters without a word: the
check characters (20 bits of a hash over kind and id) turn that into an error instead of another bag.
"""

from enum import StrEnum

from reportlab.graphics.barcode import qrencoder

from node.paper.errors import DamagedCodeError, ForeignCodeError, NewerCodeError
from schema.codec import tagged_hash
from schema.ids import BadIdError, Id, id_text, parse_id

_FAMILY = "VLL"
_VERSION = "1"
_CHECK_LENGTH = 4
_ERROR_CORRECTION_Q = 3
"""A quarter of the code may be stained; the encoder numbers the levels L 1, M 0, Q 3, H 2."""


class CodeKind(StrEnum):
    """What the id in a code is the id of."""

    BAG = "BAG"
    """One container: on its label, its sheet and the care plan."""
    PLAN = "PLAN"
    """One course: on its care plans."""


def write_code(kind: CodeKind, identifier: Id) -> str:
    """The text of the code for this 16-byte id; raises `schema.ids.BadIdError` for another length."""
    return ":".join((_FAMILY + _VERSION, kind.value, id_text(identifier), _check(kind, identifier)))


def read_code(scanned: str) -> tuple[CodeKind, Id]:
    """Kind and id of a scanned text.

    Raises `ForeignCodeError` (not ours), `NewerCodeError` (a later form or kind) or
    `DamagedCodeError` (cut, mistyped, or a keyboard layout changed its letters).
    """
    cleaned = scanned.strip().upper()
    if not cleaned.startswith(_FAMILY):
        raise ForeignCodeError
    parts = cleaned.split(":")
    version = parts[0].removeprefix(_FAMILY)
    if version != _VERSION:
        raise NewerCodeError if version.isdecimal() else DamagedCodeError
    if len(parts) != 4:
        raise DamagedCodeError
    _, kind_text, id_part, check = parts
    try:
        identifier = parse_id(id_part)
    except BadIdError as error:
        raise DamagedCodeError from error
    if check != _check(kind_text, identifier):
        raise DamagedCodeError
    try:
        return CodeKind(kind_text), identifier
    except ValueError as error:
        raise NewerCodeError from error


def _check(kind: str, identifier: Id) -> str:
    return id_text(tagged_hash("code", kind.encode(), b"\0", identifier)[:16])[-_CHECK_LENGTH:]


def modules(code: str) -> tuple[tuple[bool, ...], ...]:
    """The dark and light squares of the QR code, row by row, without its quiet zone."""
    symbol = qrencoder.QRCode(None, _ERROR_CORRECTION_Q)
    symbol.addData(code)
    symbol.make()
    return tuple(tuple(bool(dark) for dark in row) for row in symbol.modules)
