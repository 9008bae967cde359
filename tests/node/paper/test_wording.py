"""Dates, durations, tall-man letters: one expected text each."""

from datetime import UTC, date, datetime

import pytest

from node.paper.data import TallMan
from node.paper.wording import Wording, tall, unbroken
from schema.quantity import Quantity, Unit

FR, EN = Wording("fr"), Wording("en")
TABLE = (TallMan("cisplatine", "CISplatine"), TallMan("doxorubicine", "DOXOrubicine"))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 21), "21 nov. 2026"),
        (date(2026, 6, 5), "05 juin 2026"),
        (date(2026, 7, 5), "05 juillet 2026"),
        (date(2026, 8, 1), "01 août 2026"),
        (date(2026, 2, 28), "28 févr. 2026"),
    ],
)
def test_dates_in_french(day: date, said: str) -> None:
    assert FR.date(day) == said.replace(" ", "\u00a0")


def test_an_instant_has_24_hours() -> None:
    moment = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
    assert FR.instant(moment).replace("\u00a0", " ") == "01 déc. 2026 à 00:05"
    assert EN.instant(moment).replace("\u00a0", " ") == "01 Dec 2026 at 00:05"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (30, "30 min"), (60, "1 h"), (90, "1 h 30 min"), (2760, "46 h")]
)
def test_durations(minutes: int, said: str) -> None:
    assert FR.minutes(minutes) == said.replace(" ", "\u00a0")


def test_an_unknown_amount_is_said_in_words() -> None:
    assert FR.amount_or_unknown(None) == "non connu"
    assert FR.amount_or_unknown(Quantity("72.5", Unit.MG)) == "72,5\u00a0mg"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cisplatine", "CISplatine"),
        ("Cisplatine (5 mg)", "CISplatine (5 mg)"),
        ("doxorubicine liposomale", "DOXOrubicine liposomale"),
        ("étoposide-cisplatine", "étoposide-CISplatine"),
        ("épidoxorubicine", "épidoxorubicine"),
    ],
)
def test_tall_man_letters_by_whole_word(name: str, shown: str) -> None:
    assert tall(name, TABLE) == shown


def test_grouped_numbers_stay_together() -> None:
    assert " " not in unbroken("01 02 03")


def test_an_unknown_text_shows_its_id() -> None:
    assert FR("no.such") == "paper.no.such"
