"""Short ways to write reference data: quantities as the literature prints them, and words used all over."""

from typing import Final

from schema.quantity import Quantity, Unit

SALINE: Final = "NaCl 0,9 %"
GLUCOSE: Final = "G5 %"
WATER: Final = "eau pour préparations injectables"
LEAFLET: Final = "À vérifier sur la notice en vigueur avant toute signature."
"""Ends the source of every product: leaflets change, and a library does not."""

HOUR: Final = 60
"""Minutes."""


def mg(value: str) -> Quantity:
    """A mass of drug."""
    return Quantity(value, Unit.MG)


def iu(value: str) -> Quantity:
    """Units of activity (UI)."""
    return Quantity(value, Unit.IU)


def ml(value: str) -> Quantity:
    """A volume."""
    return Quantity(value, Unit.ML)


def mg_per_m2(value: str) -> Quantity:
    """A dose by body surface."""
    return Quantity(value, Unit.MG_PER_M2)


def mg_per_ml(value: str) -> Quantity:
    """A concentration."""
    return Quantity(value, Unit.MG_PER_ML)
