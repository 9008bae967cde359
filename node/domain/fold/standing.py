"""Where a dose and its bags stand: the status people read, the next steps, and what is in the way.

A step is possible when `waits_for` names it; `blocks` only explains. Deciders may allow more where
the site's limits or a derogation do, never where a conflict is open.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from node.domain.fold.case import DoseCase
from node.domain.fold.preparation import BagCase
from node.domain.fold.steps import ADMINISTERED, Role
from node.domain.merge import (
    given_and_interrupted,
    given_and_not_given,
    interrupted_and_not_given,
    made_twice,
)
from node.domain.merge.careful import CODES as CAREFUL
from node.domain.merge.judging import Judged
from node.domain.merge.row import DECISIONS, EVERY_STEP
from node.domain.merge.withdrawn_since import CODES
from schema.ids import Id

_NEXT: Final[Mapping[str, str]] = {
    "claimed": "make",
    "made": "check",
    "checked": "release",
    "returned": "release",
    "released": "dispense",
    "dispensed": "receive",
    "received": "administer",
}
_DOSE_STATUS: Final[Mapping[str, str]] = {"claimed": "in_preparation"}
_OVER: Final = frozenset({"given", "interrupted", "not_given"})
_PROGRESS: Final = tuple(_NEXT)
_WHICH_IS_TRUE: Final = (given_and_not_given.ROW, given_and_interrupted.ROW, interrupted_and_not_given.ROW)
"""Rules whose choices are what was told: a settlement says that the other did not happen."""
_TO_SETTLE: Final = frozenset({"set_aside", "spoken_order_denied"}) | CODES | CAREFUL
"""What blocks a dose besides its conflicts, and ends by a settlement."""


class Standing(msgspec.Struct, frozen=True):
    """Where a dose stands."""

    status: str
    waits_for: tuple[str, ...]
    blocks: tuple[str, ...]


class BagStanding(msgspec.Struct, frozen=True):
    """Where a bag stands."""

    status: str
    held: bool
    waits_for: tuple[str, ...]
    blocks: tuple[str, ...]


def stand(
    case: DoseCase, judged: Sequence[Judged], extra: Sequence[str], course_blocks: Sequence[str]
) -> tuple[Standing, dict[Id, BagStanding]]:
    """The standing of a dose and of its bags.

    `extra` are codes that block this dose besides its conflicts; `course_blocks` block every dose.
    """
    status = _dose_status(case, judged)
    possible = _possible(case, status, judged, stuck=bool(extra or course_blocks))
    bags: dict[Id, BagStanding] = {}
    for bag in case.bags.values():
        bags[bag.bag] = _bag_standing(bag, case, status, judged, possible)
    blocks = dict.fromkeys([*course_blocks, *extra])
    if status not in _OVER:
        blocks.update(dict.fromkeys(_state_blocks(case)))
    blocks.update(dict.fromkeys(one.row.code for one in judged if one.blocking))
    if any("do_not_connect" in bag.blocks for bag in bags.values()):
        blocks["do_not_connect"] = None
    waits = _waits(case, possible, bags)
    if any(one.open for one in judged) or not _TO_SETTLE.isdisjoint(extra):
        waits.append("settle")
    return Standing(status, tuple(waits), tuple(blocks)), bags


def _dose_status(case: DoseCase, judged: Sequence[Judged]) -> str:
    if case.over:
        return _told_of_it(case, judged)
    if case.stops:
        return "stopped"
    if case.versions.divergent:
        return "divergent"
    if case.decisions.held is not None:
        return "held"
    told = [_bag_status(bag, yields=False) for bag in case.live]
    if told:
        best = max(told, key=_PROGRESS.index)
        return _DOSE_STATUS.get(best, best)
    ready = case.decisions.validated is not None and case.decisions.go_ahead is not None
    return "ready" if ready else "prescribed"


def _told_of_it(case: DoseCase, judged: Sequence[Judged]) -> str:
    """Given in part, given or not given: what was told of it, less what people said is not so.

    As long as nobody said which is true, it counts as given, and never as given whole.
    """
    told = [role.value for role in (Role.INTERRUPTED, Role.GIVEN, Role.NOT_GIVEN) if role in case.by_role]
    untrue = {
        choice
        for one in judged
        if one.row in _WHICH_IS_TRUE and one.said.choice
        for choice in one.row.choices
        if choice != one.said.choice
    }
    return next((one for one in told if one not in untrue), told[0])


def _bag_status(bag: BagCase, *, yields: bool) -> str:
    """Ends come before progress (refused over released), a bag given before everything."""
    ends = {step.role for step in bag.ends}
    told = (
        (Role.INTERRUPTED in bag.by_role, "interrupted"),
        (Role.GIVEN in bag.by_role, "given"),
        (Role.DESTROYED in ends, "destroyed"),
        (Role.RECALLED in ends, "recalled"),
        (Role.REASSIGNED in ends, "reassigned"),
        (Role.REJECTED in ends, "rejected"),
        (Role.VOIDED in ends, "voided"),
        (bag.returned, "returned"),
        (bool(bag.out(Role.RECEIVED)), "received"),
        (bool(bag.out(Role.DISPENSED)), "dispensed"),
        (bag.released is not None, "released"),
        (Role.CHECKED in bag.by_role, "checked"),
        (Role.MADE in bag.by_role, "made"),
        (yields, "yielded"),
    )
    return next((status for holds, status in told if holds), "claimed")


def stand_orphan(bag: BagCase) -> BagStanding:
    """A bag of a dose that nobody ordered: held, whatever was told of it."""
    return BagStanding(_bag_status(bag, yields=False), bag.live, (), ("unknown_dose",))


def _state_blocks(case: DoseCase) -> Iterable[str]:
    """What is in the way without any conflict."""
    decisions = case.decisions
    found = (
        (bool(case.stops), "stopped"),
        (case.versions.divergent, "divergent"),
        (decisions.held is not None, "held"),
        (decisions.deferred is not None, "deferred"),
        (decisions.validate_again, "to_be_validated_again"),
        (decisions.confirm_again, "to_be_confirmed"),
    )
    return [code for holds, code in found if holds]


def _possible(case: DoseCase, status: str, judged: Sequence[Judged], *, stuck: bool) -> frozenset[str]:
    """The steps that neither the state nor an open conflict about the dose forbids."""
    if stuck or status in _OVER | {"stopped", "divergent"}:
        return frozenset()
    possible = DECISIONS if status == "held" else EVERY_STEP
    for one in judged:
        if one.blocking and one.conflict.subject == case.dose:
            possible &= one.row.leaves
        elif one.blocking:
            # A bag whose fate is open: nobody makes another one meanwhile.
            possible -= {"prepare"}
    decisions = case.decisions
    if decisions.validated is None:
        possible -= {"prepare", "make", "release", "dispense", "receive", "administer"}
    else:
        possible -= {"validate"}
    if decisions.go_ahead is not None:
        return possible - {"go_ahead"}
    # A claim made early, as the site allows, may be carried out unless the go-ahead was withdrawn.
    lost = {"make"} if decisions.deferred is not None or decisions.confirm_again else set()
    return possible - {"prepare", "dispense", "receive", "administer"} - lost


def _bag_standing(
    bag: BagCase, case: DoseCase, status: str, judged: Sequence[Judged], possible: frozenset[str]
) -> BagStanding:
    yields = bag.bag in case.yields
    shown = _bag_status(bag, yields=yields)
    blocks = [] if bag.given else list(dict.fromkeys(_bag_blocks(bag, case, judged)))
    held = bool(blocks) and bag.live
    step = _NEXT.get(shown, "")
    waits = (step,) if step in possible and bag.live and not yields and not held else ()
    usable = bool({"dispense", "receive", "administer"} & possible) and bag.live and not held
    usable = usable and not bag.returned
    if bag.handed_over and not bag.given and not usable and shown != "destroyed" and status != "not_given":
        blocks.append("do_not_connect")
    return BagStanding(shown, held, waits, tuple(blocks))


def _bag_blocks(bag: BagCase, case: DoseCase, judged: Sequence[Judged]) -> Iterable[str]:
    """What holds this very bag."""
    for one in judged:
        about_it = one.conflict.subject == bag.bag
        about_dose = one.conflict.subject == case.dose and one.row.holds_bags
        if one.blocking and (about_it or about_dose):
            yield one.row.code
        # Another was kept: this one stays held until it is destroyed or rejected.
        if _another_kept(one, bag, case):
            yield made_twice.ANOTHER_KEPT
    if any(step.bag != bag.bag for step in case.of(*ADMINISTERED)):
        yield "given_from_another_bag"


def _another_kept(one: Judged, bag: BagCase, case: DoseCase) -> bool:
    if one.row is not made_twice.ROW or one.said.by is None or one.said.keep == bag.bag:
        return False
    return any(made.bag == bag.bag for made in made_twice.bags_of(one.acts, case))


def _waits(case: DoseCase, possible: frozenset[str], bags: Mapping[Id, BagStanding]) -> list[str]:
    waits: list[str] = [step for step in ("validate", "go_ahead") if step in possible]
    if "prepare" in possible and not case.live:
        waits.append("prepare")
    steps = {step for bag in bags.values() for step in bag.waits_for}
    return [*waits, *(step for step in dict.fromkeys(_NEXT.values()) if step in steps)]
