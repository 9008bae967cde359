"""The look of every paper in one place: sizes, one accent colour, fields, boxes, warnings.

Sober and dense: labels are small and light, values heavier, boxes aligned on a grid. The accent is a
dark blue that prints as a dark grey; nothing is said by colour alone.
"""

from dataclasses import dataclass

from reportlab.lib.units import mm

from node.paper.blocks import Block, Box, Columns, Frame, Paragraph, Stack
from node.paper.fonts import Face
from node.paper.letters import INK, Colour, Span
from node.paper.marks import Tick, WritingLine
from node.paper.wording import NBSP

ACCENT: Colour = (0.07, 0.24, 0.42)
TINT: Colour = (0.925, 0.945, 0.965)
LINE: Colour = (0.6, 0.64, 0.69)
MUTED: Colour = (0.3, 0.33, 0.37)
WHITE: Colour = (1, 1, 1)
BLACK: Colour = (0, 0, 0)
LIGHT_BLUE: Colour = (0.72, 0.88, 1)
"""Background of "Attention – solution hypertonique" (R.5121-146-2)."""
RED: Colour = (1, 0.36, 0.32)
"""Background of "Respecter les doses prescrites" (R.5132-15), light enough for black letters."""


@dataclass(frozen=True)
class Style:
    """All sizes multiplied by `scale`, so that a full page may shrink a little before it overflows."""

    scale: float = 1.0

    def points(self, size: float) -> float:
        """A length or a size of letters at this scale."""
        return size * self.scale

    def say(self, text: str, size: float = 8.5, face: Face = Face.REGULAR, colour: Colour = INK) -> Span:
        """Letters at this scale."""
        return Span(text, size * self.scale, face, colour)

    def strong(self, text: str, size: float = 8.5, colour: Colour = INK) -> Span:
        """A value."""
        return self.say(text, size, Face.SEMIBOLD, colour)

    def bold(self, text: str, size: float = 8.5, colour: Colour = INK) -> Span:
        """What the eye must find first."""
        return self.say(text, size, Face.BOLD, colour)

    def label(self, text: str, size: float = 6.5) -> Span:
        """The name of a value, lighter and smaller than the value."""
        return self.say(text, size, Face.REGULAR, MUTED)

    def field(self, label: str, *value: Span | Block) -> Block:
        """A label above its value; without value, a line to write on."""
        blocks = [part for part in value if isinstance(part, Block)]
        spans = tuple(part for part in value if isinstance(part, Span))
        if spans:
            blocks.insert(0, Paragraph(spans))
        if not blocks:
            blocks.append(WritingLine(self.points(12)))
        return Stack((Paragraph((self.label(label),)), *blocks))

    def line_after(self, label: str) -> Block:
        """A label with a line to write on beside it."""
        words = self.label(label + NBSP)
        return Columns(
            (Paragraph((words,)), WritingLine(self.points(9))), (-(words.width + 1), 1), self.points(2)
        )

    def grid(self, cells: tuple[Block, ...], weights: tuple[float, ...] = ()) -> Columns:
        """Fields side by side."""
        return Columns(cells, weights, gap=self.points(6))

    def section(self, title: str, content: Block, continued: str = "", fill: Colour | None = None) -> Box:
        """A titled box; `continued` is appended to the title where the box goes on on the next page."""
        frame = Frame(LINE, fill, 0.5, self.points(5), self.points(3))
        return Box(content, frame, self._title(title), self._title(f"{title} {continued}".rstrip()))

    def _title(self, title: str) -> Block:
        return Box(
            Paragraph((self.strong(title, 7.2, ACCENT),)),
            Frame(pad_x=0, pad_y=self.points(0.6)),
        )

    def plain_box(self, content: Block, fill: Colour | None = None) -> Box:
        """A box without title."""
        return Box(content, Frame(LINE, fill, 0.5, self.points(5), self.points(3)))

    def black_band(self, text: str, size: float = 9) -> Box:
        """The strongest warning: white on black, the same on every printer."""
        frame = Frame(None, BLACK, 0, self.points(5), self.points(2.2))
        return Box(Paragraph((self.bold(text, size, WHITE),), align=0), frame)

    def outlined(self, text: str, size: float = 8.5) -> Box:
        """A notice in a heavy frame."""
        frame = Frame(BLACK, WHITE, 1.1, self.points(5), self.points(2))
        return Box(Paragraph((self.bold(text, size),), align=0), frame)

    def coloured(self, text: str, fill: Colour, size: float = 7) -> Box:
        """Bold black on a colour that the law names."""
        return Box(
            Paragraph((self.bold(text, size, BLACK),), align=0),
            Frame(BLACK, fill, 0.4, self.points(3), self.points(1.4)),
        )

    def ticked(self, text: str, done: bool = False, size: float = 8.5) -> Block:
        """A tick box before a line of text."""
        side = self.points(size)
        return Columns(
            (Tick(side * 0.9, done), Paragraph((self.say(text, size),))), (-side, 1), gap=self.points(3)
        )

    def numbered(self, index: int, text: str, size: float = 8.5) -> Block:
        """A step of work: its number, the step, a box to tick at the end of the line."""
        number = Paragraph((self.strong(str(index), size, ACCENT),), align=1)
        return Columns(
            (number, Paragraph((self.say(text, size),)), Tick(self.points(size) * 0.9, align=1)),
            (-self.points(10), 1, -self.points(10)),
            gap=self.points(4),
        )

    def bulleted(self, text: str, size: float = 8.5) -> Block:
        """A line of a list."""
        return Columns(
            (Paragraph((self.bold("•", size, ACCENT),)), Paragraph((self.say(text, size),))),
            (-self.points(5), 1),
            gap=self.points(3),
        )


def millimetres(length: float) -> float:
    """Points in so many millimetres."""
    points: float = length * mm
    return points
