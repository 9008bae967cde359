"""One bag: what was told of it, which decision on it stands, and which of two claims yields."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from node.domain.fold.steps import ADMINISTERED, Role, Step
from node.domain.history import before
from schema.acts.preparation import PreparationClaimed
from schema.ids import Id
from schema.transaction import ActRef

EXISTS = (Role.MADE, Role.CHECKED, Role.DISPENSED, Role.RECEIVED, Role.RETURNED, *ADMINISTERED)
"""Accounts after which there is a bag somewhere, whatever else was recorded."""


class BagCase(msgspec.Struct, frozen=True):
    """One bag with its steps by role, each in fold order."""

    bag: Id
    dose: Id
    claim: Step
    content: PreparationClaimed
    by_role: Mapping[Role, Sequence[Step]]
    released: Step | None
    rejected: Step | None
    voided: Step | None

    def of(self, *roles: Role) -> Sequence[Step]:
        """Its steps in these roles, by role."""
        if len(roles) == 1:
            return self.by_role.get(roles[0], ())
        return [step for role in roles for step in self.by_role.get(role, ())]

    @property
    def version(self) -> ActRef:
        """The version of the dose it is made from."""
        return self.content.item.revision

    @property
    def exists(self) -> bool:
        """Somebody told of it as a thing: made, or anything that takes a made bag."""
        return any(role in self.by_role for role in EXISTS)

    @property
    def given(self) -> bool:
        """Somebody told that it was given, whole or in part."""
        return any(role in self.by_role for role in ADMINISTERED)

    @property
    def handed_over(self) -> bool:
        """It left the pharmacy, and nobody who knew of that told that it came back."""
        return bool(self.out(Role.DISPENSED, Role.RECEIVED))

    def out(self, *roles: Role) -> list[Step]:
        """Its steps in these roles that no return knew of."""
        returns = self.of(Role.RETURNED)
        return [step for step in self.of(*roles) if not any(before(step.act, one.act) for one in returns)]

    @property
    def returned(self) -> bool:
        """It came back, and nobody who knew of that released it anew or handed it over."""
        later = self.of(Role.RELEASED, Role.DISPENSED)
        return any(not any(before(one.act, step.act) for step in later) for one in self.of(Role.RETURNED))

    @property
    def ends(self) -> list[Step]:
        """What ended it: destroyed, recalled, re-attributed, rejected or given up."""
        decided = [step for step in (self.rejected, self.voided) if step is not None]
        return [*self.of(Role.DESTROYED, Role.RECALLED, Role.REASSIGNED), *decided]

    @property
    def live(self) -> bool:
        """It counts as a bag of its dose: not ended, or given in spite of that."""
        return self.given or not self.ends


def bag_case(bag: Id, claim: Step, content: PreparationClaimed, steps: Sequence[Step]) -> BagCase:
    """The bag with these steps (its claim left out), in fold order."""
    by_role: dict[Role, list[Step]] = {}
    for step in steps:
        by_role.setdefault(step.role, []).append(step)
    releases, rejections = by_role.get(Role.RELEASED, ()), by_role.get(Role.REJECTED, ())
    # Refused over released: a release stands only when it knew of every rejection, and of every return
    # from a ward, after which a pharmacist looks at the bag again.
    stays = (*rejections, *by_role.get(Role.RETURNED, ()))
    released = next((r for r in releases if all(before(j.act, r.act) for j in stays)), None)
    rejected = next((j for j in rejections if not any(before(j.act, r.act) for r in releases)), None)
    # Nobody gives up a bag that exists: then the account stands and people look at it.
    given_up = by_role.get(Role.VOIDED, ())
    exists = any(role in by_role for role in EXISTS)
    return BagCase(
        bag=bag,
        dose=claim.dose,
        claim=claim,
        content=content,
        by_role=by_role,
        released=released,
        rejected=rejected,
        voided=given_up[0] if given_up and not exists else None,
    )


def yielding(bags: Sequence[BagCase], in_force: Collection[ActRef]) -> frozenset[Id]:
    """Of several claims on one dose, those that give way although nobody gave them up.

    A bag that exists never gives way; among mere claims the first in fold order keeps, those of the
    version in force going first.
    """
    live = [bag for bag in bags if bag.live]
    if len(live) < 2:
        return frozenset()
    kept = min(live, key=lambda bag: (not bag.exists, bag.version not in in_force, bag.claim.act.place))
    return frozenset(bag.bag for bag in live if bag is not kept and not bag.exists)
