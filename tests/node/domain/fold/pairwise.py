"""What go-aheads leave out, told pair by pair as ADR 0070 says it, however long that takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from node.domain.fold.steps import Order
from node.domain.history import NO_RULES, Act, before, concurrent
from schema.acts.base import DoseRevision
from schema.acts.prescription import PrescriptionSigned
from schema.acts.validation import GoAheadGiven
from schema.ids import Id
from schema.rules import GO_AHEADS_OVERLAP
from schema.transaction import ActRef
from tests.node.domain.builder import History, Station, start
from tests.node.domain.builder_orders import DAY_ONE, dose, dose_id

_ON = frozenset({GO_AHEADS_OVERLAP})


def left_out(acts: Sequence[Act], orders: Mapping[Id, Sequence[Order]]) -> Iterator[tuple[Act, Id]]:
    """Every pair of sides by itself."""
    for one in acts:
        more = {dose for other in acts if concurrent(one, other) for dose in _more(one, other, acts, orders)}
        yield from ((one, dose) for dose in sorted(more) if _same_day(one, dose, orders))


def left_out_aside(
    aside: Sequence[Act], acts: Sequence[Act], orders: Mapping[Id, Sequence[Order]]
) -> Iterator[tuple[Act, Id]]:
    """Each by itself."""
    for one in aside:
        apart = [_doses(_items(other)) for other in acts if concurrent(one, other)]
        named = _doses(_items(one))
        more = {dose for others in apart if named & others for dose in others - named}
        yield from ((one, dose) for dose in sorted(more) if _same_day(one, dose, orders))


def _more(one: Act, other: Act, acts: Sequence[Act], orders: Mapping[Id, Sequence[Order]]) -> Iterator[Id]:
    mine, theirs = _doses(_items(one)), _doses(_items(other))
    if not (one.rules | other.rules) & _ON:
        yield from theirs - mine if mine < theirs else ()
        return
    here = _items(*(act for act in acts if concurrent(act, other) and not concurrent(act, one)))
    there = _items(*(act for act in acts if concurrent(act, one) and not concurrent(act, other)))
    if not _doses(here) & _doses(there):
        return
    for item in there - here:
        written = (order.act for order in orders.get(item.dose, ()) if order.ref == item.revision)
        knew = any(before(act, one) for act in written)
        if item.dose in theirs - mine and (item.dose not in _doses(here) or knew):
            yield item.dose


def _same_day(one: Act, dose: Id, orders: Mapping[Id, Sequence[Order]]) -> bool:
    days = {
        (order.cycle, order.written.day) for name in _doses(_items(one)) for order in orders.get(name, ())
    }
    return any((order.cycle, order.written.day) in days for order in orders.get(dose, ()))


def _items(*acts: Act) -> set[DoseRevision]:
    return {item for act in acts if isinstance(act.body, GoAheadGiven) for item in act.body.items}


def _doses(items: set[DoseRevision]) -> set[Id]:
    return {item.dose for item in items}


class Drawn:
    """A small history drawn: several stations, revised doses, two days, the rule on some, some set aside."""

    def __init__(self, seed: int) -> None:
        self._draw = draw = Random(seed)
        self._history = History()
        self._history.rules = _ON
        self._days = {f"J{number}": draw.choice([1, 1, 1, 8]) for number in range(draw.choice([2, 3, 4, 6]))}
        base, *stations = self._history.stations("base", *"abcdef"[: draw.choice([2, 2, 3, 4, 6])])
        start(base, *(dose(name, line=f"L{name}", day=day) for name, day in self._days.items()))
        for station in stations:
            station.sees(base)
        self.acts: list[Act] = []
        """In the order in which they were recorded."""
        rules = draw.choice([(_ON,), (_ON, NO_RULES)])
        for _ in range(draw.choice([4, 8, 12, 20])):
            self._history.rules = draw.choice(rules)
            self._step(draw.choice(stations), stations)

    @property
    def others(self) -> list[Act]:
        """All that is no go-ahead."""
        return [act for act in self._history.acts if not isinstance(act.body, GoAheadGiven)]

    def _step(self, station: Station, stations: Sequence[Station]) -> None:
        draw = self._draw
        match draw.choice(["sees", "sees", "hears", "writes", "goes", "goes", "goes", "goes"]):
            case "sees":
                station.sees(draw.choice(stations))
            case "hears" if self.acts:
                station.sees(draw.choice(self.acts))
            case "writes":
                name = draw.choice([*self._days])
                day = draw.choice([self._days[name], self._days[name], 2])
                station.prescribes(dose(name, line=f"L{name}", mg=str(draw.randint(50, 60)), day=day))
            case _:
                bodies = [self._given(station) for _ in range(draw.choice([1, 1, 1, 2]))]
                station.records(*bodies, by="prescriber", set_aside=draw.choice(["", "", "", "cut"]))
                self.acts += self._history.acts[-len(bodies) :]

    def _given(self, station: Station) -> GoAheadGiven:
        names = self._draw.sample([*self._days], self._draw.randint(1, len(self._days)))
        return GoAheadGiven(
            tuple(DoseRevision(dose_id(one), self._known(station, one)) for one in names), DAY_ONE
        )

    def _known(self, station: Station, name: str) -> ActRef:
        """Mostly the newest version that is there."""
        if self._draw.random() < 0.7:
            return station.version(name)
        found = [
            act.ref
            for act in station.view()
            if isinstance(act.body, PrescriptionSigned)
            and any(order.dose == dose_id(name) for order in act.body.orders)
        ]
        return self._draw.choice(found)
