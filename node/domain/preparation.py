"""Prefabrication and fabrication: propose, claim with a number of the register, make, check, give up."""

from collections.abc import Iterator

from node.api.base import Refused
from node.api.preparation import (
    Claim,
    PreparationProposal,
    ProposePreparation,
    RecordChecked,
    RecordMade,
    VoidClaim,
)
from node.domain.accounts import account, asking
from node.domain.bag_gates import ended, over_before_its_day
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.dilution_plan import Plan, plan_for, use_by, vials_needed
from node.domain.gates import (
    blank,
    broken,
    divergent,
    first,
    held,
    in_conflict,
    no_go_ahead,
    not_in_force,
    not_validated,
    over,
    product_unverified,
    same_person,
    stale,
    stopped,
    told_too_early,
    unreadable,
    unverified,
)
from node.domain.lifting import unless_lifted
from node.domain.off_theoretical import beyond_limit
from node.domain.register import register_file_id
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.base import DoseRevision, Told
from schema.acts.preparation import (
    NumberTaken,
    PreparationChecked,
    PreparationClaimed,
    PreparationMade,
    PreparationVoided,
    VialUsed,
)
from schema.ids import Id
from schema.transaction import FileRef, FileType


def propose_preparation(
    command: ProposePreparation, situation: CourseSituation
) -> PreparationProposal | Refusal:
    """What the sheet would say, with everything that stands against it; `confirmed` is the node's to fill."""
    dose = situation.dose(command.dose)
    if dose is None or not dose.versions:
        return Refusal("dose.unknown")
    order = dose.versions[0].order
    product = command.product or next(iter(situation.products_of(order.substance)), None)
    if product is None:
        return Refusal("product.none", {"substance": order.substance})
    plan = plan_for(dose, product, situation, command.withdraw)
    if isinstance(plan, Refusal):
        return plan
    objections = broken(
        *against_preparing(situation, dose), product_unverified(situation, product), *plan.objections
    )
    return PreparationProposal(
        item=DoseRevision(dose.dose, dose.versions[0].act),
        product=product,
        label=plan.body.label,
        cip13=plan.body.cip13,
        concentration=plan.body.concentration,
        draw=plan.draw,
        vials=plan.vials,
        diluent=order.diluent,
        final_volume=plan.final_volume,
        final_concentration=plan.final_concentration,
        stability_hours=plan.body.stability_hours,
        storage=plan.body.storage,
        cautions=plan.body.cautions,
        objections=_refused(objections),
        doubts=_refused(broken(over_before_its_day(situation, dose, use_by(situation.now_ms, plan.body)))),
        confirmed=(),
        heads=situation.course.heads,
    )


def _refused(found: tuple[Refusal, ...]) -> tuple[Refused, ...]:
    return tuple(Refused(code=one.code, values=dict(one.values)) for one in found)


def decide_claim(
    command: Claim, situation: CourseSituation, who: Who, new_id: Id, number: int
) -> Decided | Refusal:
    """Take a dose on: the bag gets its id and the next number of this journal's series.

    Two acts, one transaction: the course's claim and the register's line.
    """
    refusal = first(
        right_missing(who, "prepare"),
        stale(command.based_on, situation.course.heads),
        not_in_force(situation, command.item),
    )
    dose = situation.dose(command.item.dose)
    if refusal or dose is None:
        return refusal or Refusal("dose.unknown")
    refusal = first(*against_preparing(situation, dose))
    if refusal:
        return refusal
    plan = plan_for(dose, command.product, situation, command.withdraw)
    if isinstance(plan, Refusal):
        return plan
    order = dose.versions[0].order
    lot = blank(command.diluent_lot, "diluent.lot_missing") if order.diluent else None
    refusal = first(
        product_unverified(situation, command.product),
        *plan.objections,
        *_vials(command.vials, dose, plan, situation),
        lot,
    )
    if refusal:
        return refusal
    until = use_by(situation.now_ms, plan.body)
    question = asking(broken(over_before_its_day(situation, dose, until)), command.acknowledged)
    if question:
        return question
    claimed = PreparationClaimed(
        bag=new_id,
        item=command.item,
        series=who.journal,
        number=number,
        vials=command.vials,
        draw=plan.draw,
        withdraw=command.withdraw,
        diluent=order.diluent,
        diluent_lot=command.diluent_lot,
        final_volume=plan.final_volume,
        final_concentration=plan.final_concentration,
        use_by=until,
        storage=plan.body.storage,
    )
    register = FileRef(FileType.REGISTER, register_file_id(who.journal, number))
    taken = NumberTaken(who.journal, number, new_id, situation.id)
    products = tuple(
        FileRef(FileType.PRODUCT, product) for product in sorted({vial.product for vial in command.vials})
    )
    return Decided(
        (
            Draft(situation.file, claimed, based_on=command.based_on, mentions=(register, *products)),
            Draft(register, taken, mentions=(situation.file,)),
        ),
        created=(new_id,),
    )


