"""What keeps a dose or a bag from its next step: one small question a rule, asked by every step.

Each answers with the refusal that names the rule, or nil. Decisions refuse at the first one; accounts
of what happened carry them all as breaches (see `accounts.account`).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from node.domain.backstop import INTRAVENOUS, forbidden_by_name, required_by_name
from node.domain.decision import Refusal
from node.domain.fold.settlement import KNOWN_IN_PART, PASSED_TOGETHER
from node.domain.merge.lot_recalled import RULE as LOT_RECALLED
from node.domain.merge.made_twice import ANOTHER_KEPT
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
from schema.rules import PASSED_UNREAD
from schema.transaction import ActRef

CLOCK_SLACK_MS = 5 * 60_000
"""An hour noted by another clock may be a little ahead of ours."""

NEVER_LIFTED = ("patient.wrong", "route.forbidden", "bag.recalled", "bag.lot_recalled", "bag.destroyed")
"""Hard stops that no derogation passes."""
LIFTABLE = (
    "bag.expired",
    "vial.expired",
    "concentration.out_of_range",
    "diluent.refused",
    "mention.missing",
    KNOWN_IN_PART,
)
"""Hard stops that a prescriber and a pharmacist may lift together, for one dose in one version."""
_SWITCHED: Final[Mapping[str, str]] = {KNOWN_IN_PART: PASSED_UNREAD}
"""Those of them that they may lift once a rule of `schema.rules` holds, with that rule."""


_IN_PART: Final[Mapping[str, Refusal]] = {
    "patient": Refusal("patient.known_in_part"),
    "regimen": Refusal("regimen.known_in_part"),
    "product": Refusal("product.known_in_part"),
    "lot": Refusal("lot.known_in_part"),
    "limits": Refusal("limits.known_in_part"),
}


def liftable(rules: Collection[str]) -> tuple[str, ...]:
    """The hard stops that two people may lift where these rules hold."""
    return tuple(one for one in LIFTABLE if one not in _SWITCHED or _SWITCHED[one] in rules)


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


def lifted(rule: str, dose: Dose, bag: Bag | None = None) -> bool:
    """Whether two people lifted this hard stop for this version or this bag."""
    return any(name == rule for name, _ in (*dose.derogations, *(bag.derogations if bag else ())))


def unless_lifted(refusal: Refusal | None, dose: Dose, bag: Bag | None = None) -> Refusal | None:
    """The hard stop, unless a derogation by two people covers it."""
    return None if refusal is None or lifted(refusal.code, dose, bag) else refusal


def recalled_or_destroyed(bag: Bag) -> Refusal | None:
    """Never used, whoever agrees."""
    if bag.recalled:
        return Refusal("bag.recalled")
    return Refusal("bag.destroyed") if bag.destroyed else None


def lot_recalled(situation: CourseSituation, bag: Bag) -> Refusal | None:
    """A vial in it is of a recalled lot, and nobody has looked at the bag yet: never used, whoever agrees."""
    open_ones = (
        one.conflict
        for one in situation.found
        if (one.file, one.conflict.rule, one.conflict.subject) == (situation.file, LOT_RECALLED, bag.bag)
    )
    return next((Refusal("bag.lot_recalled") for one in open_ones if one.settled is None), None)


def ended(bag: Bag) -> Refusal | None:
    """It is not going to be used: recalled, destroyed, gone to another dose, rejected, given up, yielded."""
    return recalled_or_destroyed(bag) or first(
        Refusal("bag.reassigned") if bag.reassigned else None,
        Refusal("bag.rejected") if bag.rejected else None,
        Refusal("bag.voided") if bag.voided else None,
        Refusal("bag.yielded") if bag.yielded else None,
    )


def returned(bag: Bag) -> Refusal | None:
    """It came back from a ward, and no pharmacist has looked at it since."""
    return Refusal("bag.returned") if bag.status == "returned" else None


def bag_held(bag: Bag) -> Refusal | None:
    """A conflict holds this bag; or one is settled, and another bag was kept."""
    if not bag.held:
        return None
    return Refusal("bag.another_kept" if ANOTHER_KEPT in bag.blocks else "bag.held")


def expired(bag: Bag, dose: Dose, at_ms: int) -> Refusal | None:
    """Past its use-by instant, unless two people agreed."""
    late = at_ms > bag.content.use_by
    refusal = Refusal("bag.expired", {"use_by": str(bag.content.use_by)}) if late else None
    return unless_lifted(refusal, dose, bag)


def forbidden_route(situation: CourseSituation, dose: Dose, product: Id | None = None) -> Refusal | None:
    """The route must be one that the product accepts (or any product of the substance, if not chosen).

    A vinca alkaloid goes into a vein and nowhere else, whatever a signed version of a product says or
    leaves out: by another route it kills.
    """
    for version in dose.versions:
        refusal = route_trouble(situation, version.order.substance, version.order.route, product)
        if refusal is not None:
            return refusal
    return None


def route_trouble(
    situation: CourseSituation, drug: str, route: str, product: Id | None = None
) -> Refusal | None:
    """Whether this drug may take this route."""
    products = situation.products_of(drug)
    chosen = [products[product]] if product is not None and product in products else list(products.values())
    fatal = any(one.family == "vinca" for one in products.values()) and route != INTRAVENOUS
    if fatal or forbidden_by_name(drug, route) or (chosen and not any(route in one.routes for one in chosen)):
        return Refusal("route.forbidden", {"substance": drug, "route": route})
    return None


def mentions_required(situation: CourseSituation, drug: str) -> tuple[str, ...]:
    """The mentions that a prescription of this drug bears: of its signed products, and by its name."""
    products = situation.products_of(drug).values()
    signed = {mention for product in products for mention in product.prerequisites}
    return tuple(sorted(signed | required_by_name(drug)))


def mention_missing(
    situation: CourseSituation, dose: Dose, checked: tuple[str, ...], bag: Bag | None = None
) -> Refusal | None:
    """The prerequisites of the substance: stated by the prescriber, and checked by who acts now."""
    version = dose.versions[0]
    for mention in mentions_required(situation, version.order.substance):
        values = {"mention": mention, "substance": version.order.substance}
        if mention not in version.mentions:
            return unless_lifted(Refusal("mention.missing", values), dose, bag)
        if mention not in checked:
            return Refusal("mention.not_checked", values)
    return None


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
