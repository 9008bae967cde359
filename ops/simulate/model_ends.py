"""Acts of the circuit that end a disagreement on a dose without anybody settling it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ops.simulate.model_acts import GIVEN, Act
from schema.ids import Id

if TYPE_CHECKING:
    from ops.simulate.model_doses import Dose

Over: TypeAlias = Callable[["Dose", Id, Sequence[Act]], bool]
"""Whether one ended it, given its subject and the acts in it."""


def by(*roles: str, on_it: bool = False) -> Over:
    """Ended by such an act whose author knew of all of it; or by one on the very bag."""
    return lambda dose, subject, acts: any(
        act.knew_all(acts) for act in dose.of(*roles, bag=subject if on_it else None)
    )


def one_order(dose: "Dose", subject: Id, acts: Sequence[Act]) -> bool:
    """Both sides came to say the same, or somebody ordered anew knowing both."""
    return len(dose.versions) == 1 or by("ordered")(dose, subject, acts)


def resumed(dose: "Dose", subject: Id, acts: Sequence[Act]) -> bool:
    """Every stop of it is lifted, and somebody lifted one knowing all of it."""
    lifted = all(dose.lifted(act) for act in acts if act.role == "stopped")
    return lifted and by("resumed")(dose, subject, acts)


def one_left(dose: "Dose", _: Id, acts: Sequence[Act]) -> bool:
    """Of these bags at most one still counts, and one has ended."""
    bags = {act.bag for act in acts}
    live = [bag for bag in bags if dose.live(bag)]
    return len(live) <= 1 and len(live) < len(bags)


def gone(dose: "Dose", bag: Id, _: Sequence[Act]) -> bool:
    """The bag has ended."""
    return not dose.live(bag)


def found_and_destroyed(dose: "Dose", bag: Id, acts: Sequence[Act]) -> bool:
    """Nobody was given of it, and somebody who knew that it had left destroyed it."""
    return not dose.of(*GIVEN, bag=bag) and by("destroyed", on_it=True)(dose, bag, acts)


def decided_anew(dose: "Dose", subject: Id, acts: Sequence[Act]) -> bool:
    """By a pharmacist who knew of all of it, or who accepted, apart, that order or a later one."""
    orders = [act for act in acts if act.role == "ordered"]
    accepted = any(
        all(version is order or version.knew(order) for order in orders)
        for act in dose.of("validated")
        if act not in acts
        for version in dose.orders
        if version.ref in dose.decided_on(act)
    )
    return accepted or by("validated", "held")(dose, subject, acts)
