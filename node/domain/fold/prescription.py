"""Which version of a dose is in force: the heads of its orders, and whether they say the same.

A version is the act that wrote it. Two orders mean one version when they order the same thing and
nobody ordered something else in between, so that a cycle signed again with one line changed leaves
the other lines validated.
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from node.domain.fold.steps import Order
from node.domain.history import before
from node.domain.state import Version
from schema.acts.prescription import PrescriptionSigned
from schema.transaction import ActRef


class Versions(msgspec.Struct, frozen=True):
    """The orders of one dose."""

    orders: tuple[Order, ...]
    """Every order of it, in fold order."""
    heads: tuple[Order, ...]
    """Those that no other order replaced."""
    shown: tuple[Version, ...]
    """The different contents among the heads; more than one: divergent."""
    in_force: frozenset[ActRef]
    """Every act that means the version in force; empty while divergent."""

    @property
    def divergent(self) -> bool:
        """Two versions that differ, neither of which knew of the other."""
        return len(self.shown) > 1

    @property
    def main(self) -> Order:
        """The head shown first: the first in fold order."""
        return self.heads[0]

    def find(self, version: ActRef) -> Order | None:
        """The order written by this act."""
        return next((step for step in self.orders if step.ref == version), None)

    def alike(self, one: ActRef, other: ActRef) -> bool:
        """Whether two versions order the same thing."""
        if one == other:
            return True
        first, second = self.find(one), self.find(other)
        return first is not None and second is not None and same_order(first, second)


def same_order(one: Order, other: Order) -> bool:
    """Whether two orders order the same thing, however its amount was computed.

    Compared is all that is prepared, checked or given by: a difference in any of it must be seen by a
    person. Left out is only how the dose came about (basis, theoretical dose, reduction, computation).
    """
    return _ordered(one) == _ordered(other)


def _ordered(step: Order) -> tuple[object, ...]:
    order = step.written
    return (
        step.cycle,
        order.line,
        order.rank,
        order.day,
        order.planned,
        order.substance,
        order.prescribed,
        order.route,
        order.diluent,
        order.volume,
        order.duration_minutes,
        order.container,
        order.instructions,
    )


def only_more(one: Order, other: Order) -> bool:
    """Whether an order asks for more of what another orders, and says nothing else otherwise."""
    amount, less = one.written.prescribed, other.written.prescribed
    equal = replace(one, written=replace(one.written, prescribed=less))
    return amount.unit == less.unit and amount.decimal > less.decimal and same_order(equal, other)


def versions_of(orders: Sequence[Order]) -> Versions:
    """The versions of one dose; `orders` has at least one, in fold order."""
    if len(orders) == 1:
        only = orders[0]
        return Versions(tuple(orders), (only,), (_version(only, (only,)),), frozenset({only.ref}))
    heads = tuple(step for step in orders if not any(before(step.act, other.act) for other in orders))
    contents: list[list[Order]] = []
    for head in heads:
        group = next((group for group in contents if same_order(group[0], head)), None)
        if group is None:
            contents.append([head])
        else:
            group.append(head)
    shown = tuple(_version(group[0], group) for group in contents)
    in_force: frozenset[ActRef] = frozenset()
    if len(contents) == 1:
        # What was validated before several heads said it again counts only if each of them said it again.
        restated = frozenset.intersection(*(_restated(head, orders) for head in heads))
        in_force = restated | {head.ref for head in heads}
    return Versions(tuple(orders), heads, shown, in_force)


def _restated(head: Order, orders: Sequence[Order]) -> frozenset[ActRef]:
    """The order and those before it that it only says again, with nothing else in between."""
    found = {head.ref}
    waiting = [head]
    while waiting:
        step = waiting.pop()
        past = [order for order in orders if before(order.act, step.act)]
        last = [order for order in past if not any(before(order.act, other.act) for other in past)]
        if all(same_order(order, step) for order in last):
            waiting += [order for order in last if order.ref not in found]
            found.update(order.ref for order in last)
    return frozenset(found)


def _version(step: Order, said_by: Sequence[Order]) -> Version:
    """A version as it is shown; a prerequisite that one of its authors took into account is."""
    mentions: set[str] = set()
    for one in said_by:
        if isinstance(one.act.body, PrescriptionSigned):
            mentions.update(one.act.body.mentions)
    return Version(step.ref, step.written, tuple(sorted(mentions)))
