"""What a manufacturing sheet is made from: one preparation, from prescription to release.

Built before the work, it leaves blanks for what is not known yet (lots, hours, signatures); printed again
afterwards, it shows what was recorded. Fields: practice of French units and R.5125-45.
"""

from datetime import date, datetime
from typing import Literal

from node.paper.data import (
    Derogation,
    Part,
    Patient,
    Pharmacy,
    Prescriber,
    Printing,
    Regimen,
    Some,
    Statement,
    TallMan,
)
from schema.computation import Computation
from schema.ids import Id
from schema.quantity import Quantity


class Lot(Part, frozen=True, kw_only=True):
    """One lot of a material; what is None is left to write by hand."""

    number: str | None = None
    expiry: date | None = None
    quantity: Quantity | None = None
    """How much of it went in, when several lots share the material."""


class Material(Part, frozen=True, kw_only=True):
    """A raw material: specialty, solvent, bag, device. With its supplier and lots (R.5125-45)."""

    name: str
    supplier: str | None
    """None leaves a line to write it on."""
    presentation: str
    """`flacon de 50 mL`: what the preparer takes in hand."""
    packs: int | None = None
    """How many of them are expected."""
    code: str | None = None
    """CIP13 or UCD13."""
    strength: Quantity | None = None
    """Concentration; None for a diluent or a device."""
    take: Quantity | None = None
    """Volume (or quantity) that goes into the preparation."""
    lots: tuple[Lot, ...] = ()
    blank_lots: int = 2
    """Lines left to write lots by hand while `lots` is empty."""


class Hand(Part, frozen=True, kw_only=True):
    """Who did a step and when; both None before it is done."""

    person: str | None = None
    at: datetime | None = None


class Release(Part, frozen=True, kw_only=True):
    """The pharmacist's decision: None before it is made."""

    pharmacist: Hand = Hand()
    decision: Literal["released", "rejected"] | None = None
    reason: str | None = None


class Sheet(Part, frozen=True, kw_only=True):
    """One manufacturing sheet."""

    pharmacy: Pharmacy
    printing: Printing
    bag: Id
    register_number: str
    """Number in the register of preparations ("ordonnancier")."""
    patient: Patient
    prescriber: Prescriber
    regimen: Regimen
    drug: str
    form: str
    route: str
    dose: Quantity
    fatal_by_other_routes: bool
    """Vinca alkaloids: only the vein."""
    computations: Some[Computation]
    """Surface or clearance, dose, volume: in the order in which they were done."""
    table_version: str | None
    """Version of the bands, limits or stability table that was used; None when none was."""
    previous_dose: Quantity | None
    """The same line's dose last given; None where there is none."""
    actives: Some[Material]
    diluent: Material | None
    """None when the drug is given undiluted."""
    others: tuple[Material, ...] = ()
    """Solvents of reconstitution, devices."""
    draw: Quantity
    """Volume to draw from the vials."""
    withdraw: Quantity | None
    """Volume taken out of the bag first; None when the drug is added to the full bag."""
    final_volume: Quantity
    final_concentration: Quantity
    concentration_range: tuple[Quantity, Quantity] | None
    """Lowest and highest concentration of the product's data; None when it sets none."""
    container: str
    steps: Some[str]
    cautions: tuple[str, ...]
    storage: str
    stability: str
    """`24 h après la fabrication`: from what the use-by is counted."""
    made_at: datetime | None = None
    use_by: datetime | None = None
    statements: tuple[Statement, ...] = ()
    """Validation, go-ahead, mandatory mentions of the prescriber."""
    derogations: tuple[Derogation, ...] = ()
    maker: Hand = Hand()
    checker: Hand = Hand()
    release: Release = Release()
    incident: str | None = None
    set_aside: bool = False
    """Whether the bag's claim does not count: every page says so."""
    tall_man: tuple[TallMan, ...] = ()
