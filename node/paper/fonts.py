"""One family of letters, embedded as a subset in every page: Source Sans Pro.

It tells I, l and 1 apart, its figures are all equally wide (columns of doses align), and it has the
narrow no-break space that French numbers need. Registered under names of our own, so nothing else
that uses the same library sees a difference.
"""

import unicodedata
from enum import StrEnum
from functools import cache
from importlib import resources

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_PACKAGE = "font_source_sans_pro"


class Face(StrEnum):
    """A weight of the family; the value is the file in the font package."""

    REGULAR = "SourceSansPro-Regular.ttf"
    SEMIBOLD = "SourceSansPro-Semibold.ttf"
    BOLD = "SourceSansPro-Bold.ttf"


@cache
def font_name(face: Face) -> str:
    """The name under which the drawing library knows this face; loads it at first use."""
    name = "Veilleuse-" + face.name.title()
    folder = resources.files(_PACKAGE) / "files"
    with resources.as_file(folder / face.value) as path:
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


@cache
def _advances(face: Face) -> dict[int, float]:
    """Advance of each character at one point, so that no text of a patient is kept in a cache."""
    font = pdfmetrics.getFont(font_name(face))
    if not isinstance(font, TTFont):
        raise TypeError(f"{face.name} is not a TrueType font")
    file = font.face
    return {code: advance / 1000 for code, advance in file.charWidths.items() if code in file.charToGlyph}


def width(text: str, face: Face, size: float) -> float:
    """How wide this (printable) text is, in points."""
    advances = _advances(face)
    return sum(advances[ord(character)] for character in text) * size


def printable(text: str, face: Face) -> str:
    """The text as this face can show it, nothing lost.

    Composed (NFC), line breaks as spaces; a character without a glyph becomes `[U+XXXX]`, since a
    visible oddity on paper is better than a name that silently lost a letter.
    """
    glyphs = _advances(face)
    shown = []
    for character in unicodedata.normalize("NFC", text):
        if character in "\n\r\t":
            shown.append(" ")
        elif ord(character) in glyphs and unicodedata.category(character) != "Cc":
            shown.append(character)
        else:
            shown.append(f"[U+{ord(character):04X}]")
    return "".join(shown)
