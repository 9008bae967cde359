"""Pieces of a page that know their height, draw themselves, and can be cut where a cut is harmless.

A page is a list of blocks from top to bottom; `pages.py` deals them out. Lengths are points; places count
from the bottom left corner, as the drawing library does, and a block draws downward from `top`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace

from reportlab.pdfgen.canvas import Canvas

from node.paper.letters import Colour, Line, Span, break_lines, draw_line, widest_word

LEADING = 1.22
_ASCENT = 0.92
"""Where the baseline stands below a line's top, as a part of the letters' size."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of the page, at least as high as the block that draws in it."""

    x: float
    top: float
    width: float
    height: float


class Block(ABC):
    """Something as wide as it is told and as high as it needs."""

    flows = False
    """Whether it is cut wherever a page ends; other blocks only when they are taller than a page."""

    @abstractmethod
    def height(self, _width: float, /) -> float:
        """The natural height at this width."""

    @abstractmethod
    def draw(self, pen: Canvas, place: Place, /) -> None:
        """Draw in this place."""

    def split(self, _width: float, _room: float, /) -> "tuple[Block, Block] | None":
        """A part no higher than the room and the rest, or None when nothing may be cut off."""
        return None


@dataclass(frozen=True)
class Gap(Block):
    """Empty height."""

    points: float

    def height(self, _width: float, /) -> float:
        return self.points

    def draw(self, pen: Canvas, place: Place, /) -> None:
        pass


