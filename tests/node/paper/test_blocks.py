"""Heights, places and cuts of blocks."""

import pytest

from node.paper.blocks import LEADING, Block, Box, Columns, Frame, Gap, Paragraph, Place, Stack
from node.paper.letters import Span
from tests.node.paper.recording import Slab, canvas


def _text(words: str, **more: float) -> Paragraph:
    return Paragraph((Span(words, 10),), **more)  # type: ignore[arg-type]  # align is the only int


def test_a_paragraph_is_as_high_as_its_lines() -> None:
    assert _text("un deux trois").height(200) == pytest.approx(10 * LEADING)
    assert _text("un deux trois").height(25) == pytest.approx(30 * LEADING)
    assert _text("").height(100) == 0


def test_a_paragraph_is_cut_between_lines_and_loses_none() -> None:
    halves = _text("un deux trois quatre").split(25, 25)
    assert halves is not None
    assert halves[0].height(25) <= 25
    assert sum(half.height(25) for half in halves) == pytest.approx(_text("un deux trois quatre").height(25))
    assert _text("un").split(25, 100) is None
    assert _text("un deux").split(25, 5) is None


def test_a_long_word_shrinks_as_far_as_it_may() -> None:
    word = "brentuximabvédotine"
    assert _text(word).height(60) > 10 * LEADING + 1
    assert _text(word, least=0.5).height(60) < 10 * LEADING
    assert _text(word, least=0.9).height(30) > 10 * LEADING


def test_a_stack_adds_up_and_its_last_part_may_stretch() -> None:
    first, last = Slab(10), Slab(20)
    stack = Stack((first, last), gap=5, stretch=True)
    assert stack.height(100) == 35
    stack.draw(canvas(), Place(0, 200, 100, 90))
    assert first.places == [Place(0, 200, 100, 10)]
    assert last.places == [Place(0, 185, 100, 75)]


@pytest.mark.parametrize(("room", "kept"), [(9, 0), (10, 1), (34, 1), (35, 2)])
def test_a_stack_is_cut_between_its_parts(room: int, kept: int) -> None:
    parts = (Slab(10), Slab(20), Slab(30))
    halves = Stack(parts, gap=5).split(100, room)
    if not kept:
        assert halves is None
        return
    assert halves is not None
    assert (halves[0], halves[1]) == (Stack(parts[:kept], gap=5), Stack(parts[kept:], gap=5))


def test_a_stack_is_cut_inside_a_part_that_allows_it() -> None:
    stack = Stack((Slab(10), _text("un deux trois quatre")))
    halves = stack.split(25, 35)
    assert halves is not None
    assert sum(half.height(25) for half in halves) == pytest.approx(stack.height(25))
    assert halves[0].height(25) <= 35


def test_columns_share_what_fixed_ones_leave() -> None:
    parts = (Slab(1), Slab(1), Slab(1))
    assert Columns(parts, (1, -30, 3), gap=5).widths(120) == [20, 30, 60]
    assert Columns(parts).widths(90) == [30, 30, 30]


def test_columns_are_drawn_side_by_side_as_high_as_the_highest() -> None:
    low, high = Slab(10), Slab(40)
    columns = Columns((low, high), gap=10)
    assert columns.height(110) == 40
    columns.draw(canvas(), Place(5, 100, 110, 40))
    assert low.places == [Place(5, 100, 50, 40)]
    assert high.places == [Place(65, 100, 50, 40)]


def test_columns_are_cut_only_when_each_can_be() -> None:
    words = _text("un deux trois quatre")
    assert Columns((Slab(100), words)).split(50, 30) is None
    halves = Columns((Slab(10), words)).split(50, 30)
    assert halves is not None
    assert isinstance(halves[1], Columns)
    assert halves[1].parts[0] == Gap(0)


def test_a_box_adds_its_margins_and_repeats_its_title() -> None:
    frame = Frame(pad_x=3, pad_y=4)
    box = Box(Stack((Slab(20), Slab(30))), frame, Slab(10), Slab(12))
    assert box.height(100) == 20 + 30 + 10 + 8
    halves = box.split(100, 45)
    assert halves is not None
    assert halves[1].height(100) == 30 + 12 + 8
    assert box.split(100, 30) is None


def test_a_box_has_a_least_height_and_its_content_gets_the_rest() -> None:
    content = Slab(10)
    box = Box(content, Frame(line=(0, 0, 0), fill=(1, 1, 1), pad_x=2, pad_y=3, dash=(1, 2)), least=50)
    assert box.height(100) == 50
    box.draw(canvas(), Place(0, 100, 100, 60))
    assert content.places == [Place(2, 97, 96, 54)]


def test_a_gap_draws_nothing_and_a_slab_is_not_cut() -> None:
    Gap(5).draw(canvas(), Place(0, 0, 1, 5))
    assert Gap(5).height(1) == 5
    assert Slab(5).split(1, 1) is None


def test_a_block_must_say_its_height_and_draw_itself() -> None:
    assert Block.__abstractmethods__ == {"height", "draw"}
    with pytest.raises(TypeError, match="abstract"):
        Block()  # type: ignore[abstract]  # what no code of ours could write
