"""What keeps a dose from its next step: one small question a rule, asked by every step.

A bag has its own in `bag_gates`, a drug in `drug_gates`, and what two people may lift is in `lifting`.
Each answers with the refusal that names the rule, or nil; decisions refuse at the first one, accounts
of what happened carry them all as breaches (see `accounts.account`).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from node.domain.decision import Refusal
from node.domain.fold.settlement import KNOWN_IN_PART, PASSED_TOGETHER
from node.domain.lifting import lifted
from node.domain.merge.set_aside import RULE as SET_ASIDE
from node.domain.merge.steps_held import holds
from node.domain.merge.table import ROWS
from node.domain.merge.unverified import waiting
from node.domain.merge.withdrawn_since import RULE as WITHDRAWN_SINCE
from node.domain.patient import PatientState
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Conflict, Dose
from schema.acts.base import DoseRevision, Told
from schema.ids import Id
from schema.quantity import Quantity
from schema.transaction import ActRef

CLOCK_SLACK_MS = 5 * 60_000
"""An hour noted by another clock may be a little ahead of ours."""


_IN_PART: Final[Mapping[str, Refusal]] = {
    "patient": Refusal("patient.known_in_part"),
    "regimen": Refusal("regimen.known_in_part"),
    "product": Refusal("product.known_in_part"),
    "lot": Refusal("lot.known_in_part"),
    "limits": Refusal("limits.known_in_part"),
}


def first(*refusals: Refusal | None) -> Refusal | None:
    """The first rule broken, if any."""
    return next((refusal for refusal in refusals if refusal is not None), None)


def broken(*refusals: Refusal | None) -> tuple[Refusal, ...]:
    """Every rule broken, each once, in order."""
    found: list[Refusal] = []
    for refusal in refusals:
        if refusal is not None and refusal not in found:
            found.append(refusal)
    return tuple(found)


def stale(based_on: tuple[ActRef, ...], *heads: tuple[ActRef, ...]) -> Refusal | None:
    """A decision is taken on what the screen showed: it must have shown the heads of these files."""
    shown = set(based_on)
    return None if all(shown.issuperset(file) for file in heads) else Refusal("screen.stale")


def blank(text: str, code: str) -> Refusal | None:
    """A text that must say something."""
    return None if text.strip() else Refusal(code)


def told_too_early(told: Told, now_ms: int) -> Refusal | None:
    """What happened cannot have happened in the future."""
    return Refusal("told.in_future") if told.happened_at > now_ms + CLOCK_SLACK_MS else None


def unreadable(
    situation: CourseSituation, *doses: Dose | None, bag: Bag | None = None, derogating: bool = False
) -> Refusal | None:
    """The whole course must be known before anything in it may advance, or two people know that it is not.

    That derogation is of the doses named, or of this bag; `derogating` is who makes it.
    """
    course = situation.course
    passed = bool(doses) and all(dose is not None and lifted(KNOWN_IN_PART, dose, bag) for dose in doses)
    passed = passed or derogating
    if course.known_in_part and not passed:
        return Refusal(KNOWN_IN_PART)
    if situation.in_part:
        return in_part(situation)
    stuck = [one for one in course.blocks if not (passed and one in PASSED_TOGETHER)]
    return Refusal("course.unreadable") if course.included is None or stuck else None


_LEFT: Final[Mapping[str, Refusal]] = {
    "deceased": Refusal("patient.deceased"),
    "transferred": Refusal("patient.transferred"),
}


def patient_left(files: Iterable[PatientState]) -> Refusal | None:
    """Nothing is ordered for somebody who died, or is treated elsewhere, by any of their files."""
    how = {one.how for file in files for one in file.gone}
    return next((refusal for name, refusal in _LEFT.items() if name in how), None)


def patient_unverified(files: Iterable[PatientState]) -> Refusal | None:
    """Nothing is ordered on what waits for review in a file of the person."""
    return Refusal("patient.unverified") if any(waiting(file.conflicts) for file in files) else None


def product_unverified(situation: CourseSituation, product: Id) -> Refusal | None:
    """Nothing is drawn from a product of which something waits for review."""
    state = situation.products.get(product)
    return Refusal("product.unverified") if state is not None and waiting(state.conflicts) else None


def in_part(situation: CourseSituation) -> Refusal | None:
    """What the course relies on was written by a newer program: what it says is unknown here."""
    return _IN_PART.get(situation.in_part)


def not_in_force(situation: CourseSituation, item: DoseRevision) -> Refusal | None:
    """The version meant must be the one version in force."""
    dose = situation.dose(item.dose)
    if dose is None or not dose.versions:
        return Refusal("dose.unknown")
    return divergent(dose) or (
        None
        if item.revision == dose.versions[0].act
        else Refusal("dose.newer_version", {"substance": substance(dose)})
    )


def substance(dose: Dose) -> str:
    """The substance of a dose, for naming it."""
    return dose.versions[0].order.substance if dose.versions else ""


def divergent(dose: Dose) -> Refusal | None:
    """Two versions were written apart."""
    if len(dose.versions) > 1:
        return Refusal("dose.divergent", {"substance": substance(dose)})
    return None


def stopped(dose: Dose) -> Refusal | None:
    """A stop covers it."""
    return Refusal("dose.stopped", {"substance": substance(dose)}) if dose.stops else None


def held(dose: Dose) -> Refusal | None:
    """A pharmacist holds or refused it."""
    return Refusal("dose.held", {"substance": substance(dose)}) if dose.held else None


def over(dose: Dose) -> Refusal | None:
    """It was given, whole or in part, or said not to be: nothing of it is left to do."""
    if dose.interrupted:
        return Refusal("dose.interrupted", {"substance": substance(dose)})
    if dose.given:
        return Refusal("dose.already_given", {"substance": substance(dose)})
    return Refusal("dose.not_given", {"substance": substance(dose)}) if dose.not_given else None


def not_validated(dose: Dose) -> Refusal | None:
    """No pharmacist validated the version in force."""
    return None if dose.validated else Refusal("dose.not_validated", {"substance": substance(dose)})


def no_go_ahead(dose: Dose) -> Refusal | None:
    """The day's go-ahead is missing or was withdrawn."""
    if dose.deferred:
        return Refusal("dose.deferred", {"substance": substance(dose)})
    return None if dose.go_ahead else Refusal("dose.no_go_ahead", {"substance": substance(dose)})


