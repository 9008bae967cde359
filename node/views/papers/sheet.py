"""The data of a manufacturing sheet: one bag, before the work with blanks, afterwards with who did what."""

from collections.abc import Iterator
from datetime import date

from node.api.base import Stamp
from node.clock import site_time
from node.domain.backstop import fatal_by_other_routes
from node.domain.off_theoretical import level_of, percent_of, reference_of
from node.domain.state import Bag, Dose
from node.paper.data import Derogation
from node.paper.sheet_data import Hand, Lot, Material, Release, Sheet
from node.views.dose import previous_given
from node.views.papers.aside import STATUS as ASIDE
from node.views.papers.press import TALL, Press, Subject, cautions, product_of
from node.views.papers.works import computations
from schema.acts.preparation import PreparationMade, VialUsed
from schema.acts.prescription import DoseOrder
from schema.acts.reattribution import BagTakenOver
from schema.acts.regimen import ProductSigned
from schema.acts.release import ReleaseDecided
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.ids import Id
from schema.quantity import Quantity
from schema.transaction import ActRef


def sheet(press: Press, subject: Subject, dose: Dose, bag: Bag) -> Sheet:
    """The sheet of one bag. The dose must have a version."""
    order, content = dose.versions[0].order, bag.content
    product = product_of(subject, order.substance, content.vials[0].product)
    made = press.tell.body(bag.made[0], PreparationMade) if bag.made else None
    taken = press.tell.body(bag.claim, BagTakenOver)
    told = made.told if made else taken.told if taken else None
    last = previous_given(dose, subject.situation)
    return Sheet(
        pharmacy=press.pharmacy,
        printing=press.printing,
        bag=bag.bag,
        set_aside=bag.status == ASIDE,
        register_number=press.tell.number(content.series, content.number),
        patient=press.patient(subject, dose),
        prescriber=press.prescriber(dose, subject.included.ward),
        regimen=press.regimen(subject, dose, product),
        drug=order.substance,
        form=product.form if product else press.container(order.container),
        route=press.route(order.route),
        dose=order.prescribed,
        fatal_by_other_routes=fatal_by_other_routes(order.substance, product.family if product else ""),
        computations=computations(press, subject, dose, bag, product),
        table_version=(product.source.strip() or None) if product else None,
        previous_dose=last.versions[0].order.prescribed if last is not None else None,
        actives=_actives(press, subject, dose, bag),
        diluent=_diluent(press, order, bag),
        others=_solvent(press, product),
        draw=content.draw,
        withdraw=content.draw if content.withdraw else None,
        final_volume=content.final_volume,
        final_concentration=content.final_concentration,
        concentration_range=_range(product),
        container=_container(press, order),
        steps=tuple(_steps(press, order, bag, product)),
        cautions=(*_off_theoretical(press, subject, order), *cautions(product, order)),
        storage=content.storage.strip() or press.words("as_leaflet"),
        stability=press.words("stability", hours=str(product.stability_hours))
        if product
        else press.words("as_leaflet"),
        made_at=site_time(told.happened_at) if told else None,
        use_by=site_time(content.use_by),
        statements=press.statements(subject, dose),
        derogations=tuple(derogations(press, dose, bag)),
        maker=_hand(press.tell.first(bag.made)),
        checker=_hand(press.tell.first(bag.checked)),
        release=_release(press, bag),
        incident=_remark(press, made, taken),
        tall_man=TALL,
    )


def _off_theoretical(press: Press, subject: Subject, order: DoseOrder) -> tuple[str, ...]:
    """What a dose beyond the site's limits is of what its regimen comes to: whoever makes it reads it too."""
    percent = percent_of(order)
    if percent is None or level_of(order, subject.situation.dose_limits) == "within":
        return ()
    theoretical = reference_of(order).shown(press.tell.language)
    return (
        press.words("off_theoretical", percent=percent.shown(press.tell.language), theoretical=theoretical),
    )


def _remark(press: Press, made: PreparationMade | None, taken: BagTakenOver | None) -> str | None:
    """What happened while it was made; of a bag that was another's, the number that it bore."""
    if taken is not None:
        number = press.tell.course_bag(taken.from_course, taken.from_bag)
        return press.words("taken_over", number=number, reason=taken.reason)
    return (made.incident.strip() or None) if made else None


