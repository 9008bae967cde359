"""A bag goes to another patient's dose: what must be so of the bag, of the dose, and of the two together.

A pharmacist decides and signs; the bag gets a number, a sheet and a label of its own, and is checked and
released anew before it may leave.
"""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from node.api.reattribution import Reattribute
from node.domain.bag_gates import ended, expired, lot_recalled
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.dosing.errors import DosingError
from node.domain.dosing.inputs import drug_amount
from node.domain.drug_gates import forbidden_route
from node.domain.gates import blank, first, not_in_force, shown, stale, unreadable, unverified
from node.domain.merge.outdated_bag import ROW as OUTDATED
from node.domain.plain import plain
from node.domain.preparation import against_preparing
from node.domain.register import register_file_id
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.base import Told
from schema.acts.preparation import NumberTaken
from schema.acts.prescription import DoseOrder
from schema.acts.reattribution import BagReassigned, BagTakenOver
from schema.ids import Id
from schema.quantity import Quantity, clinical, decimal_text, to_step
from schema.transaction import FileRef, FileType

_PERCENT = to_step("0.1", "up")
"""A deviation is shown in tenths of a percent, never smaller than it is."""


def order_of(bag: Bag, dose: Dose | None) -> DoseOrder | None:
    """The order that a bag was made from, as far as it is known here."""
    versions = dose.versions if dose is not None else ()
    made_from = next((one.order for one in versions if one.act == bag.revision), None)
    return made_from or (versions[0].order if versions else None)


def against_leaving(here: CourseSituation, bag: Bag) -> Iterator[Refusal | None]:
    """What keeps a bag from going to anybody else."""
    dose = here.dose(bag.dose)
    yield unreadable(here)
    yield ended(bag)
    yield lot_recalled(here, bag)
    yield Refusal("dose.unknown") if dose is None else None
    yield None if bag.made else Refusal("bag.not_made")
    yield Refusal("bag.already_given") if bag.administered else None
    if dose is not None:
        yield expired(bag, dose, here.now_ms)
        # It left the pharmacy: somebody on the ward must have told that it was not given.
        back = bool(dose.not_given or dose.stops)
        yield Refusal("bag.on_the_ward") if (bag.dispensed or bag.received) and not back else None
        yield unverified(here, dose.dose, bag.bag)
        yield _disputed(here, bag)


def _disputed(here: CourseSituation, bag: Bag) -> Refusal | None:
    """An open disagreement about this very bag; that its dose was revised is what re-attribution is for."""
    mine = (one.conflict for one in here.found if one.file == here.file)
    open_ones = (
        one.rule
        for one in (*here.course.conflicts, *mine)
        if one.subject == bag.bag and one.blocks and one.settled is None and one.rule != OUTDATED.rule
    )
    return next((Refusal("dose.conflict", {"rule": rule}) for rule in open_ones), None)


def against_fitting(order: DoseOrder, target: DoseOrder, percent: Decimal) -> Iterator[Refusal | None]:
    """What keeps what is in the bag from being what another dose orders."""
    same = plain(order.substance) == plain(target.substance)
    yield None if same else Refusal("reattribution.other_substance", {"substance": target.substance})
    yield (
        None if order.route == target.route else Refusal("reattribution.other_route", {"route": target.route})
    )
    diluents = plain(order.diluent) == plain(target.diluent)
    volumes = order.volume == target.volume
    containers = plain(order.container) == plain(target.container)
    if not (diluents and volumes and containers):
        yield Refusal("reattribution.other_bag", {"diluent": target.diluent})
    yield _too_far_off(order.prescribed, target.prescribed, percent)


def off_percent(bag: Quantity, dose: Quantity) -> Decimal | None:
    """How far the bag is off the dose, in percent of the dose; nil when they do not compare."""
    try:
        (inside, unit), (wanted, other) = drug_amount("bag", bag), drug_amount("dose", dose)
    except DosingError:
        return None
    if unit is not other or not wanted:
        return None
    with clinical():
        return abs(inside - wanted) * 100 / wanted


def _too_far_off(bag: Quantity, dose: Quantity, percent: Decimal) -> Refusal | None:
    off = off_percent(bag, dose)
    if off is not None and off <= percent:
        return None
    return Refusal(
        "reattribution.too_far_off",
        {
            "bag": shown(bag),
            "dose": shown(dose),
            "percent": percent_shown(off),
            "limit": f"{decimal_text(percent)} %",
        },
    )


def percent_shown(off: Decimal | None) -> str:
    """A deviation as a value: tenths of a percent, rounded up."""
    return f"{decimal_text(_PERCENT.apply(off))} %" if off is not None else "?"


def against_reattributing(
    here: CourseSituation, bag: Bag, there: CourseSituation, dose: Dose, percent: Decimal
) -> Iterator[Refusal | None]:
    """Everything that must be so of the bag, of the other dose, and of the two together."""
    yield from against_leaving(here, bag)
    yield Refusal("reattribution.same_patient") if here.person & there.person else None
    yield from against_preparing(there, dose)
    order = order_of(bag, here.dose(bag.dose))
    if order is not None and dose.versions:
        target = dose.versions[0].order
        yield forbidden_route(there, dose, bag.content.vials[0].product)
        yield from against_fitting(order, target, percent)


def decide_reattribute(
    command: Reattribute,
    here: CourseSituation,
    there: CourseSituation,
    who: Who,
    new_id: Id,
    number: int,
    made: Told,
    percent: Decimal,
) -> Decided | Refusal:
    """Three acts, one transaction: the bag leaves its course, comes into the other, and has its number."""
    bag, dose = here.bag(command.bag), there.dose(command.item.dose)
    refusal = first(
        right_missing(who, "release"),
        right_missing(who, "prepare"),
        blank(command.reason, "reason.missing"),
        stale(command.based_on, here.course.heads, there.course.heads),
        Refusal("bag.unknown") if bag is None else None,
        not_in_force(there, command.item),
    )
    if refusal or bag is None or dose is None:
        return refusal or Refusal("dose.unknown")
    refusal = first(*against_reattributing(here, bag, there, dose, percent))
    if refusal:
        return refusal
    reason = command.reason.strip()
    content = msgspec.structs.replace(
        bag.content, bag=new_id, item=command.item, series=who.journal, number=number
    )
    leaves = BagReassigned(bag.bag, there.id, dose.dose, new_id, reason)
    comes = BagTakenOver(content, here.id, bag.bag, made, reason)
    register = FileRef(FileType.REGISTER, register_file_id(who.journal, number))
    taken = NumberTaken(who.journal, number, new_id, there.id)
    return Decided(
        (
            Draft(here.file, leaves, based_on=command.based_on, mentions=(there.file,)),
            Draft(there.file, comes, based_on=command.based_on, mentions=(here.file, register)),
            Draft(register, taken, mentions=(there.file,)),
        ),
        created=(new_id,),
    )
