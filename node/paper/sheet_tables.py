"""Two parts of the manufacturing sheet: the computation that shows its work, and the raw materials.

A pharmacist must be able to redo each number with a pocket calculator from what is printed.
"""

from node.paper.blocks import Block, Columns, Gap, Paragraph, Stack
from node.paper.marks import Tick, WritingLine
from node.paper.sheet_data import Lot, Material, Sheet
from node.paper.style import LINE, TINT, Style
from node.paper.tables import Rows
from node.paper.wording import NBSP, Wording
from node.paper.work import work_of


def work_shown(data: Sheet, words: Wording, style: Style) -> Block:
    """Formula, inputs, steps, cap, reduction, rounding and result of each computation; table version."""
    lines: list[Block] = []
    for computation in data.computations:
        work = work_of(computation, words)
        said = (style.strong(work.formula, 8.2), style.say(f"{NBSP}– {work.details}", 8.2))
        result = Paragraph((style.bold(work.result, 9),), align=1)
        lines.append(Columns((Paragraph(said), result), (5.5, 1), style.points(8)))
    version = words("table_version", version=data.table_version) if data.table_version else words("no_table")
    lines.append(Paragraph((style.label(version, 7.2),)))
    return style.section(words("computation"), Stack(tuple(lines), style.points(1.5)), words("continued"))


def materials_table(data: Sheet, words: Wording, style: Style) -> Block:
    """Raw materials with supplier, lots and expiry (R.5125-45), blank where nothing is recorded yet."""
    rows = [_row(words("material.active"), material, words, style) for material in data.actives]
    if data.diluent:
        rows.append(_row(words("material.diluent"), data.diluent, words, style))
    else:
        rows.append((Paragraph((style.strong(words("undiluted"), 8.2),)), *(Gap(0) for _ in range(4))))
    rows += [_row(words("material.other"), material, words, style) for material in data.others]

    def title(name: str) -> Block:
        return Paragraph((style.strong(words(f"column.{name}"), 7),))

    lots = _lot_columns((title("lot"), title("expiry"), title("maker"), title("checker")), style)
    header = (title("material"), title("presentation"), title("strength"), title("take"), lots)
    return Rows(
        header, tuple(rows), (2.9, 1.6, 1.1, 1.1, 3.6), LINE, TINT, style.points(4), style.points(1.8)
    )


def _row(kind: str, material: Material, words: Wording, style: Style) -> tuple[Block, ...]:
    lots = material.lots or tuple(Lot() for _ in range(max(1, material.blank_lots)))
    return (
        _name(kind, material, words, style),
        _presentation(material, style),
        Paragraph((style.say(words.amount(material.strength), 8.2),) if material.strength else ()),
        Paragraph((style.bold(words.amount(material.take), 9),) if material.take else ()),
        Stack(tuple(_lot(lot, words, style) for lot in lots), gap=style.points(2)),
    )


def _lot(lot: Lot, words: Wording, style: Style) -> Block:
    number: Block = WritingLine(style.points(11))
    if lot.number:
        share = f" ({words.amount(lot.quantity)})" if lot.quantity else ""
        number = Paragraph((style.strong(lot.number, 8.5), style.say(share, 7.5)))
    expiry: Block = WritingLine(style.points(11))
    if lot.expiry:
        expiry = Paragraph((style.strong(words.date(lot.expiry), 8),))
    side = style.points(9)
    return _lot_columns((number, expiry, Tick(side, align=0), Tick(side, align=0)), style)


def _lot_columns(cells: tuple[Block, ...], style: Style) -> Block:
    return Columns(cells, (1.2, 1, -style.points(22), -style.points(22)), style.points(4))


def _name(kind: str, material: Material, words: Wording, style: Style) -> Block:
    details = [kind]
    if material.supplier:
        details.append(words("supplier", name=material.supplier))
    if material.code:
        details.append(words("code", code=material.code))
    lines: list[Block] = [
        Paragraph((style.strong(material.name, 8.5),)),
        Paragraph((style.say(" · ".join(details), 7.2),)),
    ]
    if not material.supplier:
        lines.append(style.line_after(words("to_fill", what=words("supplier.label"))))
    return Stack(tuple(lines))


def _presentation(material: Material, style: Style) -> Block:
    count = f"{material.packs}{NBSP}× " if material.packs else ""
    return Paragraph((style.strong(count, 8.5), style.say(material.presentation, 8.2)))
