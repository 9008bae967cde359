"""What histories are made of: fictive ids by name, and orders of doses of which a test says what matters."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal

from schema.acts.prescription import DoseOrder
from schema.computation import Computation
from schema.ids import Id
from schema.quantity import Quantity, Unit, quantity
from schema.transaction import ActRef

DAY_ONE = "2026-03-02"


def an_id(name: str) -> Id:
    """A fictive id that a reader can find again."""
    return hashlib.sha256(name.encode()).digest()[:16]


def dose_id(name: str) -> Id:
    """The id of the dose called `name`."""
    return an_id(f"dose {name}")


def bag_id(name: str) -> Id:
    """The id of the bag called `name`."""
    return an_id(f"bag {name}")


PATIENT = an_id("patient")
REGIMEN_VERSION = ActRef(an_id("reference journal"), 1, 0, bytes(32))


def mg_of(value: str) -> Quantity:
    """So many milligrams."""
    return quantity(Decimal(value), Unit.MG)


def ml_of(value: str) -> Quantity:
    """So many millilitres."""
    return quantity(Decimal(value), Unit.ML)


def mg_per_ml(value: str) -> Quantity:
    """So many milligrams per millilitre."""
    return quantity(Decimal(value), Unit.MG_PER_ML)


def dose(
    name: str,
    *,
    mg: str = "100",
    day: int = 1,
    line: str = "L1",
    planned: str | None = None,
    diluent: str = "NaCl 0,9 %",
    instructions: str = "",
    theoretical: str = "100",
) -> DoseOrder:
    """An order of the dose called `name`; what is not said is always the same."""
    due = date.fromisoformat(DAY_ONE) + timedelta(days=day - 1)
    return DoseOrder(
        dose=dose_id(name),
        line=line,
        rank=1,
        day=day,
        planned=planned or due.isoformat(),
        substance="oxaliplatine",
        basis="per_m2",
        amount=quantity(Decimal(85), Unit.MG_PER_M2),
        theoretical=mg_of(theoretical),
        reduction_percent="0",
        reduction_reason="",
        prescribed=mg_of(mg),
        route="iv",
        diluent=diluent,
        volume=ml_of("250"),
        duration_minutes=120,
        container="poche",
        instructions=instructions,
        computation=Computation("dose.per_m2/1", (), (), (), None, None, None, mg_of(theoretical)),
    )
