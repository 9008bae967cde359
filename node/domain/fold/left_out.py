"""Which doses a go-ahead leaves out that somebody gave apart from it, with some of the same doses.

Nothing of days that it does not speak of. Apart for different doses, go-aheads add up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from node.domain.fold.steps import Order
from node.domain.history import Act, before, concurrent
from schema.acts.base import DoseRevision
from schema.acts.validation import GoAheadGiven
from schema.ids import Id
from schema.rules import GO_AHEADS_OVERLAP

_KEPT: Final = 64
"""Pairs of sides remembered. Two that had no cable between them make one; acts that crossed make many."""


def left_out(go_aheads: Sequence[Act], orders: Mapping[Id, Sequence[Order]]) -> Iterator[tuple[Act, Id]]:
    """Of two sides that gave go-aheads apart, each leaves out what only the other gave.

    Another version of a dose is left out by whoever gave an older one, and knew of it.
    """
    named = [_named(act) for act in go_aheads]
    sides = _Sides(go_aheads)
    for here, one in enumerate(go_aheads):
        more: set[Id] = set()
        for there, other in enumerate(go_aheads):
            if named[there] <= named[here] or not sides.apart(here, there):
                continue
            if GO_AHEADS_OVERLAP in one.rules or GO_AHEADS_OVERLAP in other.rules:
                gave, only = sides.only_there(here, there)
                more |= {
                    item.dose
                    for item in only
                    if item.dose in named[there] - named[here]
                    and (item.dose not in gave or _knew(one, item, orders))
                }
            elif named[here] < named[there]:
                more |= named[there] - named[here]
        for dose in _of_its_days(named[here], more, orders):
            yield one, dose


def left_out_aside(
    aside: Iterable[Act], go_aheads: Sequence[Act], orders: Mapping[Id, Sequence[Order]]
) -> Iterator[tuple[Act, Id]]:
    """The same of go-aheads that do not count, each by itself, against those that do."""
    given = [(act, _named(act)) for act in go_aheads]
    for one in aside:
        named = _named(one)
        more: set[Id] = set()
        for other, others in given:
            if not (named.isdisjoint(others) or others <= named) and concurrent(one, other):
                more |= others - named
        for dose in _of_its_days(named, more, orders):
            yield one, dose


class _Sides:
    """What each of two given apart gave in all: with what it knew or was known to, unknown to the other.

    Acts are bits of a number; how two sides differ is looked at once, however many acts they consist of.
    """

    def __init__(self, acts: Sequence[Act]) -> None:
        self._apart = [
            sum(1 << at for at, other in enumerate(acts) if concurrent(one, other)) for one in acts
        ]
        self._naming: dict[DoseRevision, int] = {}
        for at, act in enumerate(acts):
            for item in _items(act):
                self._naming[item] = self._naming.get(item, 0) | 1 << at
        self._known: dict[tuple[int, int], tuple[frozenset[Id], frozenset[DoseRevision]]] = {}

    def apart(self, one: int, other: int) -> bool:
        """Whether neither of these acts knew of the other."""
        return bool(self._apart[one] >> other & 1)

    def only_there(self, one: int, other: int) -> tuple[frozenset[Id], frozenset[DoseRevision]]:
        """The doses this side gave, and what only the other one did; nothing, with no dose in common."""
        here = self._apart[other] & ~self._apart[one]
        there = self._apart[one] & ~self._apart[other]
        if (here, there) not in self._known:
            if len(self._known) == _KEPT:
                self._known.clear()
            gave = frozenset(item.dose for item, acts in self._naming.items() if acts & here)
            only = [item for item, acts in self._naming.items() if acts & there]
            both = any(item.dose in gave for item in only)
            only = [item for item in only if both and not self._naming[item] & here]
            self._known[here, there] = gave, frozenset(only)
        return self._known[here, there]


def _knew(act: Act, item: DoseRevision, orders: Mapping[Id, Sequence[Order]]) -> bool:
    """Whether its author knew of this version."""
    return any(order.ref == item.revision and before(order.act, act) for order in orders.get(item.dose, ()))


def _items(act: Act) -> tuple[DoseRevision, ...]:
    return act.body.items if isinstance(act.body, GoAheadGiven) else ()


def _named(act: Act) -> frozenset[Id]:
    return frozenset(item.dose for item in _items(act))


def _of_its_days(
    named: Iterable[Id], more: Iterable[Id], orders: Mapping[Id, Sequence[Order]]
) -> Iterator[Id]:
    """Those of the doses that are for a cycle and day of the named ones, in order."""
    known = [dose for dose in sorted(more) if dose in orders]
    days = _days(named, orders) if known else frozenset()
    return (dose for dose in known if not days.isdisjoint(_days([dose], orders)))


def _days(doses: Iterable[Id], orders: Mapping[Id, Sequence[Order]]) -> frozenset[tuple[int, int]]:
    return frozenset((order.cycle, order.written.day) for dose in doses for order in orders.get(dose, ()))
