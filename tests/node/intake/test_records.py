"""Flat rows of the catalogue."""

from __future__ import annotations

from node.intake.records import Presentation, Shortage, Speciality, Strength, rows_of_speciality
from schema.quantity import Quantity, Unit

STRENGTH = Strength(
    "paclitaxel", "PACLITAXEL", Quantity("30", Unit.MG), Quantity("5", Unit.ML), Quantity("6", Unit.MG_PER_ML)
)


def speciality(*strengths: Strength, marketing: str = "Déclaration de commercialisation") -> Speciality:
    box = Presentation("3400957504151", "5750415", "1 flacon", "active", marketing, "oui", 1, strengths, None)
    return Speciality(
        "61174122", "PACLITAXEL", "solution", ("intraveineuse",), "active", "Commercialisée", "KABI",
        True, True, False, ("taxane",), (), (box, box),
    )  # fmt: skip


def test_a_row_a_presentation() -> None:
    rows = list(rows_of_speciality(speciality(STRENGTH)))
    assert len(rows) == 2
    assert rows[0].cip13 == "3400957504151"
    assert rows[0].substances == ("paclitaxel",)
    assert (rows[0].content, rows[0].volume, rows[0].concentration) == (
        STRENGTH.content,
        STRENGTH.volume,
        STRENGTH.concentration,
    )
    assert rows[0].marketed


def test_two_substances_have_no_single_strength() -> None:
    (row, _) = rows_of_speciality(speciality(STRENGTH, STRENGTH))
    assert row.content is None
    assert row.concentration is None
    assert row.volume == STRENGTH.volume


def test_no_substance_no_strength() -> None:
    (row, _) = rows_of_speciality(speciality(marketing="Déclaration d'arrêt de commercialisation"))
    assert row.content is None
    assert row.volume is None
    assert not row.marketed


def test_available_again_is_not_short() -> None:
    assert Shortage(1, "Rupture de stock", "2026-04-14", "2026-05-18", "").short
    assert not Shortage(4, "Remise à disposition", "2026-05-18", "2026-05-18", "2026-05-18").short
