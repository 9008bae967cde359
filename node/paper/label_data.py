"""What the label of a bag or syringe is made from (R.5121-146-2, R.5132-15), and what a sheet of them is.

A label names one container; a dose in several containers has several labels, each with its own id.
"""

from datetime import datetime

from node.paper.data import Part, Patient, Pharmacy, Printing, Regimen, Some, TallMan
from schema.ids import Id
from schema.quantity import Quantity


class Substance(Part, frozen=True, kw_only=True):
    """An active substance: its total quantity in the total volume, and its mass per volume."""

    name: str
    total: Quantity
    concentration: Quantity


class BagLabel(Part, frozen=True, kw_only=True):
    """One label."""

    pharmacy: Pharmacy
    printing: Printing
    bag: Id
    register_number: str
    """Number in the register of preparations ("ordonnancier")."""
    lot_number: str
    patient: Patient
    regimen: Regimen
    designation: str
    strength: Quantity
    """The prescribed dose that the container holds."""
    form: str
    """`solution pour perfusion`."""
    recipients: str | None
    """`adulte`, `enfant`; None when it makes no difference."""
    substances: Some[Substance]
    total_volume: Quantity
    excipients: Some[str]
    """All of them, the product being injectable; the diluent is one."""
    route: str
    method: str
    """`perfusion intraveineuse`, `bolus`: how it is administered."""
    duration_minutes: int | None
    """None for a bolus."""
    rate: Quantity | None
    hypertonic: bool
    fatal_by_other_routes: bool
    """Vinca alkaloids: only the vein."""
    cautions: tuple[str, ...]
    made_at: datetime | None
    use_by: datetime
    storage: str
    tall_man: tuple[TallMan, ...] = ()


class SheetGrid(Part, frozen=True, kw_only=True):
    """Die-cut A4 labels of an office printer; lengths in tenths of a millimetre."""

    columns: int
    rows: int
    label_width: int
    label_height: int
    left: int
    top: int
    gap_x: int = 0
    gap_y: int = 0


EIGHT_105_BY_74 = SheetGrid(columns=2, rows=4, label_width=1050, label_height=740, left=0, top=5)
"""The usual eight labels of 105 × 74 mm, edge to edge."""


class LabelSheet(Part, frozen=True, kw_only=True):
    """Labels in the order in which they are printed, from the first one still on the sheet."""

    labels: Some[BagLabel]
    start: int = 1
    """Position of the first free label, counted from 1 along the rows."""
    grid: SheetGrid = EIGHT_105_BY_74
