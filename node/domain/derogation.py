"""Passing a hard stop: a prescriber asks, a pharmacist agrees, for one rule on one exact version.

Four hard stops are never lifted, whoever agrees: the wrong patient, a forbidden route, a bag recalled
or destroyed.
"""

from collections.abc import Collection

from node.api.settlement import AgreeDerogation, AskDerogation
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.fold.settlement import KNOWN_IN_PART
from node.domain.gates import blank, first, same_person, stale, substance, unreadable
from node.domain.history import NO_RULES
from node.domain.lifting import LIFTABLE, NEVER_LIFTED, liftable
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.ids import Id
from schema.transaction import ActRef


def decide_ask_derogation(command: AskDerogation, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A prescriber asks to pass one hard stop for a dose, or for one bag of it."""
    refusal = first(
        right_missing(who, "prescribe"),
        stale(command.based_on, situation.course.heads),
        unreadable(situation, derogating=command.rule == KNOWN_IN_PART),
        _rule_trouble(command.rule, situation.rules),
        blank(command.reason, "reason.missing"),
        _subject_trouble(command.subject, command.revision, situation),
    )
    if refusal:
        return refusal
    body = DerogationAsked(command.subject, command.rule, command.revision, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def decide_agree_derogation(
    command: AgreeDerogation,
    situation: CourseSituation,
    who: Who,
    asked: DerogationAsked | None,
    rules: Collection[str] = NO_RULES,
) -> Decided | Refusal:
    """A pharmacist agrees; `asked` is the body of the act the command names, nil when there is none.

    `rules` are those that held for that act: what was asked before a rule was switched on is asked anew.
    """
    refusal = first(
        right_missing(who, "validate"),
        stale(command.based_on, situation.course.heads),
    )
    if refusal:
        return refusal
    if asked is None:
        return Refusal("derogation.not_asked")
    refusal = first(
        unreadable(situation, derogating=asked.rule == KNOWN_IN_PART),
        _rule_trouble(asked.rule, rules),
        same_person(situation, (command.asked,), who.person, "pair.derogation"),
        _subject_trouble(asked.subject, asked.revision, situation),
    )
    if refusal:
        return refusal
    return Decided((Draft(situation.file, DerogationAgreed(command.asked), based_on=command.based_on),))


def derogation_trouble(
    asked: DerogationAsked, situation: CourseSituation, rules: Collection[str]
) -> Refusal | None:
    """Why what was asked under these rules cannot be agreed to: its version or its rule is not in force."""
    return _rule_trouble(asked.rule, rules) or _subject_trouble(asked.subject, asked.revision, situation)


def _rule_trouble(rule: str, rules: Collection[str]) -> Refusal | None:
    if rule in NEVER_LIFTED:
        return Refusal("derogation.never", {"rule": rule})
    if rule not in LIFTABLE:
        return Refusal("derogation.unknown_rule", {"rule": rule})
    return None if rule in liftable(rules) else Refusal("derogation.switched_off", {"rule": rule})


def _subject_trouble(subject: Id, revision: ActRef, situation: CourseSituation) -> Refusal | None:
    """The version named must be the one in force of the dose, or the one that the bag is made from."""
    bag = situation.bag(subject)
    if bag is not None:
        current: tuple[ActRef, ...] = (bag.revision,)
    else:
        dose = situation.dose(subject)
        if dose is None or not dose.versions:
            return Refusal("derogation.unknown_subject")
        current = tuple(version.act for version in dose.versions)
    if current == (revision,):
        return None
    named = situation.dose(bag.dose if bag is not None else subject)
    return Refusal("dose.newer_version", {"substance": substance(named) if named else ""})
