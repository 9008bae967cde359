"""What is drawn rather than written: tick boxes, lines to write on, badges, shapes of states, 2D codes.

Shapes carry the meaning with their form, so that a black and white copy of a copy still reads.
"""

from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from node.paper.blocks import Block, Place
from node.paper.codes import modules
from node.paper.data import Shape
from node.paper.letters import INK, Colour

GREY: Colour = (0.45, 0.47, 0.5)


@dataclass(frozen=True)
class Tick(Block):
    """A square to tick, or already ticked."""

    side: float
    done: bool = False
    align: int = -1

    def height(self, _width: float, /) -> float:
        return self.side

    def draw(self, pen: Canvas, place: Place, /) -> None:
        x = place.x + (place.width - self.side) * (self.align + 1) / 2
        bottom = place.top - self.side
        pen.saveState()
        pen.setStrokeColorRGB(*INK)
        pen.setLineWidth(0.6)
        pen.rect(x, bottom, self.side, self.side)
        if self.done:
            pen.setLineWidth(self.side / 6)
            pen.setLineCap(1)
            path = pen.beginPath()
            path.moveTo(x + self.side * 0.2, bottom + self.side * 0.5)
            path.lineTo(x + self.side * 0.42, bottom + self.side * 0.24)
            path.lineTo(x + self.side * 0.82, bottom + self.side * 0.8)
            pen.drawPath(path)
        pen.restoreState()


@dataclass(frozen=True)
class WritingLine(Block):
    """Height to write in by hand, above a dotted line."""

    points: float

    def height(self, _width: float, /) -> float:
        return self.points

    def draw(self, pen: Canvas, place: Place, /) -> None:
        pen.saveState()
        pen.setStrokeColorRGB(*GREY)
        pen.setLineWidth(0.5)
        pen.setDash([0.6, 1.6])
        level = place.top - self.points + 1.5
        pen.line(place.x, level, place.x + place.width, level)
        pen.restoreState()


@dataclass(frozen=True)
class Rule(Block):
    """A horizontal line with a little air below."""

    colour: Colour
    weight: float = 0.5
    air: float = 0.0

    def height(self, _width: float, /) -> float:
        return self.weight + 2 * self.air

    def draw(self, pen: Canvas, place: Place, /) -> None:
        pen.saveState()
        pen.setStrokeColorRGB(*self.colour)
        pen.setLineWidth(self.weight)
        middle = place.top - self.air - self.weight / 2
        pen.line(place.x, middle, place.x + place.width, middle)
        pen.restoreState()


@dataclass(frozen=True)
class Code(Block):
    """A QR code with its quiet zone, as wide and high as `side`, at the right of its column."""

    text: str
    side: float
    align: int = 1

    def height(self, _width: float, /) -> float:
        return self.side

    def draw(self, pen: Canvas, place: Place, /) -> None:
        squares = modules(self.text)
        module = self.side / (len(squares) + 2 * _QUIET)
        left = place.x + (place.width - self.side) * (self.align + 1) / 2 + _QUIET * module
        path = pen.beginPath()
        for row, line in enumerate(squares):
            bottom = place.top - (_QUIET + row + 1) * module
            for first, last in _runs(line):
                path.rect(left + first * module, bottom, (last - first) * module, module)
        pen.saveState()
        pen.setFillColorRGB(0, 0, 0)
        pen.drawPath(path, stroke=0, fill=1)
        pen.restoreState()


_QUIET = 2
"""Modules of white kept around the code; the page around it is white as well."""


def _runs(line: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Each stretch of dark modules as (first, one past last)."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(line):
        if not dark:
            continue
        if runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs


@dataclass(frozen=True)
class StateMark(Block):
    """The shape of a state."""

    shape: Shape
    side: float

    def height(self, _width: float, /) -> float:
        return self.side

    def draw(self, pen: Canvas, place: Place, /) -> None:
        side, x, top = self.side, place.x, place.top
        bottom = top - side
        pen.saveState()
        pen.setFillColorRGB(*INK)
        pen.setStrokeColorRGB(*INK)
        pen.setLineWidth(side / 8)
        if self.shape in ("circle", "ring", "half"):
            inset = side / 16
            pen.circle(
                x + side / 2, bottom + side / 2, side / 2 - inset, stroke=1, fill=int(self.shape == "circle")
            )
            if self.shape == "half":
                pen.wedge(x + inset, bottom + inset, x + side - inset, top - inset, 90, 180, stroke=0, fill=1)
        else:
            path = pen.beginPath()
            for index, (along, up) in enumerate(_CORNERS[self.shape]):
                point = (x + along * side, bottom + up * side)
                path.lineTo(*point) if index else path.moveTo(*point)
            path.close()
            pen.drawPath(path, stroke=0, fill=1)
        pen.restoreState()


_CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "triangle": ((0, 0.05), (1, 0.05), (0.5, 1)),
    "bar": ((0, 0.35), (1, 0.35), (1, 0.65), (0, 0.65)),
    "cross": (
        (0.5, 0.32), (0.82, 0), (1, 0.18), (0.68, 0.5), (1, 0.82), (0.82, 1),
        (0.5, 0.68), (0.18, 1), (0, 0.82), (0.32, 0.5), (0, 0.18), (0.18, 0),
    ),
}  # fmt: skip
