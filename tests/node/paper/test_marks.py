"""Marks differ by shape, not by colour, and the code on the picture reads back."""

from io import BytesIO
from typing import get_args

import pytest
from PIL.Image import Image
from reportlab.pdfgen.canvas import Canvas

from node.paper.blocks import Block, Place
from node.paper.codes import CodeKind, write_code
from node.paper.data import Shape
from node.paper.marks import Code, Rule, StateMark, Tick, WritingLine
from tests.node.paper.reading import codes_in, pictures_of


def _picture(block: Block, side: int = 40) -> Image:
    buffer = BytesIO()
    pen = Canvas(buffer, pagesize=(side, side), invariant=1)
    block.draw(pen, Place(0, side, side, side))
    pen.showPage()
    pen.save()
    return pictures_of(buffer.getvalue(), 144)[0].convert("L")


def test_every_state_has_its_own_shape() -> None:
    pictures = {shape: _picture(StateMark(shape, 40)).tobytes() for shape in get_args(Shape)}
    assert len(set(pictures.values())) == len(get_args(Shape))


@pytest.mark.parametrize("shape", get_args(Shape))
def test_every_shape_is_seen(shape: Shape) -> None:
    assert min(_picture(StateMark(shape, 40)).tobytes()) < 40


def test_a_tick_differs_from_its_box() -> None:
    assert _picture(Tick(30)).tobytes() != _picture(Tick(30, done=True)).tobytes()


@pytest.mark.parametrize("block", [WritingLine(20), Rule((0, 0, 0), 2)], ids=["writing", "rule"])
def test_lines_are_seen(block: Block) -> None:
    assert len(set(_picture(block).tobytes())) > 1


def test_the_code_reads_back() -> None:
    text = write_code(CodeKind.BAG, bytes(range(16)))
    assert codes_in(_picture(Code(text, 60), 60)) == [text]


def test_heights() -> None:
    blocks = (Tick(9), WritingLine(12), Code("A", 30), StateMark("ring", 7))
    assert [block.height(99) for block in blocks] == [9, 12, 30, 7]
    assert Rule((0, 0, 0), 1, 2).height(99) == 5
