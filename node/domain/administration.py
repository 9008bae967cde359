"""At the bedside: given, or not given and why.

What is told with the bag in hand (`seen`, `scanned`) is about to happen or just begun, so a hard stop
refuses and may still prevent harm. What comes from paper has happened: it is recorded, with the breach
named, for a second dose must never be given because the first was not written down (ADR 0006).
"""

from collections.abc import Iterator

from node.api.administration import Give, NotGive
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
    no_go_ahead,
    not_validated,
    recalled_or_destroyed,
    stopped,
    told_too_early,
    unverified,
)
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.transaction import FileRef, FileType


def decide_give(command: Give, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A dose was given, or is about to be, to the patient identified at the bedside."""
    bag, dose = situation.bag(command.bag), situation.dose(command.dose)
    refusal = first(
        right_missing(who, "administer"),
        Refusal("dose.unknown") if dose is None else None,
        Refusal("bag.unknown") if bag is None else None,
        told_too_early(command.told, situation.now_ms),
    )
    if refusal or bag is None or dose is None:
        return refusal or Refusal("bag.unknown")
    stops = broken(*_hard_stops(command, situation, bag, dose))
    breaches = [one for one in broken(*_breaches(situation, bag, dose)) if one not in stops]
    body = DoseGiven(command.dose, command.bag, command.patient, command.told, command.remark)
    patient = FileRef(FileType.PATIENT, command.patient)
    return account((Draft(situation.file, body, mentions=(patient,)),), command.told, stops, breaches)


def _hard_stops(command: Give, situation: CourseSituation, bag: Bag, dose: Dose) -> Iterator[Refusal | None]:
    """What must be stopped before it happens."""
    yield None if command.patient in situation.person else Refusal("patient.wrong")
    yield None if bag.dose == dose.dose else Refusal("bag.of_another_dose")
    yield forbidden_route(situation, dose, bag.content.vials[0].product)
    yield recalled_or_destroyed(bag)
    yield Refusal("bag.rejected") if bag.rejected else None
    yield expired(bag, dose, command.told.happened_at)
    # A second dose of what was given, or may have been given where we cannot see.
    yield _given_already(bag, dose)
    yield unverified(situation, dose.dose, bag.bag)
    yield stopped(dose)


def _given_already(bag: Bag, dose: Dose) -> Refusal | None:
    if bag.given:
        return Refusal("bag.already_given")
    values = {"substance": dose.versions[0].order.substance if dose.versions else ""}
    return Refusal("dose.already_given", values) if dose.given else None


def _breaches(situation: CourseSituation, bag: Bag, dose: Dose) -> Iterator[Refusal | None]:
    """What should have been so, and is named when it was not."""
    yield ended(bag)
    yield None if bag.released else Refusal("bag.not_released")
    yield None if bag.dispensed else Refusal("bag.not_dispensed")
    yield None if bag.received else Refusal("bag.not_received")
    yield Refusal("dose.not_given") if dose.not_given else None
    yield divergent(dose)
    yield held(dose)
    yield bag_held(bag)
    yield in_conflict(situation, "administer", dose.dose, bag.bag)
    yield not_validated(dose)
    yield no_go_ahead(dose)


def decide_not_give(command: NotGive, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A dose was not given, with the reason; a bag, if there is one, is not thereby destroyed."""
    dose = situation.dose(command.dose)
    bag = situation.bag(command.bag) if command.bag is not None else None
    refusal = first(
        right_missing(who, "administer"),
        Refusal("dose.unknown") if dose is None else None,
        Refusal("bag.unknown") if command.bag is not None and bag is None else None,
        blank(command.reason, "reason.missing"),
        told_too_early(command.told, situation.now_ms),
    )
    if refusal or dose is None:
        return refusal or Refusal("dose.unknown")
    values = {"substance": dose.versions[0].order.substance if dose.versions else ""}
    breaches = broken(
        Refusal("dose.already_given", values) if dose.given else None,
        Refusal("bag.of_another_dose") if bag is not None and bag.dose != dose.dose else None,
    )
    body = DoseNotGiven(command.dose, command.bag, command.reason, command.told)
    return account((Draft(situation.file, body),), command.told, (), breaches)
