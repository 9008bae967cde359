"""Names, dates, quantities, drugs: as people read them, in both languages."""

from __future__ import annotations

import pytest

from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.ui.fake_site import HOUR, MINUTE, NOW
from ui.format import Format, folded, listed, matches

FR, EN = Format("fr"), Format("en")
WOMAN = Identity("martin", "DUPONT", "Alice", "1961-06-04", "F", "000101", "")


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2026-11-21", "21\u2011nov.\u20112026", "21\u2011Nov\u20112026"),
        ("2026-06-04", "04\u2011juin\u20112026", "04\u2011Jun\u20112026"),
        ("2026-07-04", "04\u2011juillet\u20112026", "04\u2011Jul\u20112026"),
    ],
)
def test_months_are_in_letters_and_june_is_not_july(iso: str, french: str, english: str) -> None:
    assert FR.day(iso) == french
    assert EN.day(iso) == english


def test_what_is_no_date_is_shown_as_it_came() -> None:
    assert FR.day("bientôt") == "bientôt"


def test_instants_are_in_site_time_summer_and_winter() -> None:
    assert FR.time(NOW) == "15:05"
    assert FR.time(1_782_043_200_000) == "14:00"  # 21 June 2026, 12:00 UTC
    assert FR.instant(NOW) == "21\u2011nov.\u20112026\u00a015:05"
    assert FR.when(NOW - 20 * HOUR, NOW).startswith("20\u2011nov.")


def test_how_long_ago() -> None:
    assert [FR.ago(NOW - ago, NOW) for ago in (0, 5 * MINUTE, 3 * HOUR, 72 * HOUR)] == [
        "à l’instant", "il y a 5 min", "il y a 3 h", "il y a 3 j",
    ]  # fmt: skip
    assert FR.ago(None, NOW) == "jamais"
    assert FR.ago(NOW + MINUTE, NOW) == "à l’instant"  # a clock that runs ahead


def test_durations() -> None:
    assert [FR.minutes(minutes) for minutes in (0, 30, 60, 150)] == [
        "0\u00a0min", "30\u00a0min", "1\u00a0h", "2\u00a0h\u00a030\u00a0min",
    ]  # fmt: skip


def test_names_and_births() -> None:
    assert FR.name(WOMAN) == "MARTIN Alice"
    assert FR.name_in_full(WOMAN) == "MARTIN Alice (nom utilisé DUPONT)"
    assert FR.born(WOMAN, 65) == "née le 04\u2011juin\u20111961 (65\u00a0ans)"
    assert EN.born(WOMAN, 1) == "born 04\u2011Jun\u20111961 (1\u00a0year)"
    assert FR.numbers(WOMAN) == "IPP\u00a0000101"


def test_tall_man_letters_touch_nothing_else() -> None:
    assert FR.drug("cisplatine") == "CISplatine"
    assert FR.drug("Carboplatine, doxorubicine liposomale") == "CARBOplatine, DOXOrubicine liposomale"
    assert FR.drug("fluorouracile") == "fluorouracile"
    assert Format("fr", tall_man={"fluorouracile": "FLUOROuracile"}).drug("fluorouracile") == "FLUOROuracile"


def test_quantities_have_no_trailing_zero_and_their_unit_in_full() -> None:
    assert FR.quantity(Quantity("4000", Unit.MG)) == "4\u202f000\u00a0mg"
    assert FR.quantity(Quantity("0.5", Unit.UG)) == "0,5\u00a0microgramme"
    assert FR.quantity(None) == "non connu"
    assert FR.surface(Quantity("1.6755", Unit.M2)).startswith("1,68")


def test_text_from_elsewhere_keeps_numbers_with_their_units() -> None:
    assert FR.held("flacon de 20 mL à 5 mg/mL") == "flacon de 20\u00a0mL à 5\u00a0mg/\u2060mL"


def test_plurals_differ_between_the_languages() -> None:
    assert FR.count("ui.count.doses", 0) == "0 dose"
    assert EN.count("ui.count.doses", 0) == "0 doses"
    assert FR.count("ui.count.doses", 1200) == "1\u202f200 doses"


def test_texts_that_others_name() -> None:
    assert FR.known("no.such.text", "sinon") == "sinon"
    assert FR.block("no_such_code") == "Bloquée (no_such_code)."
    assert FR.block("newer_weight") in {FR("block.newer_weight"), FR("conflict.newer_weight")}


def test_searching_as_people_type() -> None:
    assert folded("Épirubicine Œuf") == "epirubicine oeuf"
    assert matches("mart ali", "MARTIN Alice")
    assert not matches("mart bob", "MARTIN Alice")
    assert matches("", "anything")
    assert listed(("a", "", "b")) == "a\u00a0· b"
