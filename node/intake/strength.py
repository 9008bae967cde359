"""Strengths as printed ("6 mg" for "1 ml de solution", "1 flacon(s) en verre de 16,7 ml"), as exact numbers.

A liquid has a content, a volume and a concentration; a powder has a content only, because the size of its
vial says nothing about what will be in it. What cannot be read, or does not divide exactly, is nil and
never guessed: the printed text is kept beside it.
"""

import re
from fractions import Fraction
from typing import Final, NamedTuple

from node.intake.substances import folded
from schema.quantity import NumberError, Quantity, Unit, clinical, quantity

_NUMBER: Final = r"(?P<whole>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:(?P<mark>[.,])(?P<rest>\d+))?"
_MASS: Final = (
    r"(?P<unit>mg|g|µg|μg|microgrammes?|mcg|M\.?U\.?I\.?|millions? (?:d['’])?(?:U\.?I\.?|unités?)"
    r"|U\.?I\.?|unités? internationales?|unités?|U)"
)
_AMOUNT = re.compile(rf"{_NUMBER}\s*{_MASS}(?![\w²])", re.IGNORECASE)
_VOLUME = re.compile(rf"{_NUMBER}\s*(?P<unit>mL|L)(?!\w)", re.IGNORECASE)
_PER_VOLUME = re.compile(rf"(?:une? )?{_NUMBER}\s*(?P<unit>mL|L)(?!\w)", re.IGNORECASE)
_CONTAINER = re.compile(
    r"(?:une?|1) (?:flacon|ampoule|seringue|stylo|poche|cartouche|bouteille|récipient|lyophilisat)s?\b"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED = re.compile(r"\s*(\d{1,3})\b")
_STATED = re.compile(r"\b(?:de|contenant|à)\s+(?=\d)", re.IGNORECASE)
_FILLED = re.compile(r"\bremplie?s?(?:\(s\))?\s+à\s+(?=\d)", re.IGNORECASE)
_LIQUID = ("SOLUTION", "DISPERSION", "SUSPENSION", "EMULSION", "CONCENTRE")


class Container(NamedTuple):
    """What the label of a presentation says of one container of its first component."""

    containers: int
    volume: Quantity | None
    content: Quantity | None

    @property
    def size(self) -> tuple[Quantity | None, Quantity | None]:
        """What tells one box of a speciality from another."""
        return self.volume, self.content


class Content(NamedTuple):
    """One substance in one container; nil is "not readable" or, for a powder, "not yet there"."""

    content: Quantity | None
    volume: Quantity | None
    concentration: Quantity | None


_NOTHING: Final = Content(None, None, None)


def _number(match: re.Match[str]) -> Fraction | None:
    mark, rest = match["mark"], match["rest"]
    if mark == "." and len(rest) == 3 and match["whole"] != "0":
        return None  # 1.000: a thousand or one?
    whole = re.sub(r"\D", "", match["whole"])
    return Fraction(f"{whole}.{rest or 0}")


def _exact(number: Fraction, unit: Unit) -> Quantity | None:
    """The quantity if the fraction ends within 12 decimals, else nil."""
    scaled = number * 10**12
    if scaled.denominator != 1:
        return None
    try:
        with clinical() as context:
            return quantity(context.create_decimal(scaled.numerator).scaleb(-12), unit)
    except NumberError:
        return None


def _amount(match: re.Match[str]) -> Quantity | None:
    number = _number(match)
    if number is None:
        return None
    unit = folded(match["unit"].replace("µ", "u").replace("μ", "u")).replace(" ", "")
    match unit:
        case "MG":
            return _exact(number, Unit.MG)
        case "G":
            return _exact(number * 1000, Unit.MG)
        case "UG" | "MCG" | "MICROGRAMME" | "MICROGRAMMES":
            return _exact(number / 1000, Unit.MG)
        case _ if unit.startswith(("MUI", "MILLION")):
            return _exact(number * 10**6, Unit.IU)
        case _:
            return _exact(number, Unit.IU)


def _millilitres(match: re.Match[str]) -> Quantity | None:
    number = _number(match)
    if number is None:
        return None
    return _exact(number * 1000 if match["unit"].upper() == "L" else number, Unit.ML)


def amount_of(printed: str) -> Quantity | None:
    """A printed amount in mg or UI ("15 000 UI", "1,00 mg", "5 g"); nil when the text is anything more."""
    match = _AMOUNT.fullmatch(printed.strip())
    return _amount(match) if match else None


def amounts_in(printed: str) -> frozenset[Quantity]:
    """Every amount named somewhere in a text, for instance in the name of a speciality."""
    found = (_amount(match) for match in _AMOUNT.finditer(printed))
    return frozenset(amount for amount in found if amount is not None)


def container_of(label: str) -> Container:
    """What a presentation's label says: "5 flacon(s) en verre de 2 ml" is 5 containers of 2 mL.

    Only the first component counts ("flacon de 1,5 ml - flacon de 4,5 ml": the second is the solvent), and
    only what follows "de" or "contenant", outside brackets. "15 ml partiellement rempli à 10 ml" holds
    10 mL; two other volumes in one component contradict each other: then there is none.
    """
    first = re.split(r"\s[-+]\s|\savec\s", label, maxsplit=1)[0]
    first = re.sub(r"\([^)]*\)", "", first).strip()
    counted = _COUNTED.match(first)
    stated = [first[match.end() :] for match in _STATED.finditer(first)]
    filled = [first[match.end() :] for match in _FILLED.finditer(first)]
    volumes = {_millilitres(match) for part in filled or stated if (match := _VOLUME.match(part))}
    contents = {_amount(match) for part in stated if (match := _AMOUNT.match(part))}
    return Container(
        int(counted[1]) if counted else 1,
        volumes.pop() if len(volumes) == 1 else None,
        contents.pop() if len(contents) == 1 else None,
    )


def is_liquid(element: str) -> bool:
    """Whether a pharmaceutical element ("solution", "poudre") has a volume before anybody adds one."""
    name = folded(element)
    return name.startswith(_LIQUID) and "POUDRE" not in name


def _divide(amount: Quantity, volume: Quantity | None) -> Quantity | None:
    if volume is None or not volume.decimal:
        return None
    unit = Unit.IU_PER_ML if amount.unit is Unit.IU else Unit.MG_PER_ML
    return _exact(Fraction(amount.value) / Fraction(volume.value), unit)


def content_of(
    element: str, dosage: str, per: str, container: Container, *, named: frozenset[Quantity], alone: bool
) -> Content:
    """What one container holds of a substance printed as `dosage` per `per`.

    `named`: every amount printed for this substance, as salt or base; a label that states another one
    contradicts the composition. `alone`: all boxes of this speciality are of one size, so that "un flacon"
    can only be this one.
    """
    amount = amount_of(dosage)
    if amount is None or not Fraction(amount.value):
        return _NOTHING  # nothing per millilitre says nothing of a vial either
    liquid = is_liquid(element)
    in_container = _CONTAINER.match(per.strip())
    if in_container:
        return _stated_content(amount, in_container["rest"], liquid, container, named, alone)
    per_volume = _PER_VOLUME.match(per.strip())
    if per_volume is None:
        return _NOTHING
    if not liquid or "RECONSTITU" in folded(per):
        same = container.content is not None and container.content.unit is amount.unit
        return Content(container.content if same else None, None, None)
    return _liquid_content(amount, _divide(amount, _millilitres(per_volume)), container)


def _stated_content(
    amount: Quantity,
    rest: str,
    liquid: bool,
    container: Container,
    named: frozenset[Quantity],
    alone: bool,
) -> Content:
    """`amount` in "un flacon", if it is this box's flacon: composition speaks of one size among several."""
    stated = _VOLUME.search(rest)
    volume = _millilitres(stated) if stated else None
    if container.content is not None:
        fits = container.content in named
    elif volume is not None and container.volume is not None:
        fits = volume == container.volume
    else:
        fits = alone
    if not fits:
        return _NOTHING
    if not liquid:
        return Content(amount, None, None)
    held = volume or container.volume
    return Content(amount, held, _divide(amount, held))


def _liquid_content(amount: Quantity, concentration: Quantity | None, container: Container) -> Content:
    if concentration is None:
        return Content(None, container.volume, None)
    each = Fraction(concentration.value)
    if container.volume is not None:
        total = _exact(each * Fraction(container.volume.value), amount.unit)
        return Content(total, container.volume, concentration)
    if container.content is not None and container.content.unit is amount.unit:
        volume = _exact(Fraction(container.content.value) / each, Unit.ML)
        return Content(container.content, volume, concentration)
    return Content(None, None, concentration)
