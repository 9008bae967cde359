"""What a lot shows: its line in the stock, whom a recall concerns."""

from __future__ import annotations

import pytest

from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import StockNode
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.lot import Lot


def screen(language: str = "fr") -> Screen:
    return Screen(Lot, Place("lot"), FakeDesk(StockNode(), language=language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_there(language: str) -> None:
    at = screen(language)
    for grid in ("lots", "bags", "lines", "remainders"):
        assert "ui." not in " ".join(at.rows(grid))
    assert "CISPLATINE FICTIVE" in at.rows("lots")[0]


def test_a_recalled_lot_names_its_bags_and_patients_and_leads_to_them() -> None:
    at = screen()
    assert "MARTIN Alice" in at.rows("bags")[0]
    assert "particules MED 26/A001" in at.notices("recalls")
    rows = at.block(Grid, "lots").rows
    assert [row.tone for row in rows] == ["alarm", "alarm", None]
    assert "\u22122" in at.rows("lots")[1]
    at.presenter.opened("bags", at.block(Grid, "bags").rows[0].id)
    assert at.desk.places[-1].screen == "course"
