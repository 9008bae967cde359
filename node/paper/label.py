"""The bag's label, 100 × 70 mm: identity, drug and dose large, then everything the law lists.

It shrinks to a bound that is still read at arm's length; what does not fit goes on on a second label that
repeats who, what and the code, and says 2/2. A4 sheets hold the same labels for office printers.
"""

from node.paper.blocks import Block, Columns, Paragraph, Stack
from node.paper.codes import CodeKind, write_code
from node.paper.errors import BadGridError, BadStartError
from node.paper.furniture import born, full_name, ipp, notices, print_line
from node.paper.label_data import BagLabel, LabelSheet, SheetGrid
from node.paper.letters import INK
from node.paper.marks import Code, Rule
from node.paper.pages import Composition, Fitted, Format, fit, new_canvas, print_pages
from node.paper.require import require
from node.paper.style import LIGHT_BLUE, RED, WHITE, Style, millimetres
from node.paper.wording import NBSP, Wording, tall

LABEL = Format(millimetres(100), millimetres(70), millimetres(2.5), millimetres(2))
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)
"""From 7-point text down to 5.6, drug and dose from 13 down to 10.4."""

_CODE_SIDE = millimetres(16)


def render_label(data: BagLabel, language: str) -> bytes:
    """The label alone on its page; raises `MissingFieldError` for the first mandatory datum absent."""
    words = Wording(language)
    return print_pages(words("label.title"), language, (_fitted(data, words),))


def render_label_sheet(data: LabelSheet, language: str) -> bytes:
    """The labels on A4 sheets from `start` on.

    Raises `BadStartError` when the sheet has no such place, `BadGridError` when labels would overlap or
    leave the page, `MissingFieldError` for the first mandatory datum absent from any of them.
    """
    words = Wording(language)
    require(data)
    grid = data.grid
    if not _holds_labels(grid):
        raise BadGridError
    places = grid.columns * grid.rows
    if not 1 <= data.start <= places:
        raise BadStartError(data.start, places)
    width, height = millimetres(210), millimetres(297)
    buffer, pen = new_canvas(words("label.title"), language, width, height)
    fitted = [_fitted(label, words) for label in data.labels]
    parts = [(one, index) for one in fitted for index in range(len(one.pages))]
    for number, (one, index) in enumerate(parts, data.start - 1):
        if number >= places and number % places == 0:
            pen.showPage()
        row, column = divmod(number % places, grid.columns)
        left = grid.left + column * (grid.label_width + grid.gap_x)
        top = grid.top + row * (grid.label_height + grid.gap_y)
        spare_x = (millimetres(grid.label_width) / 10 - LABEL.width) / 2
        spare_y = (millimetres(grid.label_height) / 10 - LABEL.height) / 2
        upper = height - millimetres(top) / 10 - spare_y
        one.draw(pen, index, millimetres(left) / 10 + spare_x, upper - LABEL.height)
    pen.save()
    return buffer.getvalue()


def _holds_labels(grid: SheetGrid) -> bool:
    right = grid.left + grid.columns * (grid.label_width + grid.gap_x) - grid.gap_x
    bottom = grid.top + grid.rows * (grid.label_height + grid.gap_y) - grid.gap_y
    large_enough = grid.label_width >= 1000 and grid.label_height >= 700
    on_the_page = min(grid.left, grid.top, grid.gap_x, grid.gap_y) >= 0 and right <= 2100 and bottom <= 2970
    return large_enough and on_the_page and grid.columns > 0 and grid.rows > 0


def _fitted(data: BagLabel, words: Wording) -> Fitted:
    require(data)
    return fit(LABEL, lambda style: _LabelComposer(data, words, style).composition(), SCALES)


