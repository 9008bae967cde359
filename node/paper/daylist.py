"""The list of the day ("programme du jour"): A4 landscape, one row a dose, boxes to tick as it advances.

The order is the one handed in; the header row stands again on every page, and totals close the list, so
that a lost page is noticed.
"""

from collections import Counter

from node.paper.blocks import Block, Columns, Paragraph, Stack
from node.paper.daylist_data import STEPS, DayLine, DayList
from node.paper.furniture import notices, page_footer, page_header
from node.paper.marks import StateMark, Tick, WritingLine
from node.paper.pages import A4_LANDSCAPE, Composition, fit, print_pages
from node.paper.require import require
from node.paper.style import LINE, TINT, Style
from node.paper.tables import Rows
from node.paper.wording import NBSP, Wording, tall

SCALES = (1.0,)
"""Never shrunk: a longer day is more pages."""


def render_day_list(data: DayList, language: str) -> bytes:
    """The list as PDF; raises `MissingFieldError` for the first mandatory datum that is absent."""
    require(data)
    words = Wording(language)
    fitted = fit(A4_LANDSCAPE, lambda style: _DayListComposer(data, words, style).composition(), SCALES)
    return print_pages(words("daylist.title"), language, (fitted,))


class _DayListComposer:
    """Builds the blocks of one list."""

    def __init__(self, data: DayList, words: Wording, style: Style) -> None:
        self.data, self.words, self.style = data, words, style

    def composition(self) -> Composition:
        data, words, style = self.data, self.words, self.style
        table: Block = self._table() if data.lines else Paragraph((style.strong(words("daylist.empty"), 11),))
        return Composition(
            header=self._header,
            footer=lambda page, pages: page_footer(words, style, data.printing, page, pages),
            body=(table, self._totals()),
            gap=style.points(4),
        )

    def _header(self, _page: int, _pages: int) -> Block:
        data, words, style = self.data, self.words, self.style
        scope = f"{words.date(data.day)}   {data.scope}"
        if data.filtered:
            scope += "   " + words("daylist.filtered", filter=data.filtered)
        return page_header(
            words,
            style,
            data.pharmacy,
            words("daylist.title"),
            scope,
            None,
            notices(words, style, data.printing, illustrative=data.illustrative),
        )

    def _table(self) -> Block:
        words, style = self.words, self.style
        titles = ("hour", "patient", "place", "regimen", "drug_dose", "register", "state")
        steps = tuple(Paragraph((style.strong(words(f"step.{step}"), 6.3),), align=0) for step in STEPS)
        header = (
            *(Paragraph((style.strong(words(f"column.{title}"), 7),)) for title in titles),
            Columns(steps, gap=style.points(1)),
            Paragraph((style.strong(words("column.remark"), 7),)),
        )
        rows = tuple(self._row(line) for line in self.data.lines)
        weights = (-style.points(27), 2.15, 1.15, 1.6, 2.2, 1.08, 0.95, -style.points(162), 0.95)
        return Rows(header, rows, weights, LINE, TINT, style.points(4), style.points(2.2))

    def _row(self, line: DayLine) -> tuple[Block, ...]:
        words, style = self.words, self.style
        identity = [style.say(words.date(line.born), 7.5)]
        number = words("ipp", number=line.ipp) if line.ipp else words("ipp.unknown")
        identity.append(style.say("   " + number, 7.5))
        patient: list[Block] = [
            Paragraph((style.bold(line.family_name.upper() + " ", 8.8), style.say(line.first_names, 8.8))),
            Paragraph(tuple(identity)),
        ]
        if line.identity_to_check:
            patient.append(style.black_band(words("identity_to_check"), 6.5))
        details = [line.route, *([words.amount(line.volume)] if line.volume else [])]
        drug = Stack(
            (
                Paragraph(
                    (
                        style.strong(tall(line.drug, self.data.tall_man) + "  ", 8.8),
                        style.bold(words.amount(line.dose), 8.8),
                    )
                ),
                Paragraph((style.say(words.listed(details), 7.5),)),
            )
        )
        regimen = Stack(
            (
                Paragraph((style.strong(line.regimen, 8),)),
                Paragraph((style.say(words("cycle_day", cycle=str(line.cycle), day=str(line.day)), 7.5),)),
            )
        )
        side = style.points(7)
        state = Columns(
            (StateMark(line.state.shape, side), Paragraph((style.say(line.state.word, 8),))),
            (-side, 1),
            gap=style.points(3),
        )
        ticks = tuple(Tick(style.points(9.5), step in line.done, align=0) for step in STEPS)
        return (
            Paragraph((style.bold(words.time(line.at), 8.8),)) if line.at else WritingLine(style.points(11)),
            Stack(tuple(patient)),
            Paragraph((style.say(line.place, 8),)),
            regimen,
            drug,
            Paragraph((style.say(line.register_number or words("none_yet"), 8),)),
            state,
            Columns(ticks, gap=style.points(1)),
            Paragraph((style.say(line.remark, 7.5),)) if line.remark else WritingLine(style.points(11)),
        )

    def _totals(self) -> Block:
        words, style, lines = self.words, self.style, self.data.lines
        patients = {(line.family_name, line.first_names, line.born, line.ipp) for line in lines}
        states = Counter(line.state.word for line in lines)
        totals = [
            words("total.patients", number=str(len(patients))),
            words("total.doses", number=str(len(lines))),
            *(f"{word}{NBSP}{number}" for word, number in states.most_common()),
        ]
        return style.plain_box(
            Paragraph((style.strong(words("totals") + "   ", 8), style.strong("   ·   ".join(totals), 8.5))),
            TINT,
        )
