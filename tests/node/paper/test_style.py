"""The style scales as a whole, and its warnings contrast enough to be read."""

import pytest

from node.paper.blocks import Block
from node.paper.letters import INK, Colour
from node.paper.style import ACCENT, BLACK, LIGHT_BLUE, MUTED, RED, TINT, WHITE, Style, millimetres


def _luminance(colour: Colour) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("letters", "paper"),
    [(INK, WHITE), (INK, TINT), (ACCENT, WHITE), (MUTED, WHITE), (MUTED, TINT), (WHITE, BLACK), (BLACK, RED)],
)
def test_letters_stand_out(letters: Colour, paper: Colour) -> None:
    lighter, darker = sorted((_luminance(letters), _luminance(paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 6


def test_the_hypertonic_blue_is_light_and_the_red_is_red() -> None:
    assert _luminance(LIGHT_BLUE) > 0.6
    assert RED[0] > 2 * max(RED[1:])


def test_everything_scales() -> None:
    whole, half = (_samples(Style(scale)) for scale in (1, 0.5))
    for large, small in zip(whole, half, strict=True):
        assert small.height(1000) == pytest.approx(large.height(1000) / 2, rel=0.02)


def _samples(style: Style) -> list[Block]:
    return [
        style.field("label", style.strong("value")),
        style.section("title", style.field("label")),
        style.plain_box(style.field("label")),
        style.black_band("warning"),
        style.ticked("text"),
        style.numbered(1, "text"),
        style.bulleted("text"),
        style.outlined("text"),
        style.coloured("text", RED),
    ]


def test_a_field_without_value_leaves_room_to_write() -> None:
    style = Style()
    assert style.field("label").height(100) > style.field("label", style.strong("x", 8)).height(100)


def test_an_inch_is_25_point_4_millimetres() -> None:
    assert millimetres(25.4) == pytest.approx(72)
