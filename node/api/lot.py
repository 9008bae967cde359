"""Stock by lot: the ledger, counts, recalls and whom they concern, what is left in opened vials."""

from node.api.base import Answer, Command, Heads, Stamp
from schema.acts.base import Told
from schema.acts.lot import LotNamed
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes16


class ListLots(Command, frozen=True, kw_only=True):
    """Every lot that anybody received, used or recalled."""


class LotRow(Wire, frozen=True):
    """One lot in the list."""

    lot: Bytes16
    named: LotNamed
    balance: int
    """Vials; below nothing is an alarm."""
    kept: bool
    """Somebody keeps account of it; else the balance only says how many were used."""
    recalled: bool
    left: int
    """Remainders that are there."""
    conflicts: int
    """Open ones."""


class Lots(Answer, frozen=True, kw_only=True):
    """Answer to `ListLots`, by label, number, expiry."""

    rows: tuple[LotRow, ...]


class GetLot(Command, frozen=True, kw_only=True):
    """Everything about one lot."""

    lot: bytes


class LotLineView(Wire, frozen=True):
    """One line of the ledger with the sum up to it."""

    kind: str
    """Text `kind.<kind>`."""
    change: int
    balance: int
    note: str
    """Supplier, reason or bag number."""
    stamp: Stamp


class RemainderView(Wire, frozen=True):
    """One opened vial that was kept."""

    remainder: Bytes16
    volume: Quantity | None
    use_by: int
    storage: str
    state: str
    """`left`, `expired`, `used`, `discarded`."""
    numbers: tuple[str, ...]
    """Of the bags it went into; two is an alarm."""
    kept: Stamp | None


class ConcernedBag(Wire, frozen=True):
    """A bag with a vial of this lot, and its patient."""

    course: Bytes16
    patient: Bytes16
    patient_name: str
    bag: Bytes16
    number: str
    substance: str
    state: str
    open: bool
    """A recall's alarm on it waits for somebody."""


class LotView(Answer, frozen=True, kw_only=True):
    """Answer to `GetLot`."""

    row: LotRow
    lines: tuple[LotLineView, ...]
    remainders: tuple[RemainderView, ...]
    bags: tuple[ConcernedBag, ...]
    recalls: tuple[tuple[Stamp, str, str], ...]
    """In force: who, reason, reference."""
    heads: Heads


class ReceiveLot(Command, frozen=True, kw_only=True):
    """Vials arrived."""

    lot: LotNamed
    count: int
    supplier: str = ""
    told: Told


class MoveLot(Command, frozen=True, kw_only=True):
    """Vials came or went otherwise: `why` is in, out, transfer, return, broken or adjust."""

    lot: LotNamed
    change: int
    why: str
    reason: str
    told: Told


class CountLot(Command, frozen=True, kw_only=True):
    """Vials counted; the difference becomes a line."""

    lot: LotNamed
    counted: int
    told: Told
    pin: str


class RecallLot(Command, frozen=True, kw_only=True):
    """Nothing of this lot may be used any more."""

    lot: LotNamed
    reason: str
    reference: str = ""
    pin: str


class LiftRecall(Command, frozen=True, kw_only=True):
    """The recalls in force are over."""

    lot: LotNamed
    reason: str
    pin: str
    based_on: Heads


class KeepRemainder(Command, frozen=True, kw_only=True):
    """What is left in an opened vial is kept (`created[0]`)."""

    lot: LotNamed
    volume: Quantity
    use_by: int
    storage: str = ""
    told: Told


class DiscardRemainder(Command, frozen=True, kw_only=True):
    """A remainder was thrown away."""

    lot: LotNamed
    remainder: bytes
    reason: str
    told: Told


class RemainderChosen(Wire, frozen=True):
    """A remainder to be set out for a bag."""

    lot: Bytes16
    remainder: Bytes16


class RemainderOffered(Wire, frozen=True):
    """A remainder that a preparation may use."""

    chosen: RemainderChosen
    named: LotNamed
    volume: Quantity
    use_by: int
