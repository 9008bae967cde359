"""A table: header again after each cut, rows whole."""

from node.paper.blocks import Place
from node.paper.tables import Rows
from tests.node.paper.recording import Slab, canvas


def _table(count: int) -> Rows:
    return Rows(
        (Slab(10), Slab(10)), tuple((Slab(20), Slab(15)) for _ in range(count)), (1, 1), (0, 0, 0), (1, 1, 1)
    )


def test_height_is_header_and_rows_with_their_margins() -> None:
    assert _table(3).height(100) == 14 + 3 * 24


def test_the_header_stands_again_after_a_cut() -> None:
    halves = _table(5).split(100, 14 + 2 * 24)
    assert halves is not None
    assert [half.height(100) for half in halves] == [14 + 2 * 24, 14 + 3 * 24]


def test_a_row_is_never_cut() -> None:
    assert _table(2).split(100, 30) is None
    assert _table(2).split(100, 14 + 48) is None
    assert _table(1).flows


def test_rows_are_drawn_below_each_other() -> None:
    table = _table(2)
    table.draw(canvas(), Place(0, 100, 100, table.height(100)))
    assert [row[0].places[0].top for row in table.rows if isinstance(row[0], Slab)] == [84, 60]
