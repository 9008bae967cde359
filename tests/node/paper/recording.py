"""A block of known height that remembers where it was drawn, and a canvas to draw on."""

from dataclasses import dataclass, field
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from node.paper.blocks import Block, Place


@dataclass(frozen=True)
class Slab(Block):
    """Takes its height, may not be cut, notes its places."""

    points: float
    places: list[Place] = field(default_factory=list, compare=False)

    def height(self, _width: float, /) -> float:
        return self.points

    def draw(self, _pen: Canvas, place: Place, /) -> None:
        self.places.append(place)


def canvas() -> Canvas:
    """A canvas that nobody saves."""
    return Canvas(BytesIO(), invariant=1)
