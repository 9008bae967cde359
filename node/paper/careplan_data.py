"""What the care plan of one patient's day is made from: every dose in order, with what to check.

It is the nurse's working paper: what is known is printed, what happens is written on it by hand and typed
back later.
"""

from datetime import date, time

from node.paper.data import Part, Patient, Pharmacy, Prescriber, Printing, Regimen, Some, TallMan
from schema.ids import Id
from schema.quantity import Quantity


class Premedication(Part, frozen=True, kw_only=True):
    """One line given before the anticancer drugs."""

    at: time | None
    what: str
    """In the regimen's words: drug, dose, route, how long before."""


class PlannedDose(Part, frozen=True, kw_only=True):
    """One dose of the day, with the bag that holds it when there is one."""

    at: time | None
    """Planned hour; None when it follows the one before."""
    drug: str
    dose: Quantity
    route: str
    diluent: str | None
    """None when undiluted."""
    total_volume: Quantity
    duration_minutes: int | None
    rate: Quantity | None
    bag: Id | None
    """None while nothing is prepared."""
    register_number: str | None
    use_by: str | None
    """Already worded, since it may be a rule before it is an instant."""
    state: str
    """One word of the state of the dose or bag."""
    held: str | None
    """Why it must not be given now; printed as a stop across the dose."""
    fatal_by_other_routes: bool
    hypertonic: bool
    cautions: tuple[str, ...] = ()


class CarePlan(Part, frozen=True, kw_only=True):
    """One patient's day."""

    pharmacy: Pharmacy
    printing: Printing
    plan: Id
    """What the code on the page is the id of: the course."""
    day: date
    patient: Patient
    prescriber: Prescriber
    regimen: Regimen
    premedication: tuple[Premedication, ...]
    doses: Some[PlannedDose]
    """In the order of administration."""
    monitoring: tuple[str, ...] = ()
    """What to watch, in the regimen's words."""
    tall_man: tuple[TallMan, ...] = ()
