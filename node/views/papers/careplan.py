"""The data of one patient's care plan of the day, one a course."""

from datetime import date

from node.clock import site_time
from node.domain.backstop import fatal_by_other_routes
from node.domain.decision import Refusal
from node.domain.dilution_plan import plan_for
from node.domain.state import Bag, Dose
from node.paper.careplan_data import CarePlan, PlannedDose, Premedication
from node.paper.wording import Wording
from node.views.dose import bags_told, standing
from node.views.papers.press import TALL, Press, Subject, cautions, flow, product_of
from schema.quantity import Quantity

HELD_STATES = ("held", "divergent", "stopped")
_OVER = ("given", "interrupted", "not_given")


def care_plan(press: Press, subject: Subject, day: str) -> CarePlan | Refusal:
    """The doses of a day in the order of administration; a refusal when there is none."""
    doses = sorted(
        (
            dose
            for dose in subject.situation.course.doses
            if dose.versions and dose.versions[0].order.planned == day
        ),
        key=lambda dose: (dose.versions[0].order.rank, dose.dose),
    )
    if not doses:
        return Refusal("paper.no_doses", {"day": day})
    planned = []
    for dose in doses:
        one = _planned(press, subject, dose)
        if isinstance(one, Refusal):
            return one
        planned.append(one)
    return CarePlan(
        pharmacy=press.pharmacy,
        printing=press.printing,
        plan=subject.situation.id,
        day=date.fromisoformat(day),
        patient=press.patient(subject, doses[0]),
        prescriber=press.prescriber(doses[0], subject.included.ward),
        regimen=press.regimen(subject, doses[0]),
        premedication=tuple(
            Premedication(at=None, what=line.strip())
            for line in subject.regimen.premedication
            if line.strip()
        ),
        doses=tuple(planned),
        tall_man=TALL,
    )


def _planned(press: Press, subject: Subject, dose: Dose) -> PlannedDose | Refusal:
    order = dose.versions[0].order
    told = bags_told(dose, subject.situation.course.bags)
    bag = told[-1] if told else None
    volume = bag.content.final_volume if bag else _volume(subject, dose)
    if isinstance(volume, Refusal):
        return volume
    chosen = bag.content.vials[0].product if bag else None
    product = product_of(subject, order.substance, chosen)
    where = standing(dose, subject.situation)
    return PlannedDose(
        at=None,
        drug=order.substance,
        dose=order.prescribed,
        route=press.route(order.route),
        diluent=order.diluent or None,
        total_volume=volume,
        duration_minutes=order.duration_minutes or None,
        rate=flow(volume, order.duration_minutes),
        bag=bag.bag if bag else None,
        register_number=press.tell.numbers(told) or None,
        use_by=Wording(press.tell.language).instant(site_time(bag.content.use_by)) if bag else None,
        state=press.state(bag.status if bag and where.state not in HELD_STATES else where.state),
        held=why_held(press, where.state, where.blocks, bag),
        fatal_by_other_routes=fatal_by_other_routes(order.substance, product.family if product else ""),
        hypertonic=product is not None and product.hypertonic,
        cautions=cautions(product, order),
    )


def _volume(subject: Subject, dose: Dose) -> Quantity | Refusal:
    """What the bag will hold, while there is none."""
    order = dose.versions[0].order
    known = subject.situation.products_of(order.substance)
    if not known:
        return Refusal("product.none", {"substance": order.substance})
    plan = plan_for(dose, next(iter(known)), subject.situation, withdraw=False)
    return plan if isinstance(plan, Refusal) else plan.final_volume


def why_held(press: Press, state: str, blocks: tuple[str, ...], bag: Bag | None) -> str | None:
    """Why a dose must not be given now, in words; nil when nothing is in the way or it is over."""
    if state in _OVER:
        return None
    said = press.blocks(blocks)
    if not said and (state in HELD_STATES or (bag is not None and bag.held)):
        said = [press.state(state if state in HELD_STATES else "held")]
    return " ".join(said) or None
