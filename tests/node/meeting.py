"""Two workstations that worked apart meet again, in every order, through a third one, and refold."""

from __future__ import annotations

from node.api.course import ConflictView
from node.api.site import Verified, Verify
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Station, exchange, send

WAYS = ("one hears first", "the other hears first", "through a third")


def meet(stations: Three, way: str) -> None:
    """Afterwards the first two hold the same, and each finds the same when it folds everything again."""
    one, other, third = stations
    if way == "through a third":
        for near, far in ((one, third), (third, other), (other, third), (third, one)):
            send(near, far)
    else:
        first, second = (one, other) if way == "one hears first" else (other, one)
        send(second, first)
    exchange(one, other)
    for station in (one, other):
        assert station.get("pharmacist", Verify(), Verified).findings == ()


def open_at_both(stations: Three, rule: str, who: str) -> ConflictView:
    """The open conflict of a rule in this person's inbox, the same at both workstations."""
    one, other, _ = stations
    here, there = (inbox_of(station, who) for station in (one, other))
    assert rule in here, sorted(here)
    assert here[rule].sides == there[rule].sides
    assert here[rule].open
    return here[rule]


def inbox_of(station: Station, who: str) -> dict[str, ConflictView]:
    """What waits for this person, by rule."""
    return circuit.inbox(station, who, mine=True)
