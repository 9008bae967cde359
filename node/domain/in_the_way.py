"""What stands in the way of one bag at one step: a single list for releasing, handing over and giving.

The list says what is so; whether it refuses, asks or is only named is the step's own affair.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from node.domain.bag_gates import bag_held, ended, expired, lot_recalled, returned
from node.domain.decision import Refusal
from node.domain.drug_gates import forbidden_route
from node.domain.gates import (
    divergent,
    held,
    in_conflict,
    in_part,
    no_go_ahead,
    not_validated,
    over,
    stopped,
    unverified,
)
from node.domain.off_theoretical import beyond_limit
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose

Step: TypeAlias = Literal["release", "dispense", "administer"]

_COMES_AFTER: Final[Mapping[Step, Mapping[str, Refusal]]] = {
    "release": {"made": Refusal("bag.not_made"), "checked": Refusal("bag.not_checked")},
    "dispense": {"released": Refusal("bag.not_released")},
    "administer": {
        "released": Refusal("bag.not_released"),
        "dispensed": Refusal("bag.not_dispensed"),
        "received": Refusal("bag.not_received"),
    },
}
_ONCE: Final[Mapping[Step, tuple[str, Refusal]]] = {
    "release": ("released", Refusal("bag.already_released")),
    "dispense": ("dispensed", Refusal("bag.already_dispensed")),
    "administer": ("given", Refusal("bag.already_given")),
}


def in_the_way(
    situation: CourseSituation, bag: Bag, dose: Dose | None, step: Step, at_ms: int
) -> Iterator[Refusal | None]:
    """Every rule, the gravest first; `at_ms` is when the step is taken."""
    yield ended(bag)
    yield lot_recalled(situation, bag)
    if dose is None:
        yield Refusal("dose.unknown")
        return
    yield forbidden_route(situation, dose, bag.content.vials[0].product)
    yield None if step == "release" else returned(bag)
    for before, missing in _COMES_AFTER[step].items():
        yield None if getattr(bag, before) else missing
    done, already = _ONCE[step]
    yield already if getattr(bag, done) else None
    yield Refusal("bag.interrupted") if step == "administer" and bag.interrupted else None
    yield expired(bag, dose, at_ms)
    yield beyond_limit(situation, dose, bag)
    yield divergent(dose)
    yield stopped(dose)
    yield held(dose)
    # A bag told twice to be given is one administration; of another bag, it would be a second one.
    yield None if step == "administer" and bag.administered else over(dose)
    yield in_part(situation)
    yield unverified(situation, dose.dose, bag.bag)
    yield bag_held(bag)
    yield in_conflict(situation, step, dose.dose, bag.bag)
    yield not_validated(dose)
    if step != "release":
        yield no_go_ahead(dose)
