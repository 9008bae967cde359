"""What the list of one day is made from: every patient and dose that the site or one ward expects.

Printed in advance, it is what tells who comes and what to make when every screen is dark.
"""

from datetime import date, time
from typing import Literal

from node.paper.data import Part, Pharmacy, Printing, Shape, TallMan
from schema.quantity import Quantity

Step = Literal["validated", "go_ahead", "made", "released", "delivered", "given"]
STEPS: tuple[Step, ...] = ("validated", "go_ahead", "made", "released", "delivered", "given")
"""The boxes of a row, in the order of the circuit."""


class DayState(Part, frozen=True):
    """A state's word with the shape that stands for it in black and white."""

    word: str
    shape: Shape


class DayLine(Part, frozen=True, kw_only=True):
    """One dose of the day."""

    at: time | None
    family_name: str
    first_names: str
    born: date
    ipp: str | None
    identity_to_check: bool
    place: str
    """Ward, chair or bed."""
    regimen: str
    cycle: int
    day: int
    drug: str
    dose: Quantity
    route: str
    volume: Quantity | None
    register_number: str | None
    """None while nothing is prepared."""
    state: DayState
    done: frozenset[Step]
    remark: str | None = None


class DayList(Part, frozen=True, kw_only=True):
    """The doses of one day; an empty list is a paper too, and says that there are none."""

    pharmacy: Pharmacy
    printing: Printing
    day: date
    scope: str
    """`Tous les services`, or one ward."""
    filtered: str | None
    """Which rows were left out, in words; None when all are there."""
    illustrative: bool
    lines: tuple[DayLine, ...]
    tall_man: tuple[TallMan, ...] = ()
