"""Which doses a go-ahead leaves out that somebody gave apart from it, with some of the same doses.

Nothing of days that it does not speak of. Apart for different doses, go-aheads add up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from node.domain.fold.ranks import Ranks
from node.domain.fold.steps import Order
from node.domain.history import Act, before
from schema.acts.base import DoseRevision
from schema.acts.validation import GoAheadGiven
from schema.ids import Id
from schema.rules import GO_AHEADS_OVERLAP

_Days: TypeAlias = Mapping[Id, frozenset[tuple[int, int]]]


def left_out(go_aheads: Sequence[Act], orders: Mapping[Id, Sequence[Order]]) -> Iterator[tuple[Act, Id]]:
    """Of two sides that gave go-aheads apart, each leaves out what only the other gave.

    Another version of a dose is left out by whoever gave an older one, and knew of it.
    """
    if len(go_aheads) < 2:
        return
    given, days = _Given(go_aheads), _days_of(orders)
    for one in go_aheads:
        named = _named(one)
        more = set(given.overlapped_from(one, orders))
        if GO_AHEADS_OVERLAP not in one.rules:
            more |= given.more_than(one, named)
        for dose in _of_its_days(named, more, days):
            yield one, dose


def left_out_aside(
    aside: Sequence[Act], go_aheads: Sequence[Act], orders: Mapping[Id, Sequence[Order]]
) -> Iterator[tuple[Act, Id]]:
    """The same of go-aheads that do not count, each by itself, against those that do."""
    if not aside:
        return
    given, days = _Given([*go_aheads, *aside]), _days_of(orders)
    counted = given.only(go_aheads)
    for one in aside:
        named = _named(one)
        for dose in _of_its_days(named, given.beside(one, named, counted) - named, days):
            yield one, dose


class _Given:
    """Go-aheads as bits of numbers: by dose, and by version of a dose.

    What a side gave in all is what one of two acts knew, or was known to, unknown to the other. Acts apart
    from the same others are on the same sides, and are looked at once, however many they are.
    """

    def __init__(self, acts: Sequence[Act]) -> None:
        self._ranks = Ranks(acts)
        self._ruled = 0
        self._doses: dict[Id, int] = {}
        self._items: dict[DoseRevision, int] = {}
        for at, act in enumerate(self._ranks.acts):
            if GO_AHEADS_OVERLAP in act.rules:
                self._ruled |= 1 << at
            for item in _items(act):
                self._items[item] = self._items.get(item, 0) | 1 << at
                self._doses[item.dose] = self._doses.get(item.dose, 0) | 1 << at
        self._sides: dict[tuple[int, bool], tuple[frozenset[Id], tuple[DoseRevision, ...]]] = {}
        self._together: dict[int, frozenset[Id]] = {}

    def overlapped_from(self, one: Act, orders: Mapping[Id, Sequence[Order]]) -> Iterator[Id]:
        """Doses that sides apart from this act gave and its own did not, with one that both did."""
        here = self._ranks.at(one)
        apart, ruled = self._ranks.apart[here], bool(self._ruled >> here & 1)
        if (apart, ruled) not in self._sides:
            self._sides[apart, ruled] = self._only_there(here, apart if ruled else apart & self._ruled)
        never, newer = self._sides[apart, ruled]
        yield from never
        for item in newer:
            if not self._doses[item.dose] >> here & 1 and _knew(one, item, orders):
                yield item.dose

    def _only_there(self, here: int, others: int) -> tuple[frozenset[Id], tuple[DoseRevision, ...]]:
        """What only sides of these others gave: doses, and other versions of doses that this side gave."""
        ranks = self._ranks
        apart = ranks.apart[here]
        both = 0
        for acts in self._doses.values():
            if apart & ~both and acts & apart and acts & ~apart:
                both |= ranks.on_this_side(here, acts) & ranks.on_that_side(here, acts)
        others &= both
        never: set[Id] = set()
        newer: list[DoseRevision] = []
        for item, acts in self._items.items():
            every = self._doses[item.dose]
            naming = others & every if acts & apart and item.dose not in never else 0
            if naming:
                naming &= ranks.on_that_side(here, acts) & ~ranks.on_this_side(here, acts)
            if naming & ~ranks.on_this_side(here, every):
                never.add(item.dose)
            elif naming:
                newer.append(item)
        return frozenset(never), tuple(newer)

    def more_than(self, one: Act, named: AbstractSet[Id]) -> AbstractSet[Id]:
        """What those name that were given apart from it for all of its doses, with the rule on neither."""
        every = self._ranks.apart[self._ranks.at(one)] & ~self._ruled
        for dose in named:
            every &= self._doses[dose]
        return self._named_by(every) - named

    def only(self, acts: Iterable[Act]) -> int:
        """The bits of these."""
        return sum(1 << self._ranks.at(act) for act in acts)

    def beside(self, one: Act, named: AbstractSet[Id], others: int) -> AbstractSet[Id]:
        """What those of the others name that were given apart from it, with some of its doses."""
        some = 0
        for dose in named:
            some |= self._doses[dose]
        return self._named_by(some & others & self._ranks.apart[self._ranks.at(one)])

    def _named_by(self, acts: int) -> frozenset[Id]:
        if acts not in self._together:
            self._together[acts] = frozenset(dose for dose, some in self._doses.items() if some & acts)
        return self._together[acts]


def _knew(act: Act, item: DoseRevision, orders: Mapping[Id, Sequence[Order]]) -> bool:
    """Whether its author knew of this version."""
    return any(order.ref == item.revision and before(order.act, act) for order in orders.get(item.dose, ()))


def _items(act: Act) -> tuple[DoseRevision, ...]:
    return act.body.items if isinstance(act.body, GoAheadGiven) else ()


def _named(act: Act) -> frozenset[Id]:
    return frozenset(item.dose for item in _items(act))


def _of_its_days(named: Iterable[Id], more: AbstractSet[Id], days: _Days) -> Iterator[Id]:
    """Those of the doses that are for a cycle and day of the named ones, in order."""
    if not more:
        return iter(())
    its = frozenset(day for dose in named for day in days.get(dose, ()))
    return (dose for dose in sorted(more) if dose in days and not its.isdisjoint(days[dose]))


def _days_of(orders: Mapping[Id, Sequence[Order]]) -> _Days:
    """The cycles and days that each dose was ever ordered for."""
    return {dose: frozenset((one.cycle, one.written.day) for one in some) for dose, some in orders.items()}
