"""A measurement newer than the one prescribed with: shown, and held beyond the site's tolerance.

Weight has been looked at from the beginning (`newer_weight`); height and creatinine are from the day
the rule was switched on.
"""

from collections.abc import Iterator
from typing import Final

from node.domain.merge.across import Pending, on_dose, pending
from node.domain.patient import Measurement, further_off
from node.domain.state import Conflict
from node.domain.world import Found, World
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType

BEYOND: Final = "newer_value"
WITHIN: Final = "newer_value_within"
_WEIGHS: Final = {
    "weight": frozenset({"per_kg", "per_m2", "auc"}),
    "height": frozenset({"per_m2"}),
    "creatinine": frozenset({"auc"}),
}
"""The doses that a measurement goes into, by what they are computed from."""


def newer_value(world: World) -> tuple[Found, ...]:
    """A height or a creatinine further off the pinned one than the tolerance: look again."""
    return tuple(
        on_dose(item, BEYOND, {*(version.act for version in item.dose.versions), newest.act})
        for item, newest, far in _newer(world)
        if far and newest.what != "weight"
    )


def newer_value_within(world: World) -> tuple[Found, ...]:
    """Any newer measurement within the tolerance: whoever looks at the dose is told, nobody is held."""
    return tuple(_flag(item, newest) for item, newest, far in _newer(world) if not far)


def _newer(world: World) -> Iterator[tuple[Pending, Measurement, bool]]:
    if world.limits is None:
        return
    tolerance = Quantity(world.limits.weight_percent, Unit.PERCENT)
    for item in pending(world):
        if not item.person:
            continue
        # A signed prescription pins the values it used, of the file it was written for.
        _, patient = item.person[0]
        bases = {version.order.basis for version in item.dose.versions}
        pins = [pin for plan in item.state.cycles if plan.cycle == item.dose.cycle for pin in plan.pinned]
        for pin in pins:
            newest = patient.latest(pin.what) if pin.what in _WEIGHS else None
            if newest is None or not newest.news or pin.measured in (None, newest.act):
                continue
            if bases & _WEIGHS[pin.what] and newest.value != pin.value:
                yield item, newest, further_off(pin.value, newest.value, tolerance)


def _flag(item: Pending, newest: Measurement) -> Found:
    return Found(
        file=FileRef(FileType.COURSE, item.course),
        conflict=Conflict(
            rule=WITHIN,
            subject=item.dose.dose,
            dose=item.dose.dose,
            acts=tuple(sorted({*(version.act for version in item.dose.versions), newest.act})),
            owners=(),
            choices=(),
            alarm=False,
            blocks=False,
            settled=None,
        ),
    )
