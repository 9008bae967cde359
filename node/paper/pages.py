"""Dealing blocks out to pages: shrink a little to fit one page, else go on on a second and say so.

Header and footer are blocks too and stand on every page with its number and the count of pages. What
cannot be cut and is taller than a page raises: paper never loses its end in silence.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from reportlab.pdfgen.canvas import Canvas

from node.paper.blocks import Block, Place
from node.paper.errors import TooTallError
from node.paper.style import Style, millimetres

Furniture: TypeAlias = Callable[[int, int], Block]
"""Header or footer of page n of N; its height may depend on n, not on N."""


@dataclass(frozen=True)
class Format:
    """Size and margins of a page or a label, in points."""

    width: float
    height: float
    margin_x: float
    margin_y: float

    @property
    def room_x(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin_x

    @property
    def room_y(self) -> float:
        """Height between the margins."""
        return self.height - 2 * self.margin_y


A4 = Format(millimetres(210), millimetres(297), millimetres(12), millimetres(10))
A4_LANDSCAPE = Format(millimetres(297), millimetres(210), millimetres(10), millimetres(9))


@dataclass(frozen=True)
class Composition:
    """What stands on the pages of one document, at one scale."""

    header: Furniture
    footer: Furniture
    body: tuple[Block, ...]
    tail: Block | None = None
    """Stands at the foot of the last page."""
    gap: float = 4.0
    """Points between two blocks."""


def deal(form: Format, plan: Composition) -> list[list[Block]]:
    """The blocks of each page, in order; raises `TooTallError` when one of them fits no page."""
    pages: list[list[Block]] = [[]]
    waiting = deque(plan.body)
    room = _room(form, plan, 1)
    while waiting:
        block = waiting.popleft()
        height = block.height(form.room_x)
        if height <= room:
            pages[-1].append(block)
            room -= height + plan.gap
            continue
        fresh = _room(form, plan, len(pages) + 1)
        halves = block.split(form.room_x, room) if block.flows or height > fresh else None
        if halves:
            pages[-1].append(halves[0])
            waiting.appendleft(halves[1])
        elif pages[-1]:
            waiting.appendleft(block)
        else:
            raise TooTallError
        pages.append([])
        room = _room(form, plan, len(pages))
    if plan.tail:
        need = plan.tail.height(form.room_x)
        if need > room:
            pages.append([])
            if need > _room(form, plan, len(pages)):
                raise TooTallError
    return pages


def _room(form: Format, plan: Composition, page: int) -> float:
    header = plan.header(page, page).height(form.room_x)
    footer = plan.footer(page, page).height(form.room_x)
    return form.room_y - header - footer - 2 * plan.gap


def fit(form: Format, compose: Callable[[Style], Composition], scales: Sequence[float]) -> "Fitted":
    """The composition at the largest scale at which it needs the fewest pages.

    The last scale is the smallest that reads well: beyond it, a second page is better than a loupe.
    """
    best: Fitted | None = None
    for scale in scales:
        plan = compose(Style(scale))
        try:
            fitted = Fitted(form, plan, deal(form, plan))
        except TooTallError:
            continue
        if best is None or len(fitted.pages) < len(best.pages):
            best = fitted
        if len(fitted.pages) == 1:
            break
    if best is None:
        raise TooTallError
    return best


@dataclass(frozen=True)
class Fitted:
    """A document dealt out to pages."""

    form: Format
    plan: Composition
    pages: list[list[Block]]

    def draw(self, pen: Canvas, index: int, left: float = 0.0, bottom: float = 0.0) -> None:
        """Draw page `index` with its lower left corner at this point of the canvas."""
        form, plan = self.form, self.plan
        x, width, count = left + form.margin_x, form.room_x, len(self.pages)
        top = bottom + form.height - form.margin_y
        header = plan.header(index + 1, count)
        own = header.height(width)
        header.draw(pen, Place(x, top, width, own))
        top -= own + plan.gap
        for block in self.pages[index]:
            own = block.height(width)
            block.draw(pen, Place(x, top, width, own))
            top -= own + plan.gap
        footer = plan.footer(index + 1, count)
        own = footer.height(width)
        foot = bottom + form.margin_y + own
        footer.draw(pen, Place(x, foot, width, own))
        if plan.tail and index == count - 1:
            own = plan.tail.height(width)
            plan.tail.draw(pen, Place(x, foot + plan.gap + own, width, own))


def print_pages(title: str, language: str, documents: Sequence[Fitted]) -> bytes:
    """One PDF of all pages of the documents, in order; nothing in it depends on when it is made."""
    first = documents[0].form
    buffer, pen = new_canvas(title, language, first.width, first.height)
    for document in documents:
        for index in range(len(document.pages)):
            pen.setPageSize((document.form.width, document.form.height))
            document.draw(pen, index)
            pen.showPage()
    pen.save()
    return buffer.getvalue()


def new_canvas(title: str, language: str, width: float, height: float) -> tuple[BytesIO, Canvas]:
    """An empty PDF in memory. Its properties name the kind of paper, never a patient."""
    buffer = BytesIO()
    pen = Canvas(buffer, pagesize=(width, height), invariant=1, pageCompression=1, lang=language)
    pen.setTitle(title)
    pen.setCreator("Veilleuse")
    return buffer, pen
