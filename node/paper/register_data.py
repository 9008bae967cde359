"""What the printed register is made from: a run of numbers of one series, the voided ones with why."""

from datetime import date, datetime

from node.paper.data import Part, Pharmacy, Printing, Shape, Some, TallMan
from schema.quantity import Quantity


class RegisterRow(Part, frozen=True, kw_only=True):
    """One number. What is not known of it is None: a gap has nothing but its number."""

    number: str
    taken_at: datetime | None
    family_name: str | None
    first_names: str | None
    born: date | None
    ipp: str | None
    ward: str | None
    drug: str | None
    dose: Quantity | None
    volume: Quantity | None
    lots: tuple[str, ...]
    """Product and lot number of each vial, and of the diluent."""
    prescriber: str | None
    preparer: str | None
    checker: str | None
    releaser: str | None
    state: str
    shape: Shape
    remark: str | None
    """Why it was voided or ended, and whatever is amiss with the number."""


class RegisterPages(Part, frozen=True, kw_only=True):
    """A run of numbers of one series."""

    pharmacy: Pharmacy
    printing: Printing
    series: str
    first: int
    last: int
    illustrative: bool
    rows: Some[RegisterRow]
    tall_man: tuple[TallMan, ...] = ()
