"""The register of preparations ("ordonnancier") on paper: A4 landscape, every number of a series in order.

Nothing is left out: a voided number stands with its reason, one that nothing is known of as a gap, and
totals close the list (R.5125-45).
"""

from collections import Counter

from node.paper.blocks import Block, Columns, Paragraph, Stack
from node.paper.furniture import notices, page_footer, page_header
from node.paper.marks import StateMark
from node.paper.pages import A4_LANDSCAPE, Composition, fit, print_pages
from node.paper.register_data import RegisterPages, RegisterRow
from node.paper.require import require
from node.paper.style import LINE, TINT, Style
from node.paper.tables import Rows
from node.paper.wording import NBSP, Wording, tall

_COLUMNS = ("number", "patient", "preparation", "lots", "people", "state")
_WEIGHTS = (1.15, 1.9, 2.0, 2.2, 2.1, 2.0)


def render_register(data: RegisterPages, language: str) -> bytes:
    """The run as PDF; raises `MissingFieldError` for the first mandatory datum that is absent."""
    require(data)
    words = Wording(language)
    fitted = fit(A4_LANDSCAPE, lambda style: _composition(data, words, style), (1.0,))
    return print_pages(words("register.title"), language, (fitted,))


def _composition(data: RegisterPages, words: Wording, style: Style) -> Composition:
    header = tuple(Paragraph((style.strong(words(f"register.{title}"), 7),)) for title in _COLUMNS)
    rows = tuple(_row(one, data, words, style) for one in data.rows)
    table = Rows(header, rows, _WEIGHTS, LINE, TINT, style.points(4), style.points(2.2))
    return Composition(
        header=lambda _page, _pages: _header(data, words, style),
        footer=lambda page, pages: page_footer(words, style, data.printing, page, pages),
        body=(table, _totals(data, words, style)),
        gap=style.points(4),
    )


def _header(data: RegisterPages, words: Wording, style: Style) -> Block:
    run = words("register.run", series=data.series, first=f"{data.first:06}", last=f"{data.last:06}")
    marked = notices(words, style, data.printing, illustrative=data.illustrative)
    return page_header(words, style, data.pharmacy, words("register.title"), run, None, marked)


def _row(row: RegisterRow, data: RegisterPages, words: Wording, style: Style) -> tuple[Block, ...]:
    side = style.points(7)
    taken = words.instant(row.taken_at) if row.taken_at else words("none_yet")
    drug = Paragraph((style.strong(tall(row.drug, data.tall_man), 8.5),)) if row.drug else None
    amounts = [words.amount(one) for one in (row.dose, row.volume) if one is not None]
    state: list[Block] = [
        Columns(
            (StateMark(row.shape, side), Paragraph((style.strong(row.state, 8),))),
            (-side, 1),
            gap=style.points(3),
        )
    ]
    if row.remark:
        state.append(Paragraph((style.say(row.remark, 7.5),)))
    return (
        Stack(
            (Paragraph((style.bold(row.number, 8.8),)), Paragraph((style.say(taken, 7),))),
        ),
        Stack(_patient(row, words, style)),
        Stack(
            (
                *((drug,) if drug else ()),
                Paragraph((style.say(words.listed(amounts) or words("none_yet"), 8),)),
            )
        ),
        Paragraph((style.say(words.listed(row.lots) or words("none_yet"), 7.5),)),
        Stack(_people(row, words, style)),
        Stack(tuple(state)),
    )


def _patient(row: RegisterRow, words: Wording, style: Style) -> tuple[Block, ...]:
    if row.family_name is None:
        return (Paragraph((style.say(words("none_yet"), 8),)),)
    name = (style.bold(row.family_name.upper() + " ", 8.8), style.say(row.first_names or "", 8.8))
    known = [words.date(row.born)] if row.born else []
    known += [words("ipp", number=row.ipp)] if row.ipp else []
    known += [row.ward] if row.ward else []
    return Paragraph(name), Paragraph((style.say(words.listed(known), 7.5),))


def _people(row: RegisterRow, words: Wording, style: Style) -> tuple[Block, ...]:
    said = (
        ("prescriber", row.prescriber),
        ("preparer", row.preparer),
        ("checker", row.checker),
        ("releaser", row.releaser),
    )
    lines = [
        Paragraph((style.label(words(f"register.{role}") + NBSP, 6.5), style.say(name, 7.5)))
        for role, name in said
        if name
    ]
    return tuple(lines) or (Paragraph((style.say(words("none_yet"), 8),)),)


def _totals(data: RegisterPages, words: Wording, style: Style) -> Block:
    states = Counter(row.state for row in data.rows)
    totals = [
        words("register.count", number=str(len(data.rows))),
        *(f"{word}{NBSP}{number}" for word, number in states.most_common()),
    ]
    return style.plain_box(
        Paragraph((style.strong(words("totals") + "   ", 8), style.strong("   ·   ".join(totals), 8.5))),
        TINT,
    )
