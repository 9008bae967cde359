"""The manufacturing sheet: A4 portrait, one preparation, to be worked with, signed and filed.

Top to bottom in the order of the work: whose, what, why this dose, from what, how, by when, who. The
foot of the last page holds the signatures and the place of the label specimen.
"""

from collections.abc import Iterable
from datetime import datetime

from node.paper.blocks import Block, Box, Columns, Frame, Gap, Paragraph, Stack
from node.paper.codes import CodeKind, write_code
from node.paper.errors import MissingFieldError
from node.paper.furniture import measures, notices, page_footer, page_header, patient_banner, prescriber_field
from node.paper.letters import Span
from node.paper.pages import A4, Composition, Fitted, fit, print_pages
from node.paper.require import require
from node.paper.sheet_data import Hand, Sheet
from node.paper.sheet_tables import materials_table, work_shown
from node.paper.style import ACCENT, BLACK, LINE, TINT, Style, millimetres
from node.paper.wording import NBSP, Wording, tall

SCALES = (1.0, 0.96, 0.92, 0.88, 0.85)
"""From 8.5-point text down to 7.2: smaller is not read in an isolator."""


def render_sheet(data: Sheet, language: str) -> bytes:
    """The sheet as PDF; raises `MissingFieldError` for the first mandatory datum that is absent."""
    return render_sheets((data,), language)


def render_sheets(sheets: Iterable[Sheet], language: str) -> bytes:
    """Many sheets (one at least) in one file, each from a fresh page: "print everything now"."""
    words = Wording(language)
    fitted = [_fitted(sheet, words) for sheet in sheets]
    if not fitted:
        raise MissingFieldError("sheets")
    return print_pages(words("sheet.title"), language, fitted)


def _fitted(data: Sheet, words: Wording) -> Fitted:
    require(data)
    return fit(A4, lambda style: _SheetComposer(data, words, style).composition(), SCALES)


