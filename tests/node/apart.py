"""Two workstations that part and meet again: what they must both see, and both see settled."""

from __future__ import annotations

from node.api.course import ConflictView
from node.api.settlement import Conflicts, ListConflicts
from node.api.site import Verified, Verify
from schema.ids import Id
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import Station, exchange

Three = tuple[Station, Station, Station]


def shared(stations: Three, code: str = "mFOLFOX6") -> tuple[Station, Station, Treated, Id]:
    """Two workstations that know one patient's first dose, ready to be prepared, and then part."""
    pharmacy, hospital, _ = stations
    someone = circuit.ready(pharmacy, code)
    exchange(pharmacy, hospital)
    return pharmacy, hospital, someone, circuit.dose_of(pharmacy, someone.course, "L1").dose


def seen_by_both(
    one: Station,
    other: Station,
    rule: str,
    who: str = "pharmacist",
    about: str = "ESSAI Jeanne Noëlle",
) -> ConflictView:
    """The conflict, the same at both, open."""
    exchange(one, other)
    here, there = circuit.inbox(one, who), circuit.inbox(other, who)
    assert rule in here, sorted(here)
    assert here[rule].sides == there[rule].sides
    assert here[rule].open
    assert here[rule].patient_name == about
    return here[rule]


def gone(one: Station, other: Station, rule: str) -> None:
    exchange(one, other)
    for station in (one, other):
        assert rule not in circuit.inbox(station)
        assert station.get("pharmacist", Verify(), Verified).findings == ()


def rows_of(station: Station, rule: str) -> list[ConflictView]:
    rows = station.get("prescriber", ListConflicts(mine=False), Conflicts).rows
    return [row for row in rows if row.rule == rule]
