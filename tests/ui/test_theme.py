"""A state is a word, a shape and a colour; contrast is enough to read it."""

from __future__ import annotations

import pytest

from node.api.course import DoseView
from tests.ui.fake_site import STEPS
from ui.format import Format
from ui.theme import DARK, LIGHT, STATES, UNKNOWN, ZOOMS, Palette, Theme, look

DOSES = [
    *("prescribed", "ready", "in_preparation", "made", "checked", "released", "dispensed", "received"),
    *("given", "not_given", "stopped", "held", "divergent"),
]
BAGS = [*STEPS, "given", "rejected", "destroyed", "recalled", "voided", "yielded"]


@pytest.mark.parametrize("state", [*DOSES, *BAGS])
def test_every_state_of_the_node_has_word_and_shape(state: str) -> None:
    assert state in STATES
    for language in ("fr", "en"):
        assert Format(language)(f"ui.state.{state}") != f"ui.state.{state}"


def test_the_states_are_those_that_the_node_documents() -> None:
    assert DoseView.__struct_fields__  # the list of states is in the docstring beside `state`
    shapes = {(look(state).shape, look(state).solid, look(state).hue) for state in DOSES}
    assert len(shapes) == len(DOSES)


def test_in_black_and_white_what_goes_on_differs_from_what_stops() -> None:
    going = {
        look(state).shape for state in ("released", "received", "made", "checked", "ready", "prescribed")
    }
    stopping = {look(state).shape for state in ("stopped", "held", "divergent", "rejected", "recalled")}
    assert not going & stopping
    assert len(stopping) == 5


def test_an_unknown_state_is_drawn_all_the_same() -> None:
    assert look("of tomorrow") == UNKNOWN


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(palette: Palette) -> None:
    for back in (palette.window, palette.surface, palette.raised, palette.selected, palette.hover):
        assert contrast(palette.text, back) >= 7
        assert contrast(palette.muted, back) >= 4.5
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.danger, palette.surface) >= 4.5
    assert contrast(palette.header_muted, palette.header) >= 4.5
    for back, fore in palette.tones.values():
        assert contrast(fore, back) >= 4.5


def test_zoom_goes_to_two_hundred_and_no_further() -> None:
    theme = Theme()
    for _ in range(20):
        theme = theme.zoomed(1)
    assert theme.zoom == ZOOMS[-1] == 200
    assert theme.px(15) == 30
    assert theme.zoomed(-99).zoom == 100
    assert theme.switched().palette is DARK
    assert theme.switched().zoom == 200
