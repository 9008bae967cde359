"""What every fold begins with: which acts count, which are anomalies or set aside, which are heads.

A fold never raises: an act without a readable body, or of another sort of file, becomes an anomaly.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec

from node.domain.history import Act, before, in_order
from node.domain.state import Anomaly, SetAside
from schema.codec import Wire
from schema.transaction import ActRef
from sync.causality import NOTHING

B = TypeVar("B", bound=Wire)


class Reading(msgspec.Struct, frozen=True):
    """The acts of one file, sorted out. Every tuple is in fold order."""

    acts: tuple[Act, ...]
    """Admitted, readable, of the kinds that this sort of file has."""
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    heads: tuple[ActRef, ...]
    known_in_part: bool
    """An admitted critical act cannot be read here, or by another rule: nothing may advance."""
    by_body: Mapping[type[Wire], tuple[tuple[Act, Any], ...]]
    """The usable acts with their bodies, by the types that these are of."""

    def bodies(self, kind: type[B]) -> tuple[tuple[Act, B], ...]:
        """The admitted acts of one kind with their typed bodies."""
        return self.by_body.get(kind, ())


def read(acts: Sequence[Act], kinds: Collection[type[Wire]]) -> Reading:
    """Sort out the acts of one file, whatever order they come in."""
    return read_ordered(in_order(acts), kinds)


def read_ordered(ordered: Sequence[Act], kinds: Collection[type[Wire]]) -> Reading:
    """The same, of acts that are in fold order, each once."""
    admitted = [act for act in ordered if not act.set_aside]
    usable = [act for act in admitted if not act.trouble and type(act.body) in kinds]
    odd = (
        [act for act in admitted if act.trouble or type(act.body) not in kinds]
        if len(usable) < len(admitted)
        else []
    )
    by_body: dict[type[Wire], list[tuple[Act, Wire]]] = {}
    for act in usable:
        if act.body is not None:
            pair = act, act.body
            for kind in _bodies_of(type(act.body)):
                by_body.setdefault(kind, []).append(pair)
    return Reading(
        acts=tuple(usable),
        anomalies=tuple(Anomaly(act.trouble or "foreign_kind", act.ref) for act in odd),
        set_aside=tuple(SetAside(act.ref, act.set_aside, None) for act in ordered if act.set_aside),
        heads=heads(admitted),
        known_in_part=any(act.header.critical and act.trouble != "" for act in odd)
        or any(act.unknown_rule for act in admitted),
        by_body={kind: tuple(pairs) for kind, pairs in by_body.items()},
    )


@cache
def _bodies_of(kind: type[Wire]) -> tuple[type[Wire], ...]:
    """This type of body, and those that it is one of."""
    return tuple(one for one in kind.__mro__ if issubclass(one, Wire) and one is not Wire)


def heads(acts: Sequence[Act]) -> tuple[ActRef, ...]:
    """The acts that no other has in its past or in `based_on`, in fold order.

    Only admitted acts are asked for: one that is set aside later must not hide what it was built on.
    """
    named = {ref for act in acts for ref in act.header.based_on}
    # A strand's last act has in its past whatever its earlier ones have.
    latest = {act.strand: act for act in acts}
    seen = NOTHING.joined(act.past for act in latest.values())
    ends = [act for act in acts if not seen.holds(act.strand, act.ref.seq)]
    # Those of one transaction stand by index: its last one remains.
    last = {(act.strand, act.ref.seq): act.ref.index for act in ends}
    return tuple(
        act.ref for act in ends if act.ref not in named and last[act.strand, act.ref.seq] == act.ref.index
    )


def newest(acts: Sequence[tuple[Act, B]]) -> tuple[tuple[Act, B], ...]:
    """Of several acts that each replace the earlier ones, those that no other was built on."""
    return tuple(
        pair for pair in acts if not any(before(pair[0], other) for other, _ in acts if other is not pair[0])
    )
