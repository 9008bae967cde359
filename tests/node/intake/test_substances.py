"""Substances under all the names that the database prints, and none under names that only look alike."""

from __future__ import annotations

import pytest

from node.intake.substances import Substance, find_substance, folded
from tests.node.intake.table import all_substances


@pytest.mark.parametrize(
    ("printed", "inn", "family"),
    [
        ("PACLITAXEL", "paclitaxel", "taxane"),
        ("CHLORHYDRATE DE DOXORUBICINE", "doxorubicine", "anthracycline"),
        ("DOXORUBICINE (CHLORHYDRATE DE)", "doxorubicine", "anthracycline"),
        ("ÉPIRUBICINE (CHLORHYDRATE D')", "épirubicine", "anthracycline"),
        ("CHLORHYDRATE D'IRINOTÉCAN TRIHYDRATÉ", "irinotécan", "topoisomerase"),
        ("Chlorhydrate d’irinotécan trihydraté", "irinotécan", "topoisomerase"),
        ("chlorhydrate de topotecane", "topotécan", "topoisomerase"),
        ("SULFATE DE VINCRISTINE", "vincristine", "vinca"),
        ("TARTRATE DE VINORELBINE", "vinorelbine", "vinca"),
        ("FLUOROURACILE", "fluorouracile", "fluoropyrimidine"),
        ("TRASTUZUMAB ", "trastuzumab", "antibody"),
        ("TRASTUZUMAB EMTANSINE ", "trastuzumab emtansine", "conjugate"),
        ("TRASTUZUMAB DÉRUXTÉCAN ", "trastuzumab déruxtécan", "conjugate"),
        ("TRIOXYDE D'ARSENIC", "trioxyde d'arsenic", "other"),
        ("PÉMÉTREXED DISODIQUE 2,5-HYDRATÉ", "pémétrexed", "antimetabolite"),
        ("ACIDE L FOLINIQUE", "acide lévofolinique", "folinate"),
        ("FOLINATE DE CALCIUM HYDRATÉ", "folinate de calcium", "folinate"),
    ],
)
def test_found(printed: str, inn: str, family: str) -> None:
    found = find_substance(printed)
    assert found is not None
    assert (found.inn, found.family) == (inn, family)
    assert found.anticancer == (family != "folinate")


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "ACIDE FOLIQUE",
        "ANASTROZOLE",
        "CITRATE DE FENTANYL",
        "PACLITAXELSANDOZ",
        "MITOMYCINES",
        "VINCA MINOR",
    ],
)
def test_not_found(printed: str) -> None:
    assert find_substance(printed) is None


def test_every_vinca_is_known_as_one() -> None:
    """The family that a hard stop without derogation depends on."""
    vincas = {one.inn for one in all_substances() if one.family == "vinca"}
    assert vincas == {"vinblastine", "vincristine", "vindésine", "vinflunine", "vinorelbine"}


def test_the_table_is_sound() -> None:
    table = all_substances()
    assert len({one.inn for one in table}) == len(table)
    for one in table:
        found = find_substance(one.inn)
        assert found == one, one
    assert sum(one.anticancer for one in table) > 100


def test_folding() -> None:
    assert folded("  Bléomycine (sulfate de)…\u00a0") == "BLEOMYCINE SULFATE DE"
    assert folded("d’œstradiol") == "D OESTRADIOL"


def test_a_substance_is_a_value() -> None:
    assert find_substance("ETOPOSIDE") == Substance("étoposide", "podophyllotoxin", True)
