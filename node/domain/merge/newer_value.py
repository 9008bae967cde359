"""A measurement newer than the one prescribed with: shown, and held beyond the site's tolerance.

The person's last one counts, whichever of their linked files it was written in, and beside it what it does
not hide (of one instant, or found since though dated before) unless whoever prescribed knew of that. Weight
has been looked at from the beginning; height and creatinine are from the day the rule was switched on.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from node.domain.last_ones import last_ones
from node.domain.merge.across import Pending, on_dose, pending
from node.domain.patient import Measurement, further_off, latest_of, values_of
from node.domain.state import Conflict
from node.domain.world import Found, World
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef, FileRef, FileType

WEIGHT: Final = "newer_weight"
BEYOND: Final = "newer_value"
WITHIN: Final = "newer_value_within"
_WEIGHS: Final = {
    "weight": frozenset({"per_kg", "per_m2", "auc"}),
    "height": frozenset({"per_m2"}),
    "creatinine": frozenset({"auc"}),
}
"""The doses that a measurement goes into, by what they are computed from."""


def newer_weight(world: World) -> tuple[Found, ...]:
    """A weight further off the pinned one than the tolerance: look again."""
    return _held(WEIGHT, ((item, one) for item, one, far in _newer(world) if far and one.what == "weight"))


def newer_value(world: World) -> tuple[Found, ...]:
    """The same of a height or a creatinine."""
    found = _newer(world)
    return _held(
        BEYOND, ((item, one) for item, one, far in found if far and one.what != "weight" and one.news)
    )


def newer_value_within(world: World) -> tuple[Found, ...]:
    """Any newer measurement within the tolerance: whoever looks at the dose is told, nobody is held."""
    return tuple(_flag(item, newest) for item, newest, far in _newer(world) if not far and newest.news)


def _newer(world: World) -> Iterator[tuple[Pending, Measurement, bool]]:
    """Doses with the measurement that is not the one they were computed from, and whether it is far off."""
    if world.limits is None:
        return
    tolerance = Quantity(world.limits.weight_percent, Unit.PERCENT)
    lasts: dict[tuple[tuple[Id, ...], str], Mapping[Measurement, bool]] = {}
    """By the person's files, the course's own first: for many doses, looked for once."""
    for item in pending(world):
        # A signed prescription pins the values it used, and where they were written.
        bases = {version.order.basis for version in item.dose.versions}
        pins = [pin for plan in item.state.cycles if plan.cycle == item.dose.cycle for pin in plan.pinned]
        for pin in pins:
            if pin.measured is None or not bases & _WEIGHS.get(pin.what, frozenset()):
                continue
            key = (tuple(patient for patient, _ in item.person), pin.what)
            if key not in lasts:
                lasts[key] = _last(item, pin.what, world)
            for one, is_newest in lasts[key].items():
                far = further_off(pin.value, one.value, tolerance)
                if one.act == pin.measured or one.value == pin.value:
                    continue
                if is_newest or (far and not _known(item, one, world)):
                    yield item, one, far


def _last(item: Pending, what: str, world: World) -> Mapping[Measurement, bool]:
    """The person's newest one, and what it does not hide: whether each is the newest.

    Where a link is disputed, by it and without it.
    """
    found: dict[Measurement, bool] = {}
    for files in item.either_way:
        found |= {one: False for one in last_ones(values_of(files, what), world.knew) if one not in found}
        newest = latest_of(files, what)
        if newest is not None:
            found[newest] = True
    return found


def _known(item: Pending, one: Measurement, world: World) -> bool:
    """Whether whoever prescribed knew of it."""
    return any(world.knew(version.act, one.act) for version in item.dose.versions)


def _held(rule: str, found: Iterator[tuple[Pending, Measurement]]) -> tuple[Found, ...]:
    """One for each dose, with all that is far off."""
    acts: dict[tuple[Id, Id], set[ActRef]] = {}
    items: dict[tuple[Id, Id], Pending] = {}
    for item, one in found:
        key = (item.course, item.dose.dose)
        items[key] = item
        acts.setdefault(key, {version.act for version in item.dose.versions}).add(one.act)
    return tuple(on_dose(item, rule, acts[key]) for key, item in items.items())


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
