"""The pharmacist's release or rejection of a bag, and what ends it: destruction, recall."""

from node.api.release import Destroy, Recall, Release
from node.domain.accounts import account
from node.domain.bag_gates import ended
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, broken, first, same_person, stale, told_too_early, unreadable
from node.domain.in_the_way import in_the_way
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag
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
    if command.released:
        refusal = first(
            unreadable(situation, situation.dose(bag.dose), bag=bag),
            *in_the_way(situation, bag, situation.dose(bag.dose), "release", situation.now_ms),
            _made_by_oneself(situation, bag, who),
        )
    else:
        refusal = first(
            blank(command.reason, "reason.missing"),
            None if bag.made else Refusal("bag.not_made"),
            ended(bag),
            Refusal("bag.already_given") if bag.administered else None,
        )
    if refusal:
        return refusal
    body = ReleaseDecided(command.bag, command.released, "" if command.released else command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def _made_by_oneself(situation: CourseSituation, bag: Bag, who: Who) -> Refusal | None:
    """The maker of a bag releases it only where the site's settings say so."""
    if situation.limits is not None and situation.limits.maker_may_release:
        return None
    return same_person(situation, bag.made, who.person, "pair.maker_releaser")


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
        # What is left of one given in part is waste.
        Refusal("bag.already_given") if bag.given and not bag.interrupted else None,
        Refusal("bag.destroyed") if bag.destroyed else None,
    )
    body = BagDestroyed(command.bag, command.reason, command.told)
    return account((Draft(situation.file, body),), command.told, breaches)


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
