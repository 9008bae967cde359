"""The care plan of the day ("plan de soins"): A4 portrait, one patient, doses in order of administration.

Each dose is a card that is never cut in two: what and how at the left, the bag's code at the right, and
below it the boxes of the two nurses, the hours, and given or not given with the reason.
"""

from collections.abc import Iterable

from node.paper.blocks import Block, Box, Columns, Frame, Paragraph, Stack
from node.paper.careplan_data import CarePlan, PlannedDose, Premedication
from node.paper.codes import CodeKind, write_code
from node.paper.errors import MissingFieldError
from node.paper.furniture import measures, notices, page_footer, page_header, patient_banner, prescriber_field
from node.paper.marks import Code, Tick, WritingLine
from node.paper.pages import A4, Composition, Fitted, fit, print_pages
from node.paper.require import require
from node.paper.style import ACCENT, BLACK, LIGHT_BLUE, LINE, TINT, Style, millimetres
from node.paper.tables import Rows
from node.paper.wording import NBSP, Wording, tall

SCALES = (1.0, 0.95, 0.9)
_CODE_SIDE = millimetres(19)


def render_care_plans(plans: Iterable[CarePlan], language: str) -> bytes:
    """Plans (one at least) in one file, each from a fresh page: one a course, or one a patient.

    Raises `MissingFieldError` for the first mandatory datum that is absent.
    """
    words = Wording(language)
    fitted = [_fitted(plan, words) for plan in plans]
    if not fitted:
        raise MissingFieldError("plans")
    return print_pages(words("careplan.title"), language, fitted)


def _fitted(data: CarePlan, words: Wording) -> Fitted:
    require(data)
    return fit(A4, lambda style: _CarePlanComposer(data, words, style).composition(), SCALES)