def _actives(press: Press, subject: Subject, dose: Dose, bag: Bag) -> tuple[Material, ...]:
    """One material a product, with its lots; the volume to take stands on the first."""
    by_product: dict[tuple[Id, str], list[VialUsed]] = {}
    for vial in bag.content.vials:
        by_product.setdefault((vial.product, vial.label), []).append(vial)
    found: list[Material] = []
    for (product_id, label), vials in by_product.items():
        product = product_of(subject, dose.versions[0].order.substance, product_id)
        found.append(
            Material(
                name=label,
                supplier=press.holder(vials[0].cip13) or None,
                presentation=press.words("vial", content=_content(press, product)) if product else label,
                packs=sum(vial.count for vial in vials),
                code=vials[0].cip13 or None,
                strength=product.concentration if product else None,
                take=bag.content.draw if not found else None,
                lots=tuple(Lot(number=vial.lot, expiry=date.fromisoformat(vial.expiry)) for vial in vials),
            )
        )
    return tuple(found)


def _content(press: Press, product: ProductSigned) -> str:
    parts = [product.vial, *([product.vial_volume] if product.vial_volume else [])]
    return " / ".join(part.shown(press.tell.language) for part in parts)


def _diluent(press: Press, order: DoseOrder, bag: Bag) -> Material | None:
    content = bag.content
    if not content.diluent:
        return None
    size = order.volume.shown(press.tell.language) if order.volume else ""
    return Material(
        name=content.diluent,
        supplier=None,
        presentation=f"{press.container(order.container)} {size}".strip(),
        packs=1,
        take=order.volume,
        lots=(Lot(number=content.diluent_lot),) if content.diluent_lot.strip() else (),
    )


def _solvent(press: Press, product: ProductSigned | None) -> tuple[Material, ...]:
    """What a powder is dissolved in: no act records its lot, so its line is written by hand (R.5125-45)."""
    if product is None or not product.reconstitution.strip():
        return ()
    how = product.reconstitution.strip()
    return (Material(name=press.words("solvent"), supplier=None, presentation=how, blank_lots=1),)


def _range(product: ProductSigned | None) -> tuple[Quantity, Quantity] | None:
    if product is None or product.concentration_min is None or product.concentration_max is None:
        return None
    unit = product.concentration.unit
    return Quantity(product.concentration_min, unit), Quantity(product.concentration_max, unit)


def _container(press: Press, order: DoseOrder) -> str:
    size = order.volume.shown(press.tell.language) if order.volume else ""
    return " ".join(part for part in (press.container(order.container), order.diluent, size) if part)


def _steps(press: Press, order: DoseOrder, bag: Bag, product: ProductSigned | None) -> Iterator[str]:
    content, language = bag.content, press.tell.language
    container = press.container(order.container)
    drawn = content.draw.shown(language)
    if product is not None and product.reconstitution.strip():
        yield press.words("step.reconstitute", how=product.reconstitution.strip())
    if content.withdraw:
        yield press.words("step.withdraw", volume=drawn, container=container)
    yield press.words("step.draw", volume=drawn, drug=order.substance)
    if content.diluent:
        yield press.words("step.add", container=container, diluent=content.diluent)
    else:
        yield press.words("step.undiluted", container=container)
    yield press.words("step.label")


def derogations(press: Press, dose: Dose, bag: Bag | None) -> Iterator[Derogation]:
    """Hard stops that two people lifted for this version or this bag."""
    for rule, agreed in (*dose.derogations, *(bag.derogations if bag else ())):
        asked = _asked(press, agreed)
        if asked is None:
            continue
        ref, body = asked
        stamp = press.tell.stamp(agreed)
        yield Derogation(
            what=press.known(f"refusal.rule.{rule}", rule),
            reason=body.reason,
            people=(press.tell.stamp(ref).person, stamp.person),
            at=site_time(stamp.at),
        )


def _asked(press: Press, agreed: ActRef) -> tuple[ActRef, DerogationAsked] | None:
    answer = press.tell.body(agreed, DerogationAgreed)
    body = press.tell.body(answer.asked, DerogationAsked) if answer else None
    return (answer.asked, body) if answer and body else None


def _hand(stamp: Stamp | None) -> Hand:
    if stamp is None:
        return Hand()
    at = stamp.happened_at if stamp.happened_at is not None else stamp.at
    return Hand(person=stamp.person, at=site_time(at))


def _release(press: Press, bag: Bag) -> Release:
    if bag.rejected is not None:
        decided = press.tell.body(bag.rejected, ReleaseDecided)
        return Release(
            pharmacist=_hand(press.tell.stamp(bag.rejected)),
            decision="rejected",
            reason=decided.reason if decided else None,
        )
    if bag.released is not None:
        return Release(pharmacist=_hand(press.tell.stamp(bag.released)), decision="released")
    return Release()
