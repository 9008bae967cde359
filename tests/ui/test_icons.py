"""Shapes are told apart by their outline alone; every icon named in the code is in the set."""

from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.tree import ROOT, python_sources
from ui.icons import glyph, shape_pixmap
from ui.theme import DARK, LIGHT, STATES, UNKNOWN, Look, Shape

_NAMED = re.compile(r'icon="(\w+)"|glyph\("(\w+)"|"(\w+_outline|pill|source_branch_remove)"\)')


def silhouette(look: Look) -> bytes:
    """Where there is ink, whatever its colour."""
    picture = shape_pixmap(look, LIGHT, 16).toImage().convertToFormat(QImage.Format.Format_Alpha8)
    return bytes(picture.constBits())


def inside(look: Look) -> bytes:
    """The picture in grey, for shapes that differ by what is drawn inside."""
    picture = shape_pixmap(Look(look.shape, "grey", look.solid), LIGHT, 16).toImage()
    return bytes(picture.convertToFormat(QImage.Format.Format_Grayscale8).constBits()) + silhouette(look)


def test_every_shape_can_be_drawn(qtbot: QtBot) -> None:
    del qtbot
    for kind, look in STATES.items():
        assert any(silhouette(look)), kind
        assert not shape_pixmap(look, DARK, 16).isNull()


def test_two_shapes_are_never_the_same_picture(qtbot: QtBot) -> None:
    del qtbot
    looks = {(look.shape, look.solid): look for look in (*STATES.values(), UNKNOWN)}
    for (one, first), (other, second) in itertools.combinations(looks.items(), 2):
        a, b = inside(first), inside(second)
        differing = sum(abs(x - y) > 60 for x, y in zip(a, b, strict=True))
        assert differing > 12, (one, other)


def test_all_shapes_are_used() -> None:
    assert {look.shape for look in STATES.values()} >= set(Shape.__args__) - {"gap"}  # type: ignore[attr-defined]  # a Literal


def icons_named() -> list[str]:
    found: set[str] = set()
    for path in python_sources("ui"):
        for match in _NAMED.finditer((ROOT / path).read_text(encoding="utf-8")):
            found.update(name for name in match.groups() if name)
    return sorted(found)


@pytest.mark.parametrize("name", icons_named())
def test_every_icon_named_is_in_the_set(qtbot: QtBot, name: str) -> None:
    del qtbot
    assert not glyph(name, "#000000", 16).isNull()


def test_there_are_icons_and_an_unknown_one_raises(qtbot: QtBot) -> None:
    del qtbot
    assert "printer_outline" in icons_named()
    with pytest.raises(AttributeError):
        glyph("no_such_icon", "#000000", 16)
