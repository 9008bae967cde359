"""Pharmaceutical validation, and the pharmacist's hold."""

from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.drug_gates import mention_missing
from node.domain.gates import (
    blank,
    first,
    held,
    in_conflict,
    not_in_force,
    over,
    same_person,
    stale,
    stopped,
    unreadable,
    unverified,
)
from node.domain.off_theoretical import beyond_limit
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Dose
from schema.acts.base import DoseRevision
from schema.acts.validation import PrescriptionHeld, PrescriptionValidated


def decide_validate(command: Validate, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Accept doses in the versions shown; the prescriber of a dose never validates it.

    A held dose is validated alone or with other held ones: that is the new decision which lifts the
    hold, and it must not slip through with a whole cycle.
    """
    refusal = not_as_shown(command, situation, who, "validate")
    if refusal:
        return refusal
    doses = doses_of(situation, command.items)
    mixed = any(dose.held for dose in doses) and not all(dose.held for dose in doses)
    for dose in doses:
        refusal = first(
            stopped(dose),
            over(dose),
            held(dose) if mixed else None,
            unverified(situation, dose.dose),
            in_conflict(situation, "validate", dose.dose),
            same_person(situation, dose.prescribed, who.person, "pair.prescriber_validator"),
            mention_missing(situation, dose, command.mentions),
            beyond_limit(situation, dose),
        )
        if refusal:
            return refusal
    body = PrescriptionValidated(command.items, tuple(sorted(set(command.mentions))))
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def decide_hold(command: Hold, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Hold or refuse doses. To be careful is always possible, except on what is given or ended."""
    refusal = too_late_for_care(command, situation, who, "validate")
    if refusal:
        return refusal
    body = PrescriptionHeld(command.items, command.refused, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def not_as_shown(
    command: Validate | GiveGoAhead, situation: CourseSituation, who: Who, right: str
) -> Refusal | None:
    """To let doses go on, the course must be known whole, and each dose in force as the screen showed it."""
    return first(
        right_missing(who, right),
        stale(command.based_on, situation.course.heads),
        unreadable(situation, *(situation.dose(item.dose) for item in command.items)),
        _no_items(command.items),
        *(not_in_force(situation, item) for item in command.items),
    )


def too_late_for_care(
    command: Hold | DeferGoAhead, situation: CourseSituation, who: Who, right: str
) -> Refusal | None:
    """To be careful is always possible, for a reason, except on what is over."""
    return first(
        right_missing(who, right),
        stale(command.based_on, situation.course.heads),
        blank(command.reason, "reason.missing"),
        _no_items(command.items),
        *(_unknown(situation, item) for item in command.items),
        *(over(dose) for dose in doses_of(situation, command.items)),
    )


def _no_items(items: tuple[DoseRevision, ...]) -> Refusal | None:
    """At least one dose, each once."""
    return None if items and len({item.dose for item in items}) == len(items) else Refusal("items.none")


def _unknown(situation: CourseSituation, item: DoseRevision) -> Refusal | None:
    """The dose must exist, in one of the versions ever written (a divergent one too)."""
    dose = situation.dose(item.dose)
    known = dose is not None and item.revision in (
        *dose.prescribed,
        *(version.act for version in dose.versions),
    )
    return None if known else Refusal("dose.unknown")


def doses_of(situation: CourseSituation, items: tuple[DoseRevision, ...]) -> list[Dose]:
    """The doses meant, those that exist."""
    return [dose for item in items if (dose := situation.dose(item.dose)) is not None]
