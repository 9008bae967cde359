"""What no signed product can leave out: two facts about drugs that hold by the name of the substance.

Products are signed by people, who may forget a family or a prerequisite. A vinca alkaloid outside a
vein kills, and a fluoropyrimidine without a look at uracilaemia may: neither stop hangs on site data.
"""

import re
from functools import lru_cache
from typing import Final

from node.domain.plain import plain

INTRAVENOUS: Final = "iv"
URACILEMIA: Final = "uracilemia"

VINCA: Final = frozenset({"vinblastine", "vincristine", "vindesine", "vinflunine", "vinorelbine"})
"""The vinca alkaloids (ATC L01CA), fatal by the intrathecal route (WHO alert no. 115, 2007)."""
FLUOROPYRIMIDINES: Final = frozenset(
    {"5fu", "capecitabine", "fluorouracil", "fluorouracile", "fluorouracilum", "tegafur"}
)
"""Broken down by DPD: uracilaemia is measured before the first course (ANSM and HAS/INCa, 2018-2019)."""

_BETWEEN_WORDS = re.compile(r"[^\w]+")


def is_vinca(substance: str) -> bool:
    """Whether this name, with its salt or without, is a vinca alkaloid's.

    >>> is_vinca("Vincristine (SULFATE DE)"), is_vinca("cisplatine")
    (True, False)
    """
    return _names(substance, VINCA)


def fatal_by_other_routes(substance: str, family: str) -> bool:
    """Whether papers warn of it: by the family signed or by the name; a forgotten family hides nothing."""
    return family == "vinca" or is_vinca(substance)


def forbidden_by_name(substance: str, route: str) -> bool:
    """Whether this drug kills by this route, whatever was signed about it."""
    return is_vinca(substance) and route != INTRAVENOUS


def required_by_name(substance: str) -> frozenset[str]:
    """The mentions that a prescription of this drug bears, whatever was signed about it."""
    return frozenset({URACILEMIA}) if _names(substance, FLUOROPYRIMIDINES) else frozenset()


@lru_cache(maxsize=1024)
def _names(substance: str, drugs: frozenset[str]) -> bool:
    words = (plain(word) for word in _BETWEEN_WORDS.split(substance))
    return plain(substance) in drugs or not drugs.isdisjoint(words)
