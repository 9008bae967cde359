"""Shapes of states, drawn; and glyphs of buttons, from the Material Design Icons font.

Shapes are ours because a state must be told by its outline alone, in black and white, at 14 pixels.
"""

from functools import cache

from fonticon_mdi7 import MDI7
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from ui.theme import Look, Palette, Shape

_OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "diamond": ((0.5, 0.02), (0.98, 0.5), (0.5, 0.98), (0.02, 0.5)),
    "triangle": ((0.5, 0.04), (0.98, 0.94), (0.02, 0.94)),
    "octagon": (
        (0.3, 0.02), (0.7, 0.02), (0.98, 0.3), (0.98, 0.7),
        (0.7, 0.98), (0.3, 0.98), (0.02, 0.7), (0.02, 0.3),
    ),
    "arrow": ((0.02, 0.32), (0.5, 0.32), (0.5, 0.06), (0.98, 0.5), (0.5, 0.94), (0.5, 0.68), (0.02, 0.68)),
}  # fmt: skip
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "tick": (((0.25, 0.53), (0.43, 0.72), (0.76, 0.31)),),
    "cross": (((0.3, 0.3), (0.7, 0.7)), ((0.7, 0.3), (0.3, 0.7))),
    "triangle": (((0.5, 0.38), (0.5, 0.64)), ((0.5, 0.78), (0.5, 0.8))),
    "dash": (((0.27, 0.5), (0.73, 0.5)),),
    "octagon": (((0.28, 0.5), (0.72, 0.5)),),
}
_IN_CIRCLE = {"tick", "cross", "dash"}


def paint_shape(painter: QPainter, box: QRectF, look: Look, palette: Palette) -> None:
    """Draw the shape of a state inside a square."""
    colour = QColor(palette.hues[look.hue])
    ink = QColor(palette.surface)
    line = max(1.4, box.width() / 8)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(
        QPen(colour, line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(colour if look.solid else Qt.BrushStyle.NoBrush)
    inner = box.adjusted(line / 2, line / 2, -line / 2, -line / 2)
    shape: Shape = look.shape
    if shape in _OUTLINES:
        painter.drawPolygon(_polygon(inner, _OUTLINES[shape]))
    elif shape in _IN_CIRCLE or shape in {"dot", "ring"}:
        painter.drawEllipse(inner)
    else:
        _SPECIAL[shape](painter, inner, colour, ink, line)
    if shape in _STROKES:
        painter.setPen(
            QPen(ink, line * 1.15, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        for stroke in _STROKES[shape]:
            painter.drawPolyline(_polygon(inner, stroke))
    painter.restore()


def _point(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.x() + x * box.width(), box.y() + y * box.height())


def _polygon(box: QRectF, points: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([_point(box, x, y) for x, y in points])


def _half(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del ink, line
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    painter.setBrush(colour)
    painter.drawChord(box, 90 * 16, 180 * 16)


def _bullseye(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del ink
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    painter.setBrush(colour)
    gap = box.width() * 0.3
    painter.setPen(QPen(colour, line / 2))
    painter.drawEllipse(box.adjusted(gap, gap, -gap, -gap))


def _square(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del colour, ink
    inset = line * 0.4
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), line, line)


def _pause(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del ink, line
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    width = box.width() * 0.3
    for left in (box.x() + box.width() * 0.1, box.x() + box.width() * 0.6):
        painter.drawRoundedRect(QRectF(left, box.y(), width, box.height()), 1.5, 1.5)


def _tray(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del ink, line
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_polygon(box, ((0.04, 0.55), (0.04, 0.96), (0.96, 0.96), (0.96, 0.55))))
    painter.setBrush(colour)
    painter.drawPolygon(
        _polygon(
            box,
            ((0.5, 0.7), (0.24, 0.38), (0.42, 0.38), (0.42, 0.04), (0.58, 0.04), (0.58, 0.38), (0.76, 0.38)),
        )
    )


def _split(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del colour, ink, line
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_polygon(box, ((0.5, 0.98), (0.5, 0.6), (0.08, 0.12))))
    painter.drawPolyline(_polygon(box, ((0.5, 0.6), (0.92, 0.12))))
    painter.drawPolyline(_polygon(box, ((0.05, 0.42), (0.08, 0.12), (0.36, 0.14))))
    painter.drawPolyline(_polygon(box, ((0.95, 0.42), (0.92, 0.12), (0.64, 0.14))))


def _link(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del ink
    if painter.brush().style() is Qt.BrushStyle.NoBrush:
        painter.setPen(QPen(colour, line, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width, height = box.width() * 0.56, box.height() * 0.5
    top = box.y() + box.height() * 0.25
    painter.drawRoundedRect(QRectF(box.x(), top, width, height), height / 2, height / 2)
    painter.drawRoundedRect(QRectF(box.right() - width, top, width, height), height / 2, height / 2)


def _gap(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del colour, ink, line
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath()
    path.arcMoveTo(box, 65)
    path.arcTo(box, 65, 230)
    painter.drawPath(path)
    painter.drawPolyline(_polygon(box, ((0.62, 0.4), (0.98, 0.6))))
    painter.drawPolyline(_polygon(box, ((0.98, 0.4), (0.62, 0.6))))


def _turn(painter: QPainter, box: QRectF, colour: QColor, ink: QColor, line: float) -> None:
    del ink, line
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath()
    path.moveTo(_point(box, 0.1, 0.95))
    path.quadTo(_point(box, 0.12, 0.35), _point(box, 0.66, 0.32))
    painter.drawPath(path)
    painter.setBrush(colour)
    painter.drawPolygon(_polygon(box, ((0.6, 0.06), (0.96, 0.32), (0.6, 0.58))))


_SPECIAL = {
    "half": _half,
    "bullseye": _bullseye,
    "square": _square,
    "pause": _pause,
    "tray": _tray,
    "split": _split,
    "link": _link,
    "gap": _gap,
    "turn": _turn,
}


def shape_pixmap(look: Look, palette: Palette, size: int, ratio: float = 2.0) -> QPixmap:
    """The shape of a state as a picture, sharp on screens of `ratio` pixels a point."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_shape(painter, QRectF(0.5, 0.5, size - 1, size - 1), look, palette)
    painter.end()
    return picture


@cache
def _glyph_family() -> str:
    identifier = QFontDatabase.addApplicationFont(MDI7.__font_file__)
    return QFontDatabase.applicationFontFamilies(identifier)[0]


def glyph(name: str, colour: str, size: int) -> QIcon:
    """A button's icon by its name in the set; an unknown name raises, in tests rather than on a ward."""
    character = str(getattr(MDI7, name))[-1]
    picture = QPixmap(QSize(size, size) * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    font = QFont(_glyph_family())
    font.setPixelSize(size)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, character)
    painter.end()
    return QIcon(picture)
