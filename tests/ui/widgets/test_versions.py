"""Versions side by side, aligned line by line, differences marked by more than colour."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Side, Versions
from ui.widgets.versions import VersionsBlock


def test_two_versions_are_aligned_and_differences_are_bold(qtbot: QtBot) -> None:
    widget = VersionsBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    sides = (
        Side("1. Prescription", "Dr A, PUI-1", ("55 mg", "IV")),
        Side("2. Prescription", "Dr B, HDJ-1", ("40 mg", "IV ")),
    )
    widget.draw(Versions(key="v", labels=("Dose", "Voie"), sides=sides, differs=(True, False)), THEME)
    qtbot.wait(1)
    labels = {label.text(): label for label in widget.findChildren(QLabel) if label.text()}
    assert labels["55 mg"].property("role") == labels["40 mg"].property("role") == "differs"
    assert labels["IV"].property("role") == "same"
    assert (
        labels["55 mg"].mapTo(widget, labels["55 mg"].rect().topLeft()).y()
        == labels["40 mg"].mapTo(widget, labels["40 mg"].rect().topLeft()).y()
    )
    assert "Dr B, HDJ-1" in labels
