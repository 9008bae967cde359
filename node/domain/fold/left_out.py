"""Which doses a go-ahead leaves out that somebody gave apart from it, with some of the same doses.

Nothing of days that it does not speak of. Apart for different doses, go-aheads add up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from node.domain.fold.steps import Order
from node.domain.history import Act, concurrent
from schema.acts.validation import GoAheadGiven
from schema.ids import Id
from schema.rules import GO_AHEADS_OVERLAP


def left_out(go_aheads: Sequence[Act], orders: Mapping[Id, Sequence[Order]]) -> Iterator[tuple[Act, Id]]:
    """Of two sides that gave go-aheads apart, each leaves out what only the other gave."""
    named = [_named(act) for act in go_aheads]
    sides = _Sides(go_aheads, named)
    for here, one in enumerate(go_aheads):
        more: set[Id] = set()
        for there, other in enumerate(go_aheads):
            if named[there] <= named[here] or not concurrent(one, other):
                continue
            if GO_AHEADS_OVERLAP in one.rules or GO_AHEADS_OVERLAP in other.rules:
                more |= named[there] & sides.only_there(here, there)
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

    def __init__(self, acts: Sequence[Act], named: Sequence[frozenset[Id]]) -> None:
        self._apart = [
            sum(1 << at for at, other in enumerate(acts) if concurrent(one, other)) for one in acts
        ]
        self._naming: dict[Id, int] = {}
        for at, doses in enumerate(named):
            for dose in doses:
                self._naming[dose] = self._naming.get(dose, 0) | 1 << at
        self._known: dict[tuple[int, int], frozenset[Id]] = {}

    def only_there(self, one: int, other: int) -> frozenset[Id]:
        """What the other side gave and this one did not; nothing, if they have no dose in common."""
        here = self._apart[other] & ~self._apart[one]
        there = self._apart[one] & ~self._apart[other]
        if (here, there) not in self._known:
            both = any(acts & here and acts & there for acts in self._naming.values())
            only = (dose for dose, acts in self._naming.items() if acts & there and not acts & here)
            self._known[here, there] = frozenset(only if both else ())
        return self._known[here, there]


def _named(act: Act) -> frozenset[Id]:
    body = act.body
    return frozenset(item.dose for item in body.items) if isinstance(body, GoAheadGiven) else frozenset()


def _of_its_days(
    named: Iterable[Id], more: Iterable[Id], orders: Mapping[Id, Sequence[Order]]
) -> Iterator[Id]:
    """Those of the doses that are for a cycle and day of the named ones, in order."""
    known = [dose for dose in sorted(more) if dose in orders]
    days = _days(named, orders) if known else frozenset()
    return (dose for dose in known if not days.isdisjoint(_days([dose], orders)))


def _days(doses: Iterable[Id], orders: Mapping[Id, Sequence[Order]]) -> frozenset[tuple[int, int]]:
    return frozenset((order.cycle, order.written.day) for dose in doses for order in orders.get(dose, ()))
