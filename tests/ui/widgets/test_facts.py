"""Facts: labels beside values in one column, above them in several; prose in its size."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Fact, Facts, Mark, Prose
from ui.widgets.facts import FactsBlock, ProseBlock


def places(widget: FactsBlock) -> dict[str, tuple[int, int]]:
    found = {}
    for label in widget.findChildren(QLabel):
        if label.text():
            point = label.mapTo(widget, label.rect().topLeft())
            found[label.text()] = (point.x(), point.y())
    return found


def shown(qtbot: QtBot, block: Facts) -> FactsBlock:
    widget = FactsBlock(Recorder(), THEME)
    dressed(qtbot, widget, 600, 200)
    widget.draw(block, THEME)
    qtbot.wait(5)
    return widget


def test_one_column_puts_labels_on_the_left(qtbot: QtBot) -> None:
    at = places(shown(qtbot, Facts(key="f", facts=(Fact("Dose", "140 mg", "note"), Fact("Voie", "IV")))))
    assert at["Dose"][0] < at["140 mg"][0]
    assert at["140 mg"][1] < at["note"][1] < at["IV"][1]


def test_stacked_and_several_columns_put_them_above(qtbot: QtBot) -> None:
    stacked = places(shown(qtbot, Facts(key="f", stacked=True, facts=(Fact("Qui", "Quoi"),))))
    assert stacked["Qui"][1] < stacked["Quoi"][1]
    two = places(
        shown(
            qtbot, Facts(key="f", columns=2, facts=(Fact("A", "1"), Fact("B", "2", mark=Mark("given", ""))))
        )
    )
    assert two["A"][1] == two["B"][1]
    assert two["A"][0] < two["B"][0]


def test_no_facts_no_room(qtbot: QtBot) -> None:
    assert not shown(qtbot, Facts(key="f", title="T", facts=())).isVisible()


def test_prose(qtbot: QtBot) -> None:
    widget = ProseBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(Prose(key="p", text="Bonjour", role="heading"), THEME)
    qtbot.wait(5)
    (label,) = widget.findChildren(QLabel)
    assert (label.text(), label.property("role")) == ("Bonjour", "heading")
