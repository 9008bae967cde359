"""The letters a French paper needs, and what becomes of those that the font does not have."""

import pytest
from reportlab.pdfbase import pdfmetrics

from node.paper.fonts import Face, font_name, printable, width

NEEDED = "éèêëàâîïôöùûüçœæÉÈÊÀÂÎÔÛÇŒ²³µ·•×±≤≥–—’“”«»°…\u00a0\u202fşłžøåñß"


@pytest.mark.parametrize("face", Face)
def test_every_face_has_every_letter(face: Face) -> None:
    assert printable(NEEDED, face) == NEEDED


@pytest.mark.parametrize("face", Face)
def test_figures_are_equally_wide(face: Face) -> None:
    assert len({round(width(figure, face, 10), 6) for figure in "0123456789"}) == 1


@pytest.mark.parametrize("face", Face)
def test_width_is_what_the_drawing_library_draws(face: Face) -> None:
    text = "Éloïse 1\u202f250,5\u00a0mg/mL"
    assert width(text, face, 8.5) == pytest.approx(pdfmetrics.stringWidth(text, font_name(face), 8.5))


def test_a_letter_without_glyph_is_shown_by_its_number() -> None:
    assert printable("Zoé \u5f20\x07", Face.REGULAR) == "Zoé [U+5F20][U+0007]"


def test_parted_accents_are_joined_and_lines_made_one() -> None:
    assert printable("Zoe\u0301\nNoe\u0308l", Face.BOLD) == "Zoé Noël"


def test_names_are_our_own() -> None:
    assert all(font_name(face).startswith("Veilleuse-") for face in Face)
    assert len({font_name(face) for face in Face}) == len(Face)
