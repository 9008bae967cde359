"""A narcotics vault written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from node.domain.history import Act
from node.domain.narcotics import VaultState, fold_vault
from node.domain.state import Conflict
from schema.acts.base import Told
from schema.acts.narcotics import (
    Counted,
    VaultCounted,
    VaultEntry,
    VaultHandedOver,
    VaultOpened,
    VaultReconciled,
    VaultWitnessed,
)
from schema.codec import Wire
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.file_splits import FileSplit

VAULT = an_id("vault")
MORPHINE = "Morphine fictive 10 mg/mL ampoule"
HOUR = 3_600_000


def told(hour: int = 0) -> Told:
    return Told(hour * HOUR, False, None, "seen")


def units(count: int | str) -> Quantity:
    return Quantity(str(count), Unit.ONE)


def entry(way: str, count: int, hour: int = 0, product: str = MORPHINE) -> VaultEntry:
    """One line."""
    return VaultEntry(way, product, units(count), "", "service fictif", "périmée", told(hour))


def counting(counted: int, expected: int, hour: int = 2) -> VaultCounted:
    """A count of the one product."""
    return VaultCounted((Counted(MORPHINE, units(counted), units(expected)),), told(hour))


def handing(to: str, counted: int, expected: int, hour: int = 2) -> VaultHandedOver:
    """A hand-over to a workstation."""
    return VaultHandedOver(an_id(to), (Counted(MORPHINE, units(counted), units(expected)),), told(hour))


class VaultSplit(FileSplit[VaultState]):
    """See `FileSplit`; the vault is opened at `base`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, VAULT, fold_vault)
        self.at("base", VaultOpened("Coffre fictif", an_id("base")))

    def by_two(self, station: str, body: Wire) -> Act:
        """Somebody, and a second person who signs it."""
        act = self.at(station, body)
        self.at(station, VaultWitnessed(act.ref), by="bob")
        return act

    def reconcile(self, station: str, line: Act, conflict: Conflict, choice: str) -> Act:
        """A pharmacist and a second person."""
        return self.by_two(station, VaultReconciled(line.ref, tuple(sorted(conflict.acts)), choice, "vu"))

    def left(self) -> str:
        """What there is of the one product."""
        return str(self.state.balance(MORPHINE, "1"))
