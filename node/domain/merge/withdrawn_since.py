"""Right withdrawn ‖ acts by them: accounts count at once, decisions when somebody says so; the dose waits.

Holds for acts set aside as `withdrawn` that have the rule `withdrawn_since` in their past. Nothing of them
wins or vanishes in silence: until each was admitted or dismissed, no step of the doses it is about is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from node.domain.fold.gather import COURSE_BODIES, gather
from node.domain.fold.steps import Role
from node.domain.history import BY_PLACE, Act, before, in_order
from node.domain.merge.owners import OWNERS as OWNED
from node.domain.merge.settled_beyond_rights import settlements_of
from node.domain.merge.settling import Verdict, verdict
from node.domain.state import Conflict
from schema.acts.administration import DoseGiven, DoseInterrupted
from schema.acts.course import CourseNoted
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.acts.membership import RightsWithdrawn
from schema.acts.people import AdministratorDismissalProposed, PersonRemovalProposed, PersonSuspended
from schema.acts.reattribution import content_of
from schema.acts.settlement import ConflictSettled, DerogationAgreed, DerogationAsked
from schema.ids import Id
from schema.rules import WITHDRAWN_SINCE
from schema.transaction import ActClass, ActRef

RULE: Final = "withdrawn_since"
"""Of accounts, and of the claims that they rest on."""
DECIDED: Final = "withdrawn_decision"
"""Of a pharmacy's decisions."""
ORDERED: Final = "withdrawn_order"
"""Of a prescriber's decisions."""
CODES: Final = frozenset({RULE, DECIDED, ORDERED})
OWNERS: Final = OWNED[RULE]
ADMIT, DISMISS = "admit", "dismiss"
CHOICES: Final = (ADMIT, DISMISS)

WHY: Final = "withdrawn"
BY_RIGHT: Final[Mapping[str, str]] = MappingProxyType({"prescribe": ORDERED, "go_ahead": ORDERED})
_WITHOUT_IT: Final = (ConflictSettled, DerogationAsked, DerogationAgreed, CourseNoted)
"""Without them a conflict stays open, a hard stop stays hard: nothing has to be held besides."""
_LEFT_THE_PHARMACY: Final = (BagDispensed, BagReceived, DoseGiven, DoseInterrupted)


class Since(msgspec.Struct, frozen=True):
    """What was done on one dose, under one rule, that waits until it was admitted or dismissed."""

    rule: str
    subject: Id
    dose: Id | None
    """Nil when it is about no dose that anybody ordered; the course is then its subject."""
    acts: tuple[Act, ...]
    said: Verdict
    choices: tuple[str, ...]
    alarm: bool


class Sorted(msgspec.Struct, frozen=True):
    """The acts of a course once these are sorted out, in fold order."""

    acts: Sequence[Act]
    """All of them; those that count are no longer set aside."""
    doubtful: Sequence[Act]
    """Without the accounts that were dismissed: nobody asks again what they may have meant."""
    apart: Mapping[ActRef, Act]
    """Those that were sorted out, as they came."""
    rules: Mapping[ActRef, str]
    """The rule under which each of `apart` is looked at."""


def sort_out(acts: Sequence[Act]) -> Sorted:
    """Which acts of a course, given in fold order, count although their author's right was withdrawn."""
    apart = {act.ref: act for act in acts if is_apart(act)}
    if not apart:
        return Sorted(acts, acts, apart, {})
    settlements = _settlements(acts)
    rules = _rules(acts, apart)
    counted: set[ActRef] = set()
    for ref, rule in rules.items():
        said = verdict(rule, None, [ref], CHOICES, settlements).choice
        # An account counts until it is dismissed, a decision once it is admitted.
        if said == ADMIT or (rule == RULE and said != DISMISS):
            counted.add(ref)
    sorted_out = [replace(act, set_aside="") if act.ref in counted else act for act in acts]
    dismissed = {ref for ref, act in apart.items() if _is_account(act)} - counted
    return Sorted(sorted_out, [act for act in sorted_out if act.ref not in dismissed], apart, rules)