class _SheetComposer:
    """Builds the blocks of one sheet at one scale."""

    def __init__(self, data: Sheet, words: Wording, style: Style) -> None:
        self.data, self.words, self.style = data, words, style

    def composition(self) -> Composition:
        data, words, style = self.data, self.words, self.style
        body = [
            self._prescription(),
            self._drug(),
            *self._fatal(),
            *self._derogations(),
            work_shown(data, words, style),
            materials_table(data, words, style),
            self._result(),
            self._work_and_dates(),
        ]
        return Composition(
            header=self._header,
            footer=lambda page, pages: page_footer(words, style, data.printing, page, pages),
            body=tuple(body),
            tail=self._foot(),
            gap=style.points(3.5),
        )

    def _header(self, page: int, _pages: int) -> Block:
        data, words, style = self.data, self.words, self.style
        title = words("sheet.title") if page == 1 else words("sheet.title.continued")
        header = page_header(
            words,
            style,
            data.pharmacy,
            title,
            words("register_number") + NBSP + data.register_number,
            write_code(CodeKind.BAG, data.bag),
            notices(
                words,
                style,
                data.printing,
                illustrative=data.regimen.illustrative,
                identity_to_check=data.patient.identity_to_check,
                set_aside=data.set_aside,
            ),
        )
        banner = patient_banner(words, style, data.patient, data.printing, registered=True)
        blocks: list[Block] = [header, banner]
        if page > 1:
            # A second page is worked with alone: it says again what it is about.
            name = tall(data.drug, data.tall_man)
            said = f"{name}   {words.amount(data.dose)}   {data.route}"
            blocks += [Paragraph((style.bold(said, 11),)), *self._fatal()]
        return Stack(tuple(blocks), gap=style.points(3))

    def _fatal(self) -> list[Block]:
        if not self.data.fatal_by_other_routes:
            return []
        return [self.style.black_band(self.words("fatal_by_other_routes"), 10)]

    def _prescription(self) -> Block:
        data, words, style = self.data, self.words, self.style
        first = style.grid(
            (
                style.field(words("regimen"), *regimen_spans(self.data, words, style)),
                style.field(words("cycle"), style.bold(str(data.regimen.cycle), 10)),
                style.field(words("day"), style.bold(words("day.number", day=str(data.regimen.day)), 10)),
                prescriber_field(words, style, data.prescriber),
            ),
            (2.1, 0.45, 0.45, 2.6),
        )
        second = style.grid(
            (
                *measures(words, style, data.patient),
                style.field(
                    words("previous_dose"),
                    style.strong(
                        words.amount(data.previous_dose)
                        if data.previous_dose
                        else words("previous_dose.none")
                    ),
                ),
            )
        )
        lines = [
            style.ticked(
                words("statement", what=item.what, person=item.person, instant=words.instant(item.at)),
                done=True,
                size=7.8,
            )
            for item in data.statements
        ]
        pairs = [Columns((*lines[at : at + 2], Gap(0))[:2], gap=6) for at in range(0, len(lines), 2)]
        content = Stack((first, second, *pairs), gap=style.points(2))
        return style.section(words("sheet.prescription"), content, words("continued"))

    def _drug(self) -> Block:
        data, words, style = self.data, self.words, self.style
        name = Stack(
            (
                Paragraph((style.label(words("drug")),)),
                Paragraph((style.bold(tall(data.drug, data.tall_man), 15),), leading=1.12, least=0.6),
                Paragraph((style.say(data.form, 8.5),)),
            )
        )
        return Box(
            Columns(
                (
                    name,
                    style.field(words("dose"), style.bold(words.amount(data.dose), 15)),
                    style.field(words("route"), style.bold(data.route, 11)),
                ),
                (2, 1, 1.1),
                gap=style.points(8),
            ),
            Frame(ACCENT, None, 1.3, style.points(5), style.points(3)),
        )

    def _derogations(self) -> list[Block]:
        data, words, style = self.data, self.words, self.style
        if not data.derogations:
            return []
        lines = [
            Paragraph(
                (
                    style.bold(item.what + NBSP + "– ", 8.5),
                    style.say(words("derogation.reason", reason=item.reason) + " ", 8.5),
                    style.say(
                        words(
                            "derogation.by",
                            people=words.listed(item.people),
                            instant=words.instant(item.at),
                        ),
                        8,
                    ),
                )
            )
            for item in data.derogations
        ]
        title = Paragraph((style.bold(words("derogations"), 8.5),))
        frame = Frame(BLACK, None, 1.1, style.points(5), style.points(3))
        return [Box(Stack(tuple(lines), gap=style.points(1.5)), frame, title, title)]

    def _result(self) -> Block:
        data, words, style = self.data, self.words, self.style
        concentration = style.field(
            words("final_concentration"), style.bold(words.amount(data.final_concentration), 11)
        )
        limits = words("concentration_range.none")
        if data.concentration_range:
            low, high = data.concentration_range
            limits = words("concentration_range", low=words.amount(low), high=words.amount(high))
        withdrawn = words.amount(data.withdraw) if data.withdraw else words("none")
        cells = (
            style.field(words("draw"), style.bold(words.amount(data.draw), 13)),
            style.field(words("withdraw"), style.bold(withdrawn, 11)),
            style.field(words("final_volume"), style.bold(words.amount(data.final_volume), 11)),
            Stack((concentration, Paragraph((style.label(limits),)))),
            style.field(words("container"), style.strong(data.container, 8.5)),
        )
        return Box(
            style.grid(cells, (1.05, 1.05, 1, 1.5, 1.5)),
            Frame(LINE, TINT, 0.5, style.points(5), style.points(3)),
        )

    def _work_and_dates(self) -> Block:
        data, words, style = self.data, self.words, self.style
        numbered = [style.numbered(number, step, 8.2) for number, step in enumerate(data.steps, 1)]
        steps = style.section(
            words("steps"), Stack(tuple(numbered), gap=style.points(1.5)), words("continued")
        )
        dates = Stack(
            (
                style.grid(
                    (
                        style.field(words("made_at"), *self._instant(data.made_at)),
                        style.field(words("use_by"), *self._instant(data.use_by)),
                    )
                ),
                style.field(words("stability"), style.say(data.stability, 8)),
                style.field(words("storage"), style.strong(data.storage, 8.5)),
            ),
            gap=style.points(2),
        )
        right: list[Block] = [style.section(words("dates"), dates)]
        if data.cautions:
            cautions = Stack(tuple(style.bulleted(caution, 8.2) for caution in data.cautions))
            right.append(style.section(words("cautions"), cautions, words("continued")))
        return Columns(
            (steps, Stack(tuple(right), style.points(3.5), stretch=True)), (1, 1), gap=style.points(4)
        )

    def _instant(self, moment: datetime | None) -> tuple[Span, ...]:
        return (self.style.bold(self.words.instant(moment), 9),) if moment else ()

    def _foot(self) -> Block:
        data, words, style = self.data, self.words, self.style
        signatures = Stack(
            (
                self._signature(words("maker"), data.maker),
                self._signature(words("checker"), data.checker),
                self._release(),
            )
        )
        incident = style.section(
            words("incident"),
            Paragraph((style.say(data.incident, 8),) if data.incident else ()),
        )
        incident = Box(incident.content, incident.frame, incident.title, least=style.points(40))
        specimen = Box(
            Paragraph((style.label(words("specimen")),), align=0),
            Frame(LINE, None, 0.7, 4, 4, (3, 2)),
            least=millimetres(72),
        )
        left = Stack((signatures, incident), style.points(3.5), stretch=True)
        return Columns((left, specimen), (1, -millimetres(102)), gap=style.points(5))

    def _signature(self, label: str, hand: Hand, *extra: Block) -> Block:
        words, style = self.words, self.style
        person = (style.strong(hand.person, 8.5),) if hand.person else ()
        content = style.grid(
            (
                style.field(label, *person),
                style.field(words("date_time"), *self._instant(hand.at)),
                Paragraph((style.label(words("signature")),)),
            ),
            (1.2, 1.1, 1),
        )
        return Box(
            Stack((content, *extra), gap=style.points(3)),
            Frame(LINE, None, 0.5, style.points(4), style.points(2)),
            least=style.points(42),
        )

    def _release(self) -> Block:
        release, words, style = self.data.release, self.words, self.style
        boxes = Columns(
            (
                style.ticked(words("released"), release.decision == "released", 8),
                style.ticked(words("rejected"), release.decision == "rejected", 8),
                Paragraph(
                    (style.label(words("rejection_reason")), style.say(" " + (release.reason or ""), 8))
                ),
            ),
            (0.8, 1, 1.4),
            gap=style.points(4),
        )
        return self._signature(words("pharmacist"), release.pharmacist, boxes)


def regimen_spans(data: Sheet, words: Wording, style: Style) -> tuple[Span, ...]:
    """Regimen, version, indication."""
    regimen = data.regimen
    spans = [style.bold(regimen.name, 10), style.say("  " + words("version", version=regimen.version), 7.5)]
    if regimen.indication:
        spans.append(style.say(" · " + regimen.indication, 7.5))
    return tuple(spans)