def against_preparing(situation: CourseSituation, dose: Dose) -> Iterator[Refusal | None]:
    """Everything that must be so before a dose is prepared."""
    early = situation.limits is not None and situation.limits.early_preparation
    yield unreadable(situation, dose)
    yield divergent(dose)
    yield stopped(dose)
    yield held(dose)
    yield over(dose)
    yield unverified(situation, dose.dose, *dose.bags)
    yield in_conflict(situation, "prepare", dose.dose)
    yield not_validated(dose)
    yield beyond_limit(situation, dose)
    if not early or dose.deferred:
        yield no_go_ahead(dose)
    yield _taken(situation, dose)


def _taken(situation: CourseSituation, dose: Dose) -> Refusal | None:
    """A dose is in preparation, or prepared, once."""
    bags = (situation.bag(bag) for bag in dose.bags)
    taken = next((bag for bag in bags if bag is not None and ended(bag) is None), None)
    return Refusal("dose.already_claimed", {"number": str(taken.content.number)}) if taken else None


def _vials(
    vials: tuple[VialUsed, ...], dose: Dose, plan: Plan, situation: CourseSituation
) -> Iterator[Refusal | None]:
    """Vials of this drug at this strength, in date, and enough of them."""
    order = dose.versions[0].order
    products = situation.products_of(order.substance)
    for vial in vials:
        body = products.get(vial.product)
        if body is None or body.concentration != plan.body.concentration:
            yield Refusal("vial.other_product", {"vial": vial.label, "product": plan.body.label})
        if vial.expiry < situation.today.isoformat():
            late = Refusal("vial.expired", {"vial": vial.label, "lot": vial.lot, "date": vial.expiry})
            yield unless_lifted(late, dose)
    needed = vials_needed(order.prescribed, plan.body.vial)
    same = all(vial.product == plan.product for vial in vials)
    if same and sum(vial.count for vial in vials) < needed:
        yield Refusal("vial.too_few", {"needed": str(needed)})


def decide_record_made(command: RecordMade, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """The bag was made: never refused for state or order."""
    bag, refusal = _told_of(command.bag, command.told, situation, who, "prepare")
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    dose = situation.dose(bag.dose)
    breaches = broken(
        Refusal("bag.already_made") if bag.made else None,
        ended(bag),
        *_dose_breaches(situation, dose, bag, "make"),
    )
    body = PreparationMade(command.bag, command.told, command.incident)
    return account((Draft(situation.file, body),), command.told, breaches)


def decide_record_checked(command: RecordChecked, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A second person checked the bag. The maker's own check is none, so it is not recorded as one."""
    bag, refusal = _told_of(command.bag, command.told, situation, who, "check")
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    checker = command.told.told_by or who.person
    pair = same_person(situation, bag.made, checker, "pair.maker_checker")
    if pair:
        return pair
    dose = situation.dose(bag.dose)
    breaches = broken(
        None if bag.made else Refusal("bag.not_made"),
        ended(bag),
        *_dose_breaches(situation, dose, bag, "check"),
    )
    body = PreparationChecked(command.bag, command.told)
    return account((Draft(situation.file, body),), command.told, breaches)


def _told_of(
    bag: Id, told: Told, situation: CourseSituation, who: Who, right: str
) -> tuple[Bag | None, Refusal | None]:
    found = situation.bag(bag)
    refusal = first(
        right_missing(who, right),
        Refusal("bag.unknown") if found is None else None,
        told_too_early(told, situation.now_ms),
    )
    return found, refusal


def _dose_breaches(
    situation: CourseSituation, dose: Dose | None, bag: Bag, step: str
) -> Iterator[Refusal | None]:
    if dose is None:
        yield Refusal("dose.unknown")
        return
    yield divergent(dose)
    yield stopped(dose)
    yield held(dose)
    yield over(dose)
    yield in_conflict(situation, step, dose.dose, bag.bag)
    yield not_validated(dose)


def decide_void_claim(command: VoidClaim, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Give a claim up before anything is made; its number stays in the register, with the reason."""
    bag = situation.bag(command.bag)
    refusal = first(
        right_missing(who, "prepare"),
        stale(command.based_on, situation.course.heads),
        Refusal("bag.unknown") if bag is None else None,
        blank(command.reason, "reason.missing"),
    )
    if refusal or bag is None:
        return refusal or Refusal("bag.unknown")
    refusal = first(Refusal("bag.already_made") if bag.made else None, ended(bag))
    if refusal:
        return refusal
    body = PreparationVoided(command.bag, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))
