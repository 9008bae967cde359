"""A narcotics vault written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from random import Random

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
from tests.node.domain.acts import Site, an_id

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


def same_in_any_order(acts: list[Act]) -> VaultState:
    """The state of these acts, after checking that any order of arrival and a refold give the same."""
    state = fold_vault(acts)
    shuffled = list(acts)
    for seed in range(5):
        Random(seed).shuffle(shuffled)
        assert fold_vault([*shuffled, *shuffled[:2]]) == state
    return state


class VaultSplit:
    """The vault is opened at `base`; after `part`, `x` and `y` know it and nothing of each other."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.site = Site()
        self.at("base", VaultOpened("Coffre fictif", an_id("base")))

    def at(self, station: str, body: Wire, by: str = "alice", set_aside: str = "") -> Act:
        """Somebody records one act."""
        return self.site.act(station, body, VAULT, by=by, set_aside=set_aside)

    def by_two(self, station: str, body: Wire) -> Act:
        """Somebody, and a second person who signs it."""
        act = self.at(station, body)
        self.at(station, VaultWitnessed(act.ref), by="bob")
        return act

    def reconcile(self, station: str, line: Act, conflict: Conflict, choice: str) -> Act:
        """A pharmacist and a second person."""
        return self.by_two(station, VaultReconciled(line.ref, tuple(sorted(conflict.acts)), choice, "vu"))

    def part(self) -> None:
        """Two workstations that know the common past, one perhaps through another."""
        if self.kind == "through relays":
            self.site.meet("base", "relay")
            self.site.meet("relay", "x")
        else:
            self.site.meet("base", "x")
        self.site.meet("base", "y")
        # What one of them writes first makes its later acts come later in fold order.
        late = "x" if self.kind == "y comes first" else "y"
        for _ in range(7):
            self.at(late, entry("in", 1, product="Autre produit fictif"))

    def join(self) -> str:
        """A workstation that knows both sides."""
        if self.kind == "through relays":
            self.site.meet("x", "relay")
            self.site.meet("relay", "y")
            self.site.meet("relay", "z")
        else:
            self.site.meet("x", "z")
            self.site.meet("y", "z")
        return "z"

    @property
    def state(self) -> VaultState:
        """The state of everything."""
        return same_in_any_order(self.site.acts)

    def left(self) -> str:
        """What there is of the one product."""
        return str(self.state.balance(MORPHINE, "1"))

    def conflict(self, rule: str, act: Act) -> Conflict:
        """The one conflict of a rule that names this act."""
        (found,) = [one for one in self.state.conflicts if one.rule == rule and act.ref in one.acts]
        return found
