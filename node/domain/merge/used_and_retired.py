"""Retired or corrected ‖ used: what used that version of a regimen or product is to be validated again.

Whoever retires a version without an error speaks to what begins after; so only what was done apart
from it is in question. An error concerns whatever rests on it, however long ago it was decided.
"""

from collections.abc import Collection, Iterator

from node.domain.merge.across import on_dose, pending
from node.domain.reference import ProductState, Retired
from node.domain.state import Bag
from node.domain.world import Found, World
from schema.transaction import ActRef

RULE = "used_and_retired"
MADE_FROM = "made_and_retired"


def used_and_retired(world: World) -> tuple[Found, ...]:
    """Validated doses of courses begun with a version that was retired unknown to the validation."""
    return tuple(_to_validate(world))


def made_and_retired(world: World) -> tuple[Found, ...]:
    """Bags made with a version of a product that was retired unknown to whoever made them."""
    return tuple(_held(world))


def _to_validate(world: World) -> Iterator[Found]:
    for item in pending(world):
        included = item.state.included
        regimen = world.regimens.get(included.regimen) if included else None
        # Not validated yet: whoever does has the regimen before their eyes, as retired.
        if included is None or regimen is None or item.dose.validated is None:
            continue
        retired = [one for one in regimen.retired if one.version == included.version]
        news = _news(retired, [item.dose.validated], world)
        if news:
            # A validation by somebody who knew of it is the way out.
            yield on_dose(item, RULE, {*news, item.dose.validated})


def _held(world: World) -> Iterator[Found]:
    for item in pending(world):
        for bag in item.bags:
            drawn = {vial.product for vial in bag.content.vials}
            products = [world.products[one] for one in sorted(drawn) if one in world.products]
            retired = [
                one
                for product in products
                for one in product.retired
                if _used(bag, one.version, product, world)
            ]
            looked = [bag.claim, *([bag.released] if bag.released is not None else [])]
            news = _news(retired, looked, world)
            if news:
                # On the ward already: somebody may connect it.
                yield on_dose(
                    item,
                    MADE_FROM,
                    {*news, bag.claim},
                    subject=bag.bag,
                    alarm=item.left_the_pharmacy,
                )


def _news(retired: Collection[Retired], decisions: Collection[ActRef], world: World) -> list[ActRef]:
    """Retirements that nobody who decided knew of, and that concern what was decided."""
    return [
        one.act
        for one in retired
        if not any(world.knew(decision, one.act) for decision in decisions)
        and (one.wrong or not any(world.knew(one.act, decision) for decision in decisions))
    ]


def _used(bag: Bag, version: ActRef, product: ProductState, world: World) -> bool:
    """Whether this version was the product's last one that whoever claimed the bag knew of."""
    return world.knew(bag.claim, version) and not any(
        world.knew(bag.claim, other.act) and world.knew(other.act, version)
        for other in product.versions
        if other.act != version
    )
