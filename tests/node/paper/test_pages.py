"""Dealing out: fewest pages at the largest scale, tail at the foot, nothing lost, same bytes each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.paper.blocks import Block, Paragraph, Stack
from node.paper.errors import TooTallError
from node.paper.letters import Span
from node.paper.pages import Composition, Format, deal, fit, print_pages
from node.paper.style import Style
from node.paper.tables import Rows
from tests.node.paper.recording import Slab, canvas

SMALL = Format(120, 100, 10, 10)
"""80 points high between the margins; header and footer take 10 each."""


def _plan(body: tuple[Block, ...], tail: Block | None = None) -> Composition:
    return Composition(lambda _page, _pages: Slab(10), lambda _page, _pages: Slab(10), body, tail, gap=0)


def test_blocks_go_on_on_the_next_page() -> None:
    first, second, third = Slab(30), Slab(30), Slab(30)
    assert deal(SMALL, _plan((first, second, third))) == [[first, second], [third]]


def test_the_tail_takes_a_page_of_its_own_when_it_must() -> None:
    assert len(deal(SMALL, _plan((Slab(30),), Slab(30)))) == 1
    assert deal(SMALL, _plan((Slab(40),), Slab(30))) == [[Slab(40)], []]


@pytest.mark.parametrize(("body", "tail"), [((Slab(61),), None), ((Slab(10),), Slab(61))])
def test_what_fits_no_page_is_refused(body: tuple[Block, ...], tail: Block | None) -> None:
    with pytest.raises(TooTallError):
        deal(SMALL, _plan(body, tail))


def test_a_block_is_kept_whole_when_the_next_page_holds_it() -> None:
    stack = Stack((Slab(20), Slab(20)))
    assert deal(SMALL, _plan((Slab(30), stack))) == [[Slab(30)], [stack]]


def test_a_block_taller_than_a_page_is_cut() -> None:
    pages = deal(SMALL, _plan((Slab(20), Stack((Slab(30), Slab(30), Slab(30))))))
    assert [[block.height(100) for block in page] for page in pages] == [[20, 30], [60]]


def test_a_table_flows() -> None:
    table = Rows((Slab(6),), tuple((Slab(6),) for _ in range(5)), (1,), (0, 0, 0))
    pages = deal(SMALL, _plan((Slab(20), table)))
    assert [[block.height(100) for block in page] for page in pages] == [[20, 40], [30]]


@pytest.mark.parametrize(("points", "scale", "pages"), [(30, 1, 1), (35, 0.8, 1), (55, 1, 2)])
def test_the_largest_scale_with_the_fewest_pages(points: int, scale: float, pages: int) -> None:
    def compose(style: Style) -> Composition:
        return _plan((Slab(style.points(points)), Slab(style.points(points))))

    fitted = fit(SMALL, compose, (1, 0.9, 0.8))
    assert len(fitted.pages) == pages
    assert fitted.plan.body[0].height(1) == pytest.approx(points * scale)


def test_a_smaller_scale_saves_what_is_too_tall() -> None:
    assert fit(SMALL, lambda style: _plan((Slab(style.points(70)),)), (1, 0.8)).pages == [[Slab(56)]]
    with pytest.raises(TooTallError):
        fit(SMALL, lambda style: _plan((Slab(style.points(90)),)), (1, 0.8))


@given(st.lists(st.integers(1, 60), max_size=20))
def test_no_block_is_lost_and_no_page_overflows(heights: list[int]) -> None:
    pages = deal(SMALL, _plan(tuple(Slab(height) for height in heights)))
    assert [block.height(1) for page in pages for block in page] == heights
    assert all(sum(block.height(1) for block in page) <= 60 for page in pages)


def test_each_part_has_its_place() -> None:
    head, body, tail, foot = Slab(10), Slab(20), Slab(15), Slab(10)
    plan = Composition(lambda _page, _pages: head, lambda _page, _pages: foot, (body,), tail, gap=2)
    fit(SMALL, lambda _style: plan, (1,)).draw(canvas(), 0, left=5, bottom=7)
    assert [slab.places[0].top for slab in (head, body, tail, foot)] == [97, 85, 44, 27]
    assert head.places[0].x == 15


def test_same_blocks_same_bytes() -> None:
    def document() -> bytes:
        text = Paragraph((Span("Éloïse 1\u202f250\u00a0mg", 10),))
        return print_pages("title", "fr", (fit(SMALL, lambda _style: _plan((text,)), (1,)),))

    assert document() == document()
