"""Runs of letters and how they break into lines: only between words, and nothing is ever left out.

A no-break space holds its neighbours together, as between a dose and its unit. One word wider than the
whole line is the only thing that breaks inside, since losing its end would be worse.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas

from node.paper.fonts import Face, font_name, printable, width

Colour = tuple[float, float, float]
"""Red, green, blue, each from 0 to 1."""

_BEFORE_UNIT = re.compile(r"(?<=[0-9]) (?=(?:mg|g|kg|µg|mL|L|h|min|UI|unités|cm|mm|µm|%|°C)(?:\W|$))")
"""A space that stands between a number and its unit in a text that people typed."""

_SLACK = 0.01
"""Points: sums of widths differ in the last digit with the order of adding."""

INK: Colour = (0.08, 0.08, 0.1)


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of one face, size (points) and colour."""

    text: str
    size: float
    face: Face = Face.REGULAR
    colour: Colour = INK

    @property
    def width(self) -> float:
        return width(self.text, self.face, self.size)


@dataclass(frozen=True, slots=True)
class Line:
    """Spans that stand on one line."""

    spans: tuple[Span, ...]

    @property
    def width(self) -> float:
        return sum(span.width for span in self.spans)

    @property
    def size(self) -> float:
        return max(span.size for span in self.spans)


def break_lines(spans: Iterable[Span], room: float) -> list[Line]:
    """The spans on as many lines of this width as they need."""
    lines: list[Line] = []
    current: list[Span] = []
    used = 0.0
    for word, gap in _words(spans):
        for index, piece in enumerate(_fitting(word, room)):
            before = gap if current and not index else None
            space = before.width if before else 0.0
            length = sum(span.width for span in piece)
            if current and used + space + length > room + _SLACK:
                lines.append(Line(_merged(current)))
                current, used = [], 0.0
            elif before:
                current.append(before)
                used += space
            current.extend(piece)
            used += length
    if current:
        lines.append(Line(_merged(current)))
    return lines


def widest_word(spans: Iterable[Span]) -> float:
    """Width of the widest stretch that should stay on one line."""
    return max((sum(span.width for span in word) for word, _ in _words(spans)), default=0.0)


def draw_line(pen: Canvas, line: Line, x: float, baseline: float) -> None:
    """Draw the line from x on, its letters standing on the baseline."""
    for span in line.spans:
        pen.setFillColorRGB(*span.colour)
        pen.setFont(font_name(span.face), span.size)
        pen.drawString(x, baseline, span.text)
        x += span.width


def _words(spans: Iterable[Span]) -> Iterable[tuple[list[Span], Span | None]]:
    """Each word (it may change face in the middle) with the space that came before it."""
    word: list[Span] = []
    gap: Span | None = None
    for span in spans:
        held = _BEFORE_UNIT.sub("\u00a0", printable(span.text, span.face))
        for piece in re.split("( +)", held):
            if piece.startswith(" "):
                if word:
                    yield word, gap
                    word = []
                gap = replace(span, text=piece)
            elif piece:
                word.append(replace(span, text=piece))
    if word:
        yield word, gap


def _fitting(word: list[Span], room: float) -> Iterable[list[Span]]:
    """The word itself; when it is wider than a whole line, its parts up to a hyphen, else its letters."""
    if sum(span.width for span in word) <= room + _SLACK:
        yield word
        return
    piece: list[Span] = []
    used = 0.0
    for part in _parts(word, room):
        length = sum(span.width for span in part)
        if piece and used + length > room + _SLACK:
            yield list(_merged(piece))
            piece, used = [], 0.0
        piece.extend(part)
        used += length
    yield list(_merged(piece))


def _parts(word: list[Span], room: float) -> Iterable[list[Span]]:
    """The word cut after its hyphens, and into letters where even that is too wide."""
    letters = [replace(span, text=character) for span in word for character in span.text]
    ends = [index + 1 for index, letter in enumerate(letters) if letter.text == "-"]
    for first, last in pairwise((0, *ends, len(letters))):
        part = letters[first:last]
        if sum(letter.width for letter in part) <= room:
            yield part
        else:
            yield from ([letter] for letter in part)


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Neighbours of one look joined, so that the text can be found and copied in one piece."""
    merged: list[Span] = []
    for span in spans:
        if merged and replace(merged[-1], text="") == replace(span, text=""):
            merged[-1] = replace(span, text=merged[-1].text + span.text)
        else:
            merged.append(span)
    return tuple(merged)
