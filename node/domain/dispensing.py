"""From the pharmacy to the ward: handing over, which is the last gate of the pharmacy, and receiving."""

from collections.abc import Iterator

from node.api.dispensing import Dispense, Receive
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
    mention_missing,
    no_go_ahead,
    not_validated,
    over,
    recalled_or_destroyed,
    stopped,
    told_too_early,
    unverified,
)
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.dispensing import BagDispensed, BagReceived


def decide_dispense(command: Dispense, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A bag leaves the pharmacy.

    Said with the bag in hand (`seen`, `scanned`) every rule here still can keep it in, so each refuses;
    said afterwards (`paper`) the hand-over is recorded with each rule broken named (ADR 0006).
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
    stops = broken(*_against_dispensing(command, situation, bag, dose))
    body = BagDispensed(command.bag, command.ward.strip(), tuple(sorted(set(command.mentions))), command.told)
    return account((Draft(situation.file, body),), command.told, stops, ())


def _against_dispensing(
    command: Dispense, situation: CourseSituation, bag: Bag, dose: Dose | None
) -> Iterator[Refusal | None]:
    yield recalled_or_destroyed(bag)
    if dose is None:
        yield Refusal("dose.unknown")
        return
    yield forbidden_route(situation, dose, bag.content.vials[0].product)
    yield ended(bag)
    yield None if bag.released else Refusal("bag.not_released")
    yield Refusal("bag.already_dispensed") if bag.dispensed else None
    yield expired(bag, dose, command.told.happened_at)
    yield mention_missing(situation, dose, command.mentions, bag)
    yield divergent(dose)
    yield stopped(dose)
    yield held(dose)
    yield over(dose)
    yield unverified(situation, dose.dose, bag.bag)
    yield bag_held(bag)
    yield in_conflict(situation, "dispense", dose.dose, bag.bag)
    yield not_validated(dose)
    yield no_go_ahead(dose)


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
    return account((Draft(situation.file, body),), command.told, (), breaches)
