"""The pharmacist's release or rejection of a bag, and what ends it: destruction, recall."""

from collections.abc import Iterator

from node.api.release import Destroy, Recall, Release
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import (
    account,
    bag_held,
    blank,
    broken,
    divergent,
    ended,
    expired,
    first,
    forbidden_route,
    held,
    in_conflict,
    not_validated,
    over,
    same_person,
    stale,
    stopped,
    told_too_early,
    unreadable,
    unverified,
)
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided


def decide_release(command: Release, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Release a bag that was made and checked, or reject it with a reason.

    Rejecting is the careful answer: nothing but the end of the bag stands in its way.
    """
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "release"),
        stale(command.based_on, situation.course.heads),
        Refusal("bag.unknown") if bag is None else None,
    )
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    dose = situation.dose(bag.dose)
    if command.released:
        refusal = first(*_against_releasing(situation, bag, dose, who))
    else:
        refusal = first(
            blank(command.reason, "reason.missing"),
            None if bag.made else Refusal("bag.not_made"),
            ended(bag),
            Refusal("bag.already_given") if bag.given else None,
        )
    if refusal:
        return refusal
    body = ReleaseDecided(command.bag, command.released, "" if command.released else command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def _against_releasing(
    situation: CourseSituation, bag: Bag, dose: Dose | None, who: Who
) -> Iterator[Refusal | None]:
    yield unreadable(situation)
    if dose is None:
        yield Refusal("dose.unknown")
        return
    may_release = situation.limits is not None and situation.limits.maker_may_release
    yield ended(bag)
    yield forbidden_route(situation, dose, bag.content.vials[0].product)
    yield None if bag.made else Refusal("bag.not_made")
    yield None if bag.checked else Refusal("bag.not_checked")
    yield Refusal("bag.already_released") if bag.released else None
    yield None if may_release else same_person(situation, bag.made, who.person, "pair.maker_releaser")
    yield expired(bag, dose, situation.now_ms)
    yield divergent(dose)
    yield stopped(dose)
    yield held(dose)
    yield over(dose)
    yield unverified(situation, dose.dose, bag.bag)
    yield bag_held(bag)
    yield in_conflict(situation, "release", dose.dose, bag.bag)
    yield not_validated(dose)


def decide_destroy(command: Destroy, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A bag was destroyed: an account, recorded whatever state it was in."""
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "release"),
        Refusal("bag.unknown") if bag is None else None,
        told_too_early(command.told, situation.now_ms),
        blank(command.reason, "reason.missing"),
    )
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    breaches = broken(
        Refusal("bag.already_given") if bag.given else None,
        Refusal("bag.destroyed") if bag.destroyed else None,
    )
    body = BagDestroyed(command.bag, command.reason, command.told)
    return account((Draft(situation.file, body),), command.told, (), breaches)


def decide_recall(command: Recall, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A bag must not be used; one already given is recalled too, so that everybody is warned."""
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "release"),
        stale(command.based_on, situation.course.heads),
        Refusal("bag.unknown") if bag is None else None,
        blank(command.reason, "reason.missing"),
        Refusal("bag.recalled") if bag is not None and bag.recalled else None,
    )
    if refusal:
        return refusal
    body = BagRecalled(command.bag, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))
