"""From the pharmacy to the ward: handing over, the last gate of the pharmacy, receiving, bringing back."""

from node.api.dispensing import Dispense, Receive, Return
from node.domain.accounts import HARD_STOPS, account, parted
from node.domain.bag_gates import bag_held, ended, expired, returned
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.drug_gates import mention_missing
from node.domain.gates import blank, broken, first, stopped, told_too_early
from node.domain.in_the_way import in_the_way
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from schema.acts.dispensing import BagDispensed, BagReceived, BagReturned


def decide_dispense(command: Dispense, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A bag leaves the pharmacy.

    Said with the bag in hand it can still be kept in: hard stops refuse, and every other rule broken
    is to be acknowledged. Said from paper, the hand-over is recorded with each of them named.
    """
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "dispense"),
        Refusal("bag.unknown") if bag is None else None,
        told_too_early(command.told, situation.now_ms),
        blank(command.ward, "ward.missing"),
    )
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    dose = situation.dose(bag.dose)
    found = broken(
        *in_the_way(situation, bag, dose, "dispense", command.told.happened_at),
        mention_missing(situation, dose, command.mentions, bag) if dose is not None else None,
    )
    stops, doubts = parted(found, HARD_STOPS)
    body = BagDispensed(command.bag, command.ward.strip(), tuple(sorted(set(command.mentions))), command.told)
    return account(
        (Draft(situation.file, body),),
        command.told,
        (),
        stops=stops,
        doubts=doubts,
        acknowledged=command.acknowledged,
    )


def decide_receive(command: Receive, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """The ward has the bag: it is there, whatever should have been so before."""
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "receive"),
        Refusal("bag.unknown") if bag is None else None,
        told_too_early(command.told, situation.now_ms),
    )
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    dose = situation.dose(bag.dose)
    breaches = broken(
        ended(bag),
        None if bag.dispensed else Refusal("bag.not_dispensed"),
        Refusal("bag.already_received") if bag.received else None,
        bag_held(bag),
        stopped(dose) if dose else Refusal("dose.unknown"),
        expired(bag, dose, command.told.happened_at) if dose else None,
    )
    body = BagReceived(command.bag, command.told)
    return account((Draft(situation.file, body),), command.told, breaches)


def decide_return(command: Return, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """The pharmacy has the bag again: it is there, whatever was told of it on the ward."""
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "dispense"),
        Refusal("bag.unknown") if bag is None else None,
        blank(command.reason, "reason.missing"),
        told_too_early(command.told, situation.now_ms),
    )
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    breaches = broken(
        ended(bag),
        returned(bag) or (None if bag.dispensed or bag.received else Refusal("bag.not_dispensed")),
        Refusal("bag.already_given") if bag.given and not bag.interrupted else None,
    )
    body = BagReturned(command.bag, command.reason, command.told)
    return account((Draft(situation.file, body),), command.told, breaches)