def unverified(situation: CourseSituation, *subjects: Id) -> Refusal | None:
    """An account without the right to it says something of it: to be looked into before anything else."""
    doubtful = any(
        conflict.rule in {SET_ASIDE, WITHDRAWN_SINCE}
        and conflict.settled is None
        and conflict.subject in subjects
        for conflict in situation.course.conflicts
    )
    return Refusal("dose.unverified") if doubtful else None


def in_conflict(situation: CourseSituation, step: str, dose: Id, bag: Id | None = None) -> Refusal | None:
    """An open disagreement that forbids this step of the dose, or of this bag of it.

    A rule of the fold says which steps it leaves possible. A check between files holds back what its
    table says, and may do so even settled: that was the choice. Nobody makes another bag while the
    fate of one is open.
    """
    subjects = {dose} if bag is None else {dose, bag}

    def about(conflict: Conflict) -> bool:
        return conflict.subject in subjects or (step == "prepare" and conflict.dose == dose)

    inside = (
        conflict
        for conflict in situation.course.conflicts
        if conflict.blocks and conflict.settled is None and about(conflict) and not _leaves(conflict, step)
    )
    across = (
        one.conflict
        for one in situation.found
        if one.file == situation.file
        and one.conflict.blocks
        and about(one.conflict)
        and holds(one.conflict.rule, step)
    )
    conflict = next(inside, None) or next(across, None)
    return Refusal("dose.conflict", {"rule": conflict.rule}) if conflict else None


def _leaves(conflict: Conflict, step: str) -> bool:
    row = ROWS.get(conflict.rule)
    return row is not None and step in row.leaves


def same_person(
    situation: CourseSituation, acts: Iterable[ActRef], person: Id | None, code: str
) -> Refusal | None:
    """Two pairs of eyes: who did these acts must not be this person."""
    return (
        Refusal(code) if person is not None and person in {situation.doers.get(act) for act in acts} else None
    )


def shown(amount: Quantity) -> str:
    """A quantity as a refusal's value: its wire text and unit, for the reader's language to shape."""
    return f"{amount.value} {amount.unit.value}"
