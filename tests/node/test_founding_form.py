"""A form that was filled, as the site that it asks for."""

from __future__ import annotations

import pytest

from node.api.joining import FoundSite
from node.founding import Founder
from node.founding_form import asked_site, left_empty

FOUNDING = {
    "name": "Site fictif",
    "pharmacy": "PUI fictive",
    "address": "1 rue de l'Essai",
    "workstation": "PUI-1",
    "place": "Pharmacie",
    "family_name": "Zéro",
    "first_name": "Ignace",
    "title": "Dr",
    "pin": "314159",
}
SECOND = {"second_family_name": "Deuxième", "second_first_name": "Jeanne", "second_pin": "161803"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, ""),
        ({"title": ""}, ""),
        ({"place": " "}, "place"),
        ({"pin": ""}, "pin"),
        (SECOND, ""),
        ({**SECOND, "second_pin": ""}, "second_pin"),
        ({"second_first_name": "Jeanne"}, ""),
    ],
)
def test_the_first_field_left_empty_is_named(changed: dict[str, str], field: str) -> None:
    assert left_empty(FoundSite(**{**FOUNDING, **changed})) == field


def test_the_site_is_what_was_typed_with_a_second_administrator_if_one_was() -> None:
    alone = asked_site(FoundSite(**FOUNDING))
    assert {name: getattr(alone, name) for name in FOUNDING} == FOUNDING
    assert alone.second is None
    second = Founder(family_name="Deuxième", first_name="Jeanne", title="", pin="161803")
    assert asked_site(FoundSite(**FOUNDING, **SECOND)).second == second
