"""Reading printed papers back: their text, their pages, the codes in their picture."""

from functools import lru_cache
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL.Image import Image
from pypdf import PdfReader


@lru_cache(maxsize=16)
def pages_of(pdf: bytes) -> tuple[str, ...]:
    """The text of each page as it is in the file."""
    return tuple(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Without any space or line break: where a text wraps depends on the layout."""
    return "".join(text.split())


def says(pdf: bytes, text: str) -> bool:
    """Whether the document shows this text, wherever it wraps."""
    return squeezed(text) in squeezed(" ".join(pages_of(pdf)))


def pictures_of(pdf: bytes, dots_per_inch: int = 200) -> list[Image]:
    """Each page as a printer of this resolution would make it."""
    document = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]  # the package has no types
    try:
        return [page.render(scale=dots_per_inch / 72).to_pil() for page in document]
    finally:
        document.close()  # type: ignore[no-untyped-call]  # the same


def codes_in(picture: Image) -> list[str]:
    """The texts of all 2D codes on the picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]