def by_dose(known: Sorted, acts: Sequence[Act]) -> tuple[Since, ...]:
    """What waits for a look, by rule and dose.

    `acts` are all those of the course, in fold order, with whatever was admitted since no longer set aside:
    a resumption is about the doses of a stop that was.
    """
    if not known.apart:
        return ()
    settlements = _settlements(acts)
    since = []
    for (rule, dose), refs in _refs_by_dose(acts, known).items():
        found = tuple(sorted((known.apart[ref] for ref in refs), key=BY_PLACE))
        subject = found[0].header.file.id if dose is None else dose
        said_of_all = verdict(rule, None, refs, CHOICES, settlements)
        # A bag that has left the pharmacy, or was given: somebody looks now.
        alarm = any(isinstance(act.body, _LEFT_THE_PHARMACY) for act in found)
        since.append(Since(rule, subject, dose, found, said_of_all, CHOICES, alarm))
    since.sort(key=lambda one: (one.subject, one.rule))
    return tuple(since)


def withdrawn_since(since: Since) -> Conflict:
    """The conflict between what somebody did and what it is set aside for, each apart from the other."""
    refs = [act.ref for act in (*since.acts, *since.said.apart)]
    return Conflict(
        rule=since.rule,
        subject=since.subject,
        dose=since.dose,
        acts=tuple(refs),
        owners=OWNED[since.rule],
        choices=since.choices,
        alarm=since.alarm,
        blocks=since.said.by is None,
        settled=since.said.by.ref if since.said.by is not None else None,
    )


def taken_from(act: Act, said: Iterable[Act]) -> tuple[Act, ...]:
    """What took its author's right to it, which that author did not know of: the other side of the row.

    `said` are the acts of the author's own file.
    """
    return tuple(
        one
        for one in in_order(said)
        if act.set_aside == WHY
        and not one.set_aside
        and _takes(one, act.header.right)
        and not before(one, act)
    )


def _takes(act: Act, right: str) -> bool:
    body = act.body
    if isinstance(body, RightsWithdrawn | AdministratorDismissalProposed):
        return right in body.rights
    return isinstance(body, PersonSuspended | PersonRemovalProposed)


def is_apart(act: Act) -> bool:
    """Whether it was done apart from the withdrawal of the right to it, and is reviewed for that."""
    return (
        act.set_aside == WHY
        and WITHDRAWN_SINCE in act.rules
        and not act.trouble
        and type(act.body) in COURSE_BODIES
        and not isinstance(act.body, _WITHOUT_IT)
    )


def _settlements(acts: Sequence[Act]) -> Sequence[tuple[Act, ConflictSettled]]:
    return settlements_of(act for act in acts if not act.set_aside).counted


def _is_account(act: Act) -> bool:
    return act.header.cls == ActClass.ACCOUNT


def _rules(acts: Sequence[Act], apart: Mapping[ActRef, Act]) -> dict[ActRef, str]:
    """The rule that each falls under: the accounts' own, or its author's part in the circuit."""
    told = {
        getattr(act.body, "bag", None)
        for act in acts
        if _is_account(act) and not act.trouble and (not act.set_aside or act.ref in apart)
    }
    found: dict[ActRef, str] = {}
    for ref, act in apart.items():
        claimed = content_of(act.body)
        # Without its claim nobody would know of which dose, and of what, the bag was made.
        if _is_account(act) or (claimed is not None and claimed.bag in told):
            found[ref] = RULE
        else:
            found[ref] = BY_RIGHT.get(act.header.right, DECIDED)
    return found


def _refs_by_dose(acts: Sequence[Act], known: Sorted) -> dict[tuple[str, Id | None], list[ActRef]]:
    """Those sorted out by rule and dose; a dose that only such an act ordered is a dose too."""
    usable = [act for act in acts if not act.trouble and type(act.body) in COURSE_BODIES]
    every = gather([act for act in usable if not act.set_aside or act.ref in known.apart])
    found: dict[tuple[str, Id | None], list[ActRef]] = {}
    about_a_dose: set[ActRef] = set()
    for dose, steps in every.on_dose.items():
        for ref in dict.fromkeys(step.ref for step in steps if step.role is not Role.LEFT_OUT):
            if ref in known.apart:
                found.setdefault((known.rules[ref], dose), []).append(ref)
                about_a_dose.add(ref)
    for ref in known.apart:
        if ref not in about_a_dose:
            found.setdefault((known.rules[ref], None), []).append(ref)
    return found