@dataclass(frozen=True)
class Paragraph(Block):
    """Spans broken into lines; `align` is -1 for left, 0 for centred, 1 for right."""

    spans: tuple[Span, ...]
    align: int = -1
    leading: float = LEADING
    least: float = 1.0
    """The letters may shrink to this factor to keep the longest word in one piece."""
    _known: dict[float, "_Lines"] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Lines by width: a block is measured several times before it is drawn."""

    def height(self, width: float, /) -> float:
        return self._broken(width).height(width)

    def draw(self, pen: Canvas, place: Place, /) -> None:
        self._broken(place.width).draw(pen, place)

    def split(self, width: float, room: float, /) -> tuple[Block, Block] | None:
        return self._broken(width).split(width, room)

    def _broken(self, width: float) -> "_Lines":
        if width not in self._known:
            self._known[width] = self._break(width)
        return self._known[width]

    def _break(self, width: float) -> "_Lines":
        spans = self.spans
        if self.least < 1:
            factor = max(self.least, min(1.0, width / max(widest_word(spans), 1.0)))
            spans = tuple(replace(span, size=span.size * factor) for span in spans)
        return _Lines(tuple(break_lines(spans, width)), self.align, self.leading)


@dataclass(frozen=True)
class _Lines(Block):
    """A paragraph, or a part of one, already broken into lines."""

    lines: tuple[Line, ...]
    align: int
    leading: float

    def height(self, _width: float, /) -> float:
        return sum(line.size * self.leading for line in self.lines)

    def draw(self, pen: Canvas, place: Place, /) -> None:
        top = place.top
        for line in self.lines:
            indent = (place.width - line.width) * (self.align + 1) / 2
            draw_line(pen, line, place.x + indent, top - line.size * _ASCENT)
            top -= line.size * self.leading

    def split(self, _width: float, room: float, /) -> tuple[Block, Block] | None:
        fitting = 0
        for line in self.lines:
            room -= line.size * self.leading
            if room < 0:
                break
            fitting += 1
        if fitting in (0, len(self.lines)):
            return None
        return replace(self, lines=self.lines[:fitting]), replace(self, lines=self.lines[fitting:])


@dataclass(frozen=True)
class Stack(Block):
    """Blocks one below the other; may be cut between two of them, or inside one that allows it."""

    parts: tuple[Block, ...]
    gap: float = 0.0
    stretch: bool = False
    """The last part takes all height that is left."""

    def height(self, width: float, /) -> float:
        return sum(part.height(width) for part in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def draw(self, pen: Canvas, place: Place, /) -> None:
        top = place.top
        for part in self.parts:
            own = part.height(place.width)
            if self.stretch and part is self.parts[-1]:
                own = place.height - (place.top - top)
            part.draw(pen, Place(place.x, top, place.width, own))
            top -= own + self.gap

    def split(self, width: float, room: float, /) -> tuple[Block, Block] | None:
        for index, part in enumerate(self.parts):
            own = part.height(width)
            if own <= room:
                room -= own + self.gap
                continue
            halves = part.split(width, room) or ()
            kept, rest = (
                (*self.parts[:index], *halves[:1]),
                (*halves[1:], *self.parts[index + bool(halves) :]),
            )
            return (replace(self, parts=kept), replace(self, parts=rest)) if kept else None
        return None


@dataclass(frozen=True)
class Columns(Block):
    """Blocks side by side, all drawn as high as the highest.

    A positive weight is a share of the free width, a negative one a width in points.
    """

    parts: tuple[Block, ...]
    weights: tuple[float, ...] = ()
    gap: float = 0.0

    def widths(self, width: float) -> list[float]:
        """Width of each column."""
        weights = self.weights or (1,) * len(self.parts)
        fixed = sum(-weight for weight in weights if weight < 0)
        shares = sum(weight for weight in weights if weight > 0)
        free = width - fixed - self.gap * (len(weights) - 1)
        return [-weight if weight < 0 else free * weight / shares for weight in weights]

    def height(self, width: float, /) -> float:
        return max(part.height(own) for part, own in zip(self.parts, self.widths(width), strict=True))

    def draw(self, pen: Canvas, place: Place, /) -> None:
        x = place.x
        for part, own in zip(self.parts, self.widths(place.width), strict=True):
            part.draw(pen, Place(x, place.top, own, place.height))
            x += own + self.gap

    def split(self, width: float, room: float, /) -> tuple[Block, Block] | None:
        first: list[Block] = []
        second: list[Block] = []
        for part, own in zip(self.parts, self.widths(width), strict=True):
            halves = (part, Gap(0)) if part.height(own) <= room else part.split(own, room)
            if halves is None:
                return None
            first.append(halves[0])
            second.append(halves[1])
        return replace(self, parts=tuple(first)), replace(self, parts=tuple(second))


@dataclass(frozen=True)
class Frame:
    """How a box looks: line and fill colour (None for none), line width, inner margins, dashes."""

    line: Colour | None = None
    fill: Colour | None = None
    weight: float = 0.5
    pad_x: float = 4.0
    pad_y: float = 3.0
    dash: tuple[float, ...] = ()

    def draw(self, pen: Canvas, place: Place) -> None:
        """Draw the frame around this place."""
        if not (self.fill or self.line):
            return
        pen.saveState()
        if self.fill:
            pen.setFillColorRGB(*self.fill)
        if self.line:
            pen.setStrokeColorRGB(*self.line)
            pen.setLineWidth(self.weight)
            pen.setDash(list(self.dash))
        stroke, fill = int(self.line is not None), int(self.fill is not None)
        pen.rect(place.x, place.top - place.height, place.width, place.height, stroke=stroke, fill=fill)
        pen.restoreState()


@dataclass(frozen=True)
class Box(Block):
    """Content inside a frame, under an optional title that stands again where the box goes on."""

    content: Block
    frame: Frame = field(default_factory=Frame)
    title: Block | None = None
    continued: Block | None = None
    """The title on later pages; None for the same one."""
    least: float = 0.0
    """Natural height at least."""

    def height(self, width: float, /) -> float:
        inner = width - 2 * self.frame.pad_x
        return max(self.least, self.content.height(inner) + self._around(inner))

    def draw(self, pen: Canvas, place: Place, /) -> None:
        self.frame.draw(pen, place)
        x, top = place.x + self.frame.pad_x, place.top - self.frame.pad_y
        inner, left = place.width - 2 * self.frame.pad_x, place.height - 2 * self.frame.pad_y
        if self.title:
            own = self.title.height(inner)
            self.title.draw(pen, Place(x, top, inner, own))
            top, left = top - own, left - own
        self.content.draw(pen, Place(x, top, inner, left))

    def split(self, width: float, room: float, /) -> tuple[Block, Block] | None:
        inner = width - 2 * self.frame.pad_x
        halves = self.content.split(inner, room - self._around(inner))
        if halves is None:
            return None
        rest = replace(self, content=halves[1], title=self.continued or self.title, least=0.0)
        return replace(self, content=halves[0], least=0.0), rest

    def _around(self, inner: float) -> float:
        return (self.title.height(inner) if self.title else 0.0) + 2 * self.frame.pad_y