class _CarePlanComposer:
    """Builds the blocks of one plan at one scale."""

    def __init__(self, data: CarePlan, words: Wording, style: Style) -> None:
        self.data, self.words, self.style = data, words, style

    def composition(self) -> Composition:
        data, words, style = self.data, self.words, self.style
        body: list[Block] = [self._course()]
        if data.premedication:
            body.append(self._premedication())
        body += [self._card(number, dose) for number, dose in enumerate(data.doses, 1)]
        if data.monitoring:
            lines = Stack(tuple(style.bulleted(line) for line in data.monitoring))
            body.append(style.section(words("monitoring"), lines, words("continued")))
        return Composition(
            header=self._header,
            footer=lambda page, pages: page_footer(words, style, data.printing, page, pages),
            body=tuple(body),
            tail=self._observations(),
            gap=style.points(4),
        )

    def _header(self, page: int, _pages: int) -> Block:
        data, words, style = self.data, self.words, self.style
        return Stack(
            (
                page_header(
                    words,
                    style,
                    data.pharmacy,
                    words("careplan.title") if page == 1 else words("careplan.title.continued"),
                    words.date(data.day),
                    write_code(CodeKind.PLAN, data.plan),
                    notices(
                        words,
                        style,
                        data.printing,
                        illustrative=data.regimen.illustrative,
                        identity_to_check=data.patient.identity_to_check,
                    ),
                ),
                patient_banner(words, style, data.patient, data.printing),
            ),
            gap=style.points(3),
        )

    def _course(self) -> Block:
        data, words, style = self.data, self.words, self.style
        regimen = data.regimen
        first = style.grid(
            (
                style.field(
                    words("regimen"),
                    style.bold(regimen.name, 10),
                    style.say("  " + words("version", version=regimen.version), 7.5),
                ),
                style.field(words("cycle"), style.bold(str(regimen.cycle), 10)),
                style.field(words("day"), style.bold(words("day.number", day=str(regimen.day)), 10)),
                prescriber_field(words, style, data.prescriber),
            ),
            (2.1, 0.45, 0.45, 2.6),
        )
        return style.plain_box(
            Stack((first, style.grid(measures(words, style, data.patient))), gap=style.points(2))
        )

    def _premedication(self) -> Block:
        words, style = self.words, self.style
        titles = ("hour", "premedication", "given_at", "initials")
        header = tuple(Paragraph((style.strong(words(f"column.{title}"), 7),)) for title in titles)
        rows = tuple(self._premedication_row(line) for line in self.data.premedication)
        return Rows(header, rows, (0.7, 6, 1.2, 1.2), LINE, TINT, style.points(4), style.points(2))

    def _premedication_row(self, line: Premedication) -> tuple[Block, ...]:
        words, style = self.words, self.style
        return (
            Paragraph((style.strong(words.time(line.at)),)) if line.at else WritingLine(style.points(11)),
            Paragraph((style.strong(tall(line.what, self.data.tall_man)),)),
            WritingLine(style.points(11)),
            WritingLine(style.points(11)),
        )

    def _card(self, number: int, dose: PlannedDose) -> Block:
        words, style = self.words, self.style
        count = Stack(
            (
                Paragraph((style.bold(str(number), 17, ACCENT),), align=0, leading=1.05),
                Paragraph((style.bold(words.time(dose.at), 10),), align=0)
                if dose.at
                else Paragraph((style.label(words("then")),), align=0),
            )
        )
        code: Block = Paragraph((style.label(words("no_bag"), 7),), align=0)
        if dose.bag:
            code = Code(write_code(CodeKind.BAG, dose.bag), _CODE_SIDE)
        top = Columns(
            (count, self._what(dose), code),
            (-style.points(34), 1, -_CODE_SIDE),
            gap=style.points(6),
        )
        warnings: list[Block] = []
        if dose.held:
            warnings.append(style.black_band(words("held", reason=dose.held), 9.5))
        if dose.fatal_by_other_routes:
            warnings.append(style.black_band(words("fatal_by_other_routes"), 9))
        if dose.hypertonic:
            warnings.append(style.coloured(words("hypertonic"), LIGHT_BLUE, 8))
        frame = Frame(
            BLACK if dose.held else LINE, None, 1.1 if dose.held else 0.6, style.points(5), style.points(3)
        )
        return Box(Stack((*warnings, top, self._checks()), gap=style.points(3)), frame)

    def _what(self, dose: PlannedDose) -> Block:
        words, style = self.words, self.style
        how = [dose.diluent or words("undiluted"), words("volume", volume=words.amount(dose.total_volume))]
        if dose.duration_minutes is not None:
            how.append(words("during", duration=words.minutes(dose.duration_minutes)))
        if dose.rate:
            how.append(words("rate.inline", rate=words.amount(dose.rate)))
        bag = [words("state", state=dose.state)]
        if dose.register_number:
            bag.append(words("register_number") + NBSP + dose.register_number)
        if dose.use_by:
            bag.append(words("use_by") + " " + dose.use_by)
        lines = [
            Paragraph(
                (
                    style.bold(tall(dose.drug, self.data.tall_man), 13),
                    style.say("   "),
                    style.bold(words.amount(dose.dose), 13),
                ),
                leading=1.12,
                least=0.6,
            ),
            Paragraph((style.bold(dose.route, 9), style.say("   " + words.listed(how), 9))),
            Paragraph((style.say(" · ".join(bag), 7.8),)),
        ]
        if dose.cautions:
            lines.append(Paragraph((style.strong(" · ".join(dose.cautions), 8),)))
        return Stack(tuple(lines))

    def _checks(self) -> Block:
        words, style = self.words, self.style

        def nurse(label: str) -> Block:
            side = style.points(9)
            tick = Columns((Tick(side), WritingLine(style.points(13))), (-side, 1), gap=style.points(4))
            return Stack((Paragraph((style.label(label),)), tick))

        def ticked(label: str) -> Block:
            return style.ticked(words(label), size=8.5)

        first = style.grid(
            (
                nurse(words("nurse", number="1")),
                nurse(words("nurse", number="2")),
                style.field(words("started_at")),
                style.field(words("ended_at")),
                style.field(words("volume_given")),
            ),
            (1.5, 1.5, 1, 1, 1),
        )
        reason = Columns(
            (Paragraph((style.label(words("not_given_reason"), 7),)), WritingLine(style.points(11))),
            (1, 2.4),
            gap=style.points(3),
        )
        second = Columns(
            (ticked("given"), ticked("interrupted"), ticked("not_given"), reason),
            (1, 1.1, 1.2, 4),
            gap=style.points(5),
        )
        return Stack((first, second), gap=style.points(3))

    def _observations(self) -> Block:
        words, style = self.words, self.style
        lines = Stack(tuple(WritingLine(style.points(17)) for _ in range(3)))
        signatures = style.grid(
            tuple(style.field(words("signature_of", who=words("nurse", number=str(n)))) for n in (1, 2))
        )
        return style.section(
            words("observations"), Stack((lines, signatures), gap=style.points(4)), words("continued")
        )
