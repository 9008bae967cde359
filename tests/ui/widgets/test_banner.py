"""The banner names the patient in full and is not there when there is none."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.fake_site import patients
from tests.ui.showing import THEME, dressed
from ui.format import Format
from ui.presenters import patient_shown
from ui.widgets.banner import Banner


def test_everything_fits_at_the_least_width(qtbot: QtBot) -> None:
    widget = Banner(THEME)
    dressed(qtbot, widget, 1090, 100)
    widget.draw(patient_shown.banner(Format("fr"), patients()[0].banner()), THEME)
    qtbot.wait(1)
    labels = [label for label in widget.findChildren(QLabel) if label.text()]
    assert {"EXEMPLE", "Marguerite", "pénicilline (urticaire)"} <= {label.text() for label in labels}
    for label in labels:
        right = label.mapTo(widget, label.rect().topRight()).x()
        assert right <= widget.width(), label.text()
        assert label.width() >= label.sizeHint().width(), label.text()


def test_nobody_no_banner(qtbot: QtBot) -> None:
    widget = Banner(THEME)
    dressed(qtbot, widget)
    widget.draw(None, THEME)
    assert not widget.isVisible()


def test_a_disputed_identity_is_loud(qtbot: QtBot) -> None:
    widget = Banner(THEME)
    dressed(qtbot, widget)
    banner = patient_shown.banner(Format("fr"), patients()[0].banner())
    widget.draw(type(banner)(**{**vars(banner), "warnings": ("Identité à vérifier",)}), THEME)
    assert "Identité à vérifier" in {label.text() for label in widget.findChildren(QLabel)}
