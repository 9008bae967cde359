"""Everything known of one dose, drawn up once: what the merge rules and the status look at."""

from collections.abc import Mapping, Sequence

import msgspec

from node.domain.fold.course import lifted_by
from node.domain.fold.gather import Gathered
from node.domain.fold.preparation import BagCase, bag_case, yielding
from node.domain.fold.prescription import Versions, versions_of
from node.domain.fold.steps import ADMINISTERED, Role, Step
from node.domain.fold.validation import Decisions, decisions_of
from node.domain.history import Act
from schema.ids import Id
from schema.transaction import ActRef


class DoseCase(msgspec.Struct, frozen=True):
    """One dose before anything is concluded about it."""

    dose: Id
    steps: Sequence[Step]
    """Every step on it and on its bags, in fold order."""
    by_role: Mapping[Role, Sequence[Step]]
    versions: Versions
    decisions: Decisions
    bags: Mapping[Id, BagCase]
    """In the fold order of their claims."""
    yields: frozenset[Id]
    lifted: Mapping[ActRef, Act]
    """Stops that were lifted, with the act that lifted them."""

    def of(self, *roles: Role) -> Sequence[Step]:
        """Its steps in these roles, by role."""
        if len(roles) == 1:
            return self.by_role.get(roles[0], ())
        return [step for role in roles for step in self.by_role.get(role, ())]

    @property
    def stops(self) -> list[Step]:
        """Stops that cover it and hold."""
        return [step for step in self.of(Role.STOPPED) if step.ref not in self.lifted]

    @property
    def over(self) -> bool:
        """Somebody told that it was given, whole or in part, or not: nothing of it is left to do."""
        return any(role in self.by_role for role in (*ADMINISTERED, Role.NOT_GIVEN))

    @property
    def live(self) -> list[BagCase]:
        """Bags that count: neither ended nor yielding."""
        return [bag for bag in self.bags.values() if bag.live and bag.bag not in self.yields]


def cases_of(found: Gathered) -> list[DoseCase]:
    """The case of every dose of a course, in the fold order of their first orders."""
    bags: dict[Id, dict[Id, BagCase]] = {}
    for bag, (claim, content) in found.claims.items():
        bags.setdefault(claim.dose, {})[bag] = bag_case(bag, claim, content, found.on_bag.get(bag, ()))
    lifted: dict[ActRef, Act] = {}
    for stop in found.stops:
        resumed = lifted_by(stop, found.resumptions)
        if resumed is not None:
            lifted[stop.ref] = resumed
    return [_case(found, dose, bags.get(dose, {}), lifted) for dose in found.orders]


def orphans_of(found: Gathered) -> list[BagCase]:
    """Bags claimed for a dose that nobody ordered (as far as is known here)."""
    return [
        bag_case(bag, claim, content, found.on_bag.get(bag, ()))
        for bag, (claim, content) in found.claims.items()
        if claim.dose not in found.orders
    ]


def _case(found: Gathered, dose: Id, bags: Mapping[Id, BagCase], lifted: Mapping[ActRef, Act]) -> DoseCase:
    steps = found.on_dose[dose]
    by_role: dict[Role, list[Step]] = {}
    for step in steps:
        by_role.setdefault(step.role, []).append(step)
    versions = versions_of(found.orders[dose])
    return DoseCase(
        dose=dose,
        steps=steps,
        by_role=by_role,
        versions=versions,
        decisions=decisions_of(versions, by_role),
        bags=bags,
        yields=yielding(list(bags.values()), versions.in_force),
        lifted=lifted,
    )
