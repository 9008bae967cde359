"""At the bedside: given, not given and why, or begun and interrupted.

What is told with the bag in hand (`seen`, `scanned`) is about to happen or just begun: a hard stop
refuses, and what may harm is acknowledged first. What comes from paper has happened: it is recorded with
the breach named, for a second dose must never be given because the first was not written down (ADR 0006).
"""

from collections.abc import Iterator
from typing import Final

from node.api.administration import Give, Interrupt, NotGive
from node.domain.accounts import HARD_STOPS, account, parted
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, broken, first, over, told_too_early
from node.domain.in_the_way import in_the_way
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.administration import DoseGiven, DoseInterrupted, DoseNotGiven
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType

DOUBTS: Final = frozenset(
    {
        "bag.already_given",
        "bag.interrupted",
        "bag.rejected",
        "bag.returned",
        "dose.already_given",
        "dose.interrupted",
        "dose.stopped",
        "dose.unverified",
    }
)
"""A second dose, or one that somebody refused: asked about first. What only comes out of order is named."""

_WHOLE: Final = 100
"""Percent of a bag."""


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
    stops, others = parted(broken(*_identified(command, situation, bag, dose)), HARD_STOPS)
    doubts, breaches = parted(others, DOUBTS)
    body = DoseGiven(command.dose, command.bag, command.patient, command.told, command.remark)
    patient = FileRef(FileType.PATIENT, command.patient)
    return account(
        (Draft(situation.file, body, mentions=(patient,)),),
        command.told,
        breaches,
        stops=stops,
        doubts=doubts,
        acknowledged=command.acknowledged,
    )


def _identified(
    command: Give | Interrupt, situation: CourseSituation, bag: Bag, dose: Dose
) -> Iterator[Refusal | None]:
    """The right patient and the right bag, then whatever stands in the bag's way."""
    yield None if command.patient in situation.person else Refusal("patient.wrong")
    yield None if bag.dose == dose.dose else Refusal("bag.of_another_dose")
    # Of one told to be given already, it was said then what stood in the way.
    if isinstance(command, Give) or not bag.administered:
        yield from in_the_way(situation, bag, dose, "administer", command.told.happened_at)


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
    breaches = broken(
        over(dose) if dose.administered else None,
        Refusal("bag.of_another_dose") if bag is not None and bag.dose != dose.dose else None,
    )
    body = DoseNotGiven(command.dose, command.bag, command.reason, command.told)
    return account((Draft(situation.file, body),), command.told, breaches)


def decide_interrupt(command: Interrupt, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Part of a dose was given: it has happened, whatever was in its way, and is recorded."""
    bag, dose = situation.bag(command.bag), situation.dose(command.dose)
    refusal = first(
        right_missing(who, "administer"),
        Refusal("dose.unknown") if dose is None else None,
        Refusal("bag.unknown") if bag is None else None,
        blank(command.reason, "reason.missing"),
        _no_part(command.amount),
        told_too_early(command.told, situation.now_ms),
    )
    if refusal or bag is None or dose is None:
        return refusal or Refusal("bag.unknown")
    breaches = broken(
        *_identified(command, situation, bag, dose),
        Refusal("bag.interrupted") if bag.interrupted else None,
    )
    body = DoseInterrupted(
        command.dose, command.bag, command.patient, command.amount, command.reason, command.told
    )
    patient = FileRef(FileType.PATIENT, command.patient)
    return account((Draft(situation.file, body, mentions=(patient,)),), command.told, breaches)


def _no_part(amount: Quantity | None) -> Refusal | None:
    """A part of a bag is some mL of it, or less than 100 % of it."""
    if amount is None:
        return None
    if amount.unit is Unit.PERCENT:
        return None if 0 <= amount.decimal < _WHOLE else Refusal("amount.no_part")
    return None if amount.unit is Unit.ML and amount.decimal >= 0 else Refusal("amount.no_part")
