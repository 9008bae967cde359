"""Raw materials leave lines to write on exactly where nothing is recorded."""

from msgspec.structs import replace

from node.paper.blocks import Block, Columns, Stack
from node.paper.marks import WritingLine
from node.paper.sheet_data import Lot
from node.paper.sheet_tables import materials_table, work_shown
from node.paper.style import Style
from node.paper.tables import Rows
from node.paper.wording import Wording
from tests.node.paper.examples import SHEET

FR = Wording("fr")


def _lines_to_write_on(block: Block) -> int:
    if isinstance(block, Rows):
        return sum(_lines_to_write_on(cell) for row in block.rows for cell in row)
    if isinstance(block, Stack | Columns):
        return sum(_lines_to_write_on(part) for part in block.parts)
    return int(isinstance(block, WritingLine))


def test_recorded_lots_leave_no_blank() -> None:
    only = replace(SHEET, diluent=None, others=())
    assert _lines_to_write_on(materials_table(only, FR, Style())) == 0


def test_lots_not_yet_known_leave_a_line_for_number_and_expiry() -> None:
    blank = replace(SHEET.actives[0], lots=(), blank_lots=3)
    only = replace(SHEET, actives=(blank,), diluent=None, others=())
    assert _lines_to_write_on(materials_table(only, FR, Style())) == 6


def test_a_lot_without_expiry_leaves_one_line() -> None:
    half = replace(SHEET.actives[0], lots=(Lot(number="ET4471"),))
    only = replace(SHEET, actives=(half,), diluent=None, others=())
    assert _lines_to_write_on(materials_table(only, FR, Style())) == 1


def test_each_computation_takes_its_lines() -> None:
    one = replace(SHEET, computations=SHEET.computations[:1])
    assert work_shown(one, FR, Style()).height(500) < work_shown(SHEET, FR, Style()).height(500)
