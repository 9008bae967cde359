"""The data of a bag's label."""

from datetime import date

from node.clock import site_time
from node.domain.backstop import fatal_by_other_routes
from node.domain.dosing.age import age_at
from node.domain.dosing.errors import DosingError
from node.domain.state import Bag, Dose
from node.paper.label_data import BagLabel, Substance
from node.views.papers.press import TALL, Press, Subject, flow, product_of
from schema.acts.preparation import PreparationMade


def label(press: Press, subject: Subject, dose: Dose, bag: Bag) -> BagLabel:
    """The label of one bag. The dose must have a version."""
    order, content = dose.versions[0].order, bag.content
    product = product_of(subject, order.substance, content.vials[0].product)
    patient = press.patient(subject, dose)
    of = recipient(patient.born, press.printing.printed_at.date())
    number = press.tell.number(content.series, content.number)
    made = press.tell.body(bag.made[0], PreparationMade) if bag.made else None
    parts = (*(product.excipients if product else ()), content.diluent)
    excipients = tuple(dict.fromkeys(part for part in parts if part.strip()))
    return BagLabel(
        pharmacy=press.pharmacy,
        printing=press.printing,
        bag=bag.bag,
        register_number=number,
        # Made for one patient, one at a time: its number is its lot.
        lot_number=number,
        patient=patient,
        regimen=press.regimen(subject, dose, product),
        designation=order.substance,
        strength=order.prescribed,
        form=press.known(f"print.form.{order.container}", order.container),
        recipients=press.words(f"recipient.{of}") if of else None,
        substances=(
            Substance(
                name=order.substance, total=order.prescribed, concentration=content.final_concentration
            ),
        ),
        total_volume=content.final_volume,
        excipients=excipients or (press.words("excipients.none"),),
        route=press.route(order.route),
        method=press.known(f"print.method.{order.container}", order.container),
        duration_minutes=order.duration_minutes or None,
        rate=flow(content.final_volume, order.duration_minutes),
        hypertonic=product is not None and product.hypertonic,
        fatal_by_other_routes=fatal_by_other_routes(order.substance, product.family if product else ""),
        cautions=product.cautions if product else (),
        made_at=site_time(made.told.happened_at) if made else None,
        use_by=site_time(content.use_by),
        storage=content.storage.strip() or press.words("as_leaflet"),
        tall_man=TALL,
    )


def recipient(born: date, today: date) -> str | None:
    """For whom the product is (R.5121-146-2): `infant`, `child` or `adult`, at 2 and 18 years (ICH E11).

    None for a day of birth that is not yet: nothing is guessed.
    """
    try:
        years = age_at(born, today).years
    except DosingError:
        return None
    return "infant" if years < 2 else "child" if years < 18 else "adult"
