"""What a drug demands whatever the step: the routes of its products, the mentions of its prescription."""

from node.domain.backstop import INTRAVENOUS, forbidden_by_name, required_by_name
from node.domain.decision import Refusal
from node.domain.lifting import unless_lifted
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.ids import Id


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
