"""What two people lifted together, and which breaches somebody has dealt with."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from node.domain.fold.case import DoseCase
from node.domain.fold.gather import Gathered
from node.domain.history import Act, before
from node.domain.state import Breach
from schema.acts.settlement import ConflictSettled, DerogationAgreed, DerogationAsked
from schema.ids import Id
from schema.rules import NOTICED_BY_ANOTHER, PASSED_UNREAD
from schema.transaction import ActRef

KNOWN_IN_PART: Final = "course.known_in_part"
"""The hard stop that acts which cannot be read are: whoever passes it must have known that they are there."""
PASSED_TOGETHER: Final = ("known_in_part", "unreadable")
"""What of a course's blocks that is."""


def derogations(found: Gathered, unknown: Sequence[Act] = ()) -> dict[tuple[Id, ActRef], dict[str, ActRef]]:
    """(subject, version) → rule → the act by which a second person agreed.

    The effect comes with two signatures of two people; one person agreeing with themself lifts nothing.
    `unknown` are the acts that cannot be read here and may say anything.
    """
    asked = {act.ref: act for act in found.asked}
    lifted: dict[tuple[Id, ActRef], dict[str, ActRef]] = {}
    for act in found.agreed:
        if not isinstance(act.body, DerogationAgreed):
            continue
        request = asked.get(act.body.asked)
        if request is None or not isinstance(request.body, DerogationAsked) or not before(request, act):
            found.odd("unknown_derogation", act)
            continue
        if request.header.actor is None or request.header.actor == act.header.actor:
            found.odd("derogation_by_one_person", act)
            continue
        if request.body.rule == KNOWN_IN_PART and not _knew_of(request, unknown):
            continue
        key = (request.body.subject, request.body.revision)
        lifted.setdefault(key, {}).setdefault(request.body.rule, act.ref)
    return lifted


def _knew_of(request: Act, unknown: Sequence[Act]) -> bool:
    """Whether a request passes what cannot be read: its author had heard of all of it, and the rule held.

    Where it did not, a program without the rule would go on holding what this one lets pass.
    """
    return PASSED_UNREAD in request.rules and all(before(one, request) for one in unknown)


def lifted_for(
    lifted: Mapping[tuple[Id, ActRef], Mapping[str, ActRef]], subject: Id, versions: Collection[ActRef]
) -> tuple[tuple[str, ActRef], ...]:
    """The rules lifted for a subject in any of these versions (acts that mean the same version)."""
    rules: dict[str, ActRef] = {}
    for version in sorted(versions):
        for rule, agreed in lifted.get((subject, version), {}).items():
            rules.setdefault(rule, agreed)
    return tuple(sorted(rules.items()))


def agreed_by_bag(
    found: Gathered, cases: Sequence[DoseCase], lifted: Mapping[tuple[Id, ActRef], Mapping[str, ActRef]]
) -> dict[Id, dict[str, Act]]:
    """Bag → hard stop lifted for it or for its dose in its version → the act that agreed."""
    acts = {act.ref: act for act in found.agreed}
    by_bag: dict[Id, dict[str, Act]] = {}
    for case in cases:
        for bag in case.bags.values():
            same = {
                order.ref for order in case.versions.orders if case.versions.alike(order.ref, bag.version)
            }
            by_bag[bag.bag] = {
                rule: acts[agreed]
                for subject in (case.dose, bag.bag)
                for rule, agreed in lifted_for(lifted, subject, same | {bag.version})
            }
    return by_bag


def reviewed(settlements: Sequence[tuple[Act, ConflictSettled]]) -> dict[tuple[str, ActRef], list[Act]]:
    """(code, account) → the settlements that would deal with that breach, in fold order."""
    found: dict[tuple[str, ActRef], list[Act]] = {}
    for act, body in settlements:
        if body.choice == "reviewed":
            for head in body.heads:
                found.setdefault((body.rule, head), []).append(act)
    return found


def breach_of(
    code: str,
    act: Act,
    subject: Id,
    dose: Id | None,
    reviews: Mapping[tuple[str, ActRef], Sequence[Act]],
    *,
    alarm: bool,
) -> Breach:
    """What an account broke, with the first settlement that dealt with it.

    Nobody deals with what they did, or wrote down, themself: holds for settlements that have the rule
    `noticed_by_another` in their past.
    """
    by = {one for one in (act.doer, act.header.actor) if one is not None}
    looked = (
        one.ref
        for one in reviews.get((code, act.ref), ())
        if NOTICED_BY_ANOTHER not in one.rules or one.header.actor not in by
    )
    return Breach(
        code, act.ref, subject, dose, alarm=alarm, reviewed=next(looked, None), by=tuple(sorted(by))
    )
