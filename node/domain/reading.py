"""What every fold begins with: which acts count, which are anomalies or set aside, which are heads.

A fold never raises: an act without a readable body, or of another sort of file, becomes an anomaly.
"""

from collections.abc import Collection, Sequence
from typing import TypeVar

import msgspec

from node.domain.history import Act, before
from node.domain.state import Anomaly, SetAside
from schema.codec import Wire
from schema.ids import Id
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

    def bodies(self, kind: type[B]) -> tuple[tuple[Act, B], ...]:
        """The admitted acts of one kind with their typed bodies."""
        return tuple((act, act.body) for act in self.acts if isinstance(act.body, kind))


def read(acts: Sequence[Act], kinds: Collection[type[Wire]]) -> Reading:
    """Sort out the acts of one file, whatever order they come in."""
    ordered = sorted({act.ref: act for act in acts}.values(), key=lambda act: act.place)
    admitted = [act for act in ordered if not act.set_aside]
    usable = [act for act in admitted if not act.trouble and type(act.body) in kinds]
    odd = [act for act in admitted if act.trouble or type(act.body) not in kinds]
    return Reading(
        acts=tuple(usable),
        anomalies=tuple(Anomaly(act.trouble or "foreign_kind", act.ref) for act in odd),
        set_aside=tuple(SetAside(act.ref, act.set_aside, None) for act in ordered if act.set_aside),
        heads=heads(admitted),
        known_in_part=any(act.header.critical and act.trouble != "" for act in odd)
        or any(act.unknown_rule for act in admitted),
    )


def heads(acts: Sequence[Act]) -> tuple[ActRef, ...]:
    """The acts that no other has in its past or in `based_on`, in fold order.

    Only admitted acts are asked for: one that is set aside later must not hide what it was built on.
    """
    named = {ref for act in acts for ref in act.header.based_on}
    # A strand's last act has in its past whatever its earlier ones have.
    latest = {act.strand: act for act in acts}
    seen = NOTHING.joined(act.past for act in latest.values()).seqs
    last: dict[tuple[Id, int], int] = {}
    for act in acts:
        spot = (act.strand, act.ref.seq)
        last[spot] = max(act.ref.index, last.get(spot, 0))
    return tuple(
        act.ref
        for act in acts
        if act.ref not in named
        and seen.get(act.strand, 0) < act.ref.seq
        and last[act.strand, act.ref.seq] == act.ref.index
    )


def newest(acts: Sequence[tuple[Act, B]]) -> tuple[tuple[Act, B], ...]:
    """Of several acts that each replace the earlier ones, those that no other was built on."""
    return tuple(
        pair for pair in acts if not any(before(pair[0], other) for other, _ in acts if other is not pair[0])
    )
