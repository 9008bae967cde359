"""What a hostile workstation tries, what both honest ones make of it, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping

from node.store.verify import verify
from schema.ids import Id
from sync.journal import NewAct
from sync.membership import CLINICAL
from tests.crash.hostile import Hostile, intact, meet, tell, verdict
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Station, exchange


def together(stations: Three, person: str) -> tuple[Station, Station, Hostile]:
    """Two honest ones and one on which this person is signed in; all hold the same."""
    one, other, third = stations
    Hostile(third).stolen(person)
    for each in (one, other):
        each.session("pharmacist")
    exchange(one, third)
    exchange(one, other)
    exchange(other, third)
    return one, other, Hostile(third)


def attempt(
    one: Station, other: Station, hostile: Hostile, acts: list[NewAct], scope: str = CLINICAL
) -> str | None:
    """What both honest ones make of it: why it is set aside, or empty."""
    # A journal counts from where its author can know that it was announced.
    written = hostile.forge(acts, scope=scope, saw=() if hostile.heads[scope].seq else hostile.saw(scope))
    hostile.stands(written, scope)
    for station in (one, other):
        outcome = tell(station, written.data)
        assert (outcome.new, outcome.evidence) == (1, ()), outcome
    assert verdict(one, written) == verdict(other, written)
    return verdict(one, written)


def ends_well(
    one: Station,
    other: Station,
    patient: Id,
    before: Mapping[tuple[Id, int], tuple[bytes, str]],
    journals: list[Id],
) -> None:
    """Both hold the same, nothing of others has changed, and work goes on."""
    meet(one, other)
    for station in (one, other):
        assert before.items() <= intact(station, journals).items()
        assert verify(station.replica).ok
    circuit.measure(one, patient, "weight", "70")
    circuit.measure(other, patient, "height", "170")
    meet(one, other)
    assert {each.what for each in circuit.record(one, patient).measurements} == {"weight", "height"}
