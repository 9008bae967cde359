"""A table whose header stands again on every page, and whose rows are never cut in two.

Columns share the width as in `Columns`; a cell is any block, so a row may hold tick boxes, shapes or lines
to write on.
"""

from dataclasses import dataclass, replace

from reportlab.pdfgen.canvas import Canvas

from node.paper.blocks import Block, Columns, Place
from node.paper.letters import Colour


@dataclass(frozen=True)
class Rows(Block):
    """Rows of cells under a header row, with light lines between."""

    header: tuple[Block, ...]
    rows: tuple[tuple[Block, ...], ...]
    weights: tuple[float, ...]
    line: Colour
    tint: Colour | None = None
    gap: float = 4.0
    pad: float = 2.0
    flows = True

    def _columns(self, cells: tuple[Block, ...]) -> Columns:
        return Columns(cells, self.weights, self.gap)

    def _row_height(self, cells: tuple[Block, ...], width: float) -> float:
        return self._columns(cells).height(width - 2 * self.pad) + 2 * self.pad

    def height(self, width: float, /) -> float:
        return sum(self._row_height(cells, width) for cells in (self.header, *self.rows))

    def draw(self, pen: Canvas, place: Place, /) -> None:
        x, top, width = place.x, place.top, place.width
        for index, cells in enumerate((self.header, *self.rows)):
            own = self._row_height(cells, width)
            pen.saveState()
            if index == 0 and self.tint:
                pen.setFillColorRGB(*self.tint)
                pen.rect(x, top - own, width, own, stroke=0, fill=1)
            pen.setStrokeColorRGB(*self.line)
            pen.setLineWidth(0.5)
            pen.line(x, top - own, x + width, top - own)
            pen.restoreState()
            inside = Place(x + self.pad, top - self.pad, width - 2 * self.pad, own - 2 * self.pad)
            self._columns(cells).draw(pen, inside)
            top -= own

    def split(self, width: float, room: float, /) -> tuple[Block, Block] | None:
        room -= self._row_height(self.header, width)
        fitting = 0
        for cells in self.rows:
            room -= self._row_height(cells, width)
            if room < 0:
                break
            fitting += 1
        if fitting in (0, len(self.rows)):
            return None
        return replace(self, rows=self.rows[:fitting]), replace(self, rows=self.rows[fitting:])
