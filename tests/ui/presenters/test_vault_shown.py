"""A vault shows its balances and every line, those that wait or were found later marked."""

from __future__ import annotations

import pytest

from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import MORPHINE, StockNode
from ui.format import Format
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.narcotics import Narcotics


def screen(language: str = "fr") -> Screen:
    return Screen(Narcotics, Place("narcotics"), FakeDesk(StockNode(), language=language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_there(language: str) -> None:
    at = screen(language)
    for grid in ("balances", "lines"):
        assert "ui." not in " ".join(at.rows(grid))
        assert Format(language).held(MORPHINE) in at.rows(grid)[0]
    assert [row.tone for row in at.block(Grid, "lines").rows] == ["alarm", "warning", None, None]