class _LabelComposer:
    """Builds the blocks of one label at one scale."""

    def __init__(self, data: BagLabel, words: Wording, style: Style) -> None:
        self.data, self.words, self.style = data, words, style

    def composition(self) -> Composition:
        data, words, style = self.data, self.words, self.style
        body: list[Block] = [
            self._drug(),
            *self._fatal(),
            self._composition(),
            self._administration(),
        ]
        if data.hypertonic:
            body.append(style.coloured(words("hypertonic"), LIGHT_BLUE, 7.5))
        body.append(self._traceability())
        if data.cautions:
            body.append(Paragraph((style.strong(" · ".join(data.cautions), 6.5),)))
        body.append(self._legal())
        return Composition(header=self._header, footer=self._footer, body=tuple(body), gap=style.points(1.6))

    def _header(self, page: int, _pages: int) -> Block:
        data, words, style = self.data, self.words, self.style
        pharmacy = Paragraph(
            (
                style.strong(data.pharmacy.name, 6.2),
                style.say("  " + words.listed(data.pharmacy.address), 6.2),
            )
        )
        regimen = words(
            "label.regimen",
            regimen=data.regimen.name,
            cycle=str(data.regimen.cycle),
            day=str(data.regimen.day),
        )
        identity = Stack(
            (
                pharmacy,
                Paragraph((style.bold(full_name(data.patient), 12),), leading=1.1, least=0.6),
                Paragraph(
                    (
                        style.strong(born(words, data.patient, data.printing), 7.5),
                        style.strong("   " + ipp(words, data.patient), 7.5),
                    )
                ),
                Paragraph((style.strong(data.patient.ward, 7.2), style.say("   " + regimen, 7.2))),
            )
        )
        blocks = list(
            notices(
                words,
                style,
                data.printing,
                illustrative=data.regimen.illustrative,
                identity_to_check=data.patient.identity_to_check,
                size=6.5,
            )
        )
        blocks.append(
            Columns((identity, Code(write_code(CodeKind.BAG, data.bag), _CODE_SIDE)), (1, -_CODE_SIDE), 4)
        )
        blocks.append(Rule(INK, 0.8, 0.6))
        if page > 1:
            # The second label is read alone: it says what it goes on about.
            name = tall(data.designation, data.tall_man) + "  "
            blocks.append(
                Paragraph(
                    (
                        style.bold(name, 9),
                        style.bold(words.amount(data.strength) + " ", 9),
                        style.say(words("continued"), 7),
                    )
                )
            )
            blocks += self._fatal()
        return Stack(tuple(blocks), gap=style.points(0.8))

    def _fatal(self) -> list[Block]:
        if not self.data.fatal_by_other_routes:
            return []
        return [self.style.black_band(self.words("fatal_by_other_routes"), 7.8)]

    def _drug(self) -> Block:
        data, words, style = self.data, self.words, self.style
        form = [data.form, *([data.recipients] if data.recipients else [])]
        return Columns(
            (
                Stack(
                    (
                        Paragraph(
                            (style.bold(tall(data.designation, data.tall_man), 15),), leading=1.08, least=0.6
                        ),
                        Paragraph((style.say(words.listed(form), 7),)),
                    )
                ),
                Paragraph((style.bold(words.amount(data.strength), 15),), align=1, leading=1.08),
            ),
            (1.9, 1),
            gap=style.points(4),
        )

    def _composition(self) -> Block:
        data, words, style = self.data, self.words, self.style
        lines: list[Block] = [
            Paragraph(
                (
                    style.strong(tall(item.name, data.tall_man) + " ", 7.5),
                    style.strong(
                        words(
                            "label.substance",
                            total=words.amount(item.total),
                            volume=words.amount(data.total_volume),
                            concentration=words.amount(item.concentration),
                        ),
                        7.5,
                    ),
                )
            )
            for item in data.substances
        ]
        lines.append(
            Paragraph(
                (
                    style.label(words("excipients") + " ", 6.2),
                    style.say(words.listed(data.excipients), 6.2),
                )
            )
        )
        return Stack(tuple(lines))

    def _administration(self) -> Block:
        data, words, style = self.data, self.words, self.style
        parts = [data.method]
        if data.duration_minutes is not None:
            parts.append(words("during", duration=words.minutes(data.duration_minutes)))
        if data.rate:
            parts.append(words("rate.inline", rate=words.amount(data.rate)))
        return Paragraph((style.bold(data.route + NBSP + "– ", 8.5), style.strong(words.listed(parts), 8.5)))

    def _traceability(self) -> Block:
        data, words, style = self.data, self.words, self.style
        made: tuple[Block, ...] = ()
        if data.made_at:
            made = (style.field(words("made_at"), style.strong(words.instant(data.made_at), 7)),)
        cells = (
            style.field(words("register_number"), style.bold(data.register_number, 7.5)),
            style.field(words("lot_number"), style.bold(data.lot_number, 7.5)),
            *made,
            style.field(words("use_by"), style.bold(words.instant(data.use_by), 8)),
        )
        storage = Paragraph((style.label(words("storage") + " ", 6.5), style.strong(data.storage, 7)))
        weights = (1.1, 1.1, 1.25, 1.4) if made else (1.1, 1.1, 1.4)
        return Stack((Columns(cells, weights, gap=style.points(4)), storage))

    def _legal(self) -> Block:
        words, style = self.words, self.style
        return Columns(
            (
                style.coloured(words("respect_doses"), RED, 6.8),
                style.coloured(words("prescription_only"), WHITE, 6.8),
            ),
            gap=style.points(4),
        )

    def _footer(self, page: int, pages: int) -> Block:
        words, style, printing = self.words, self.style, self.data.printing
        number = words("label.part", page=str(page), pages=str(pages)) if pages > 1 else f"{page}/{pages}"
        line = f"{print_line(words, printing)} · {words('witness', witness=printing.witness)}"
        return Columns(
            (
                Paragraph((style.say(line, 5.6),)),
                Paragraph((style.strong(number, 6.5),), align=1),
            ),
            (1, -style.points(40) if pages > 1 else -style.points(14)),
            gap=2,
        )
