"""What a speciality is for us: injectable or not, anticancer or not, and how much each container holds."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final, NamedTuple

from node.intake.records import Ingredient, Strength
from node.intake.strength import Container, amount_of, amounts_in, content_of
from node.intake.substances import find_substance, folded
from schema.quantity import Quantity

# Where a preparation unit's drug may go. The eye is not among them: aflibercept and bevacizumab exist for it.
_PREPARED_ROUTES: Final = frozenset(
    folded(route)
    for route in (
        "intraveineuse", "intraartérielle", "intramusculaire", "sous-cutanée", "intrathécale", "péridurale",
        "intracérébroventriculaire", "intravésicale", "intrapéritonéale", "intrapleurale",
        "intrapéricardiaque", "intratumorale", "péritumorale", "intralésionnelle", "intraséreuse",
        "intracardiaque", "voie parentérale autre",
    )
)  # fmt: skip
_INJECTED_FORMS: Final = ("INJECT", "PERFUSION", "PARENTERAL")
# BCG is a vaccine under the skin and a treatment in the bladder.
_ONLY_BY: Final = {"BCG": frozenset({folded("intravésicale")}), "aflibercept": frozenset({"INTRAVEINEUSE"})}
_SPECIAL: Final = ("LIPOSOM", "DISPERSION")


class Classified(NamedTuple):
    """The answers that hold for all presentations of a speciality."""

    injectable: bool
    anticancer: bool
    special_form: bool
    families: tuple[str, ...]


def substance_groups(ingredients: Iterable[Ingredient]) -> list[list[Ingredient]]:
    """The lines of one composition, those of a same substance (salt and base) together."""
    ordered = sorted(ingredients, key=lambda one: (one.element, one.link, one.nature, one.code))
    return [list(group) for _, group in groupby(ordered, key=lambda one: (one.element, one.link))]


def classify(name: str, form: str, routes: tuple[str, ...], ingredients: Iterable[Ingredient]) -> Classified:
    """Injectable by form or route; anticancer by substance, where the route is one we prepare for."""
    known = {find_substance(one.name) for one in ingredients} - {None}
    ways = frozenset(folded(route) for route in routes)
    shape = folded(form)
    injectable = bool(ways & _PREPARED_ROUTES) or any(word in shape for word in _INJECTED_FORMS)
    prepared = (bool(ways & _PREPARED_ROUTES) if ways else injectable) and "IMPLANT" not in shape
    ours = [
        one
        for one in known
        if one is not None and prepared and (one.inn not in _ONLY_BY or ways & _ONLY_BY[one.inn])
    ]
    return Classified(
        injectable=injectable,
        anticancer=any(one.anticancer for one in ours),
        special_form=any(word in shape or word in folded(name) for word in _SPECIAL),
        families=tuple(sorted({one.family for one in ours})),
    )


def strengths_of(
    name: str, groups: list[list[Ingredient]], container: Container, *, alone: bool
) -> tuple[Strength, ...]:
    """One strength a substance, in the sense (salt or base) in which the speciality's name counts.

    `alone`: all boxes of the speciality are of one size.
    """
    named = amounts_in(name)
    return tuple(_strength(group, named, container, alone) for group in groups)


def _strength(
    group: list[Ingredient], named: frozenset[Quantity], container: Container, alone: bool
) -> Strength:
    """Irinotecan is sold by the salt, gemcitabine by the base: the name tells; else the base, the salt."""

    def rank(one: Ingredient) -> tuple[bool, bool, bool]:
        amount = amount_of(one.dosage)
        return amount is None, amount not in named, one.nature != "FT"

    chosen = min(group, key=rank)
    known = next((found for one in group if (found := find_substance(one.name))), None)
    printed = frozenset(amount for one in group if (amount := amount_of(one.dosage)))
    held = content_of(chosen.element, chosen.dosage, chosen.per, container, named=printed, alone=alone)
    return Strength(
        substance=known.inn if known else chosen.name.lower(),
        printed=chosen.name,
        content=held.content,
        volume=held.volume,
        concentration=held.concentration,
    )
