"""The validation: doses, the work, mentions, decisions with the primary one last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order
from ui.widgets.table import GridBlock


@pytest.mark.parametrize(
    ("person", "acts"),
    [
        (0, ["act_refuse", "act_hold", "act_validate"]),
        (1, ["act_revise", "act_defer", "act_go_ahead"]),
    ],
    ids=["pharmacist", "prescriber"],
)
def test_tab_goes_in_reading_order(qtbot: QtBot, person: int, acts: list[str]) -> None:
    """Through what this person may do, and nothing else."""
    desk = FakeDesk(person=person)
    view = opened(qtbot, of(0, 0, node=desk.node, screen="validation"), desk)
    assert tab_order(view) == ["doses", "work", "mention_uracilemia", *acts]


def test_the_table_takes_the_room_that_is_left(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, of(0, 0, node=desk.node, screen="validation"), desk)
    grid = view.block("doses")
    assert isinstance(grid, GridBlock)
    assert grid.height() > view.height() // 2 - 60
    assert grid.view.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
