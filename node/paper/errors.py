"""What can keep a paper from being printed, or a code from being read.

Every error names a message of the catalogue and its values, so the window says it in the reader's
language; none of them repeats a patient's data or the text that was scanned.
"""

import re
from typing import Final

from schema.i18n import text
from schema.refusal import value_shown

_OF_A_PART: Final = frozenset(
    {"name", "presentation", "what", "reason", "person", "version", "word", "display"}
)
"""Names of data that say nothing without the part that they are of."""


class PaperError(ValueError):
    """Base of this package's errors: `msgid` and `values` make the sentence for the reader."""

    def __init__(self, msgid: str, **values: str) -> None:
        self.msgid = msgid
        self.values = values
        super().__init__(text(msgid, "fr", values))

    def sentence(self, language: str) -> str:
        """What is wrong and what to do, in this language."""
        return text(self.msgid, language, self.values)


class MissingFieldError(PaperError):
    """A mandatory datum is absent or blank; `field` is its path, such as `patient.family_name`."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__("paper.error.missing", field=value_shown("field", self.datum))

    @property
    def datum(self) -> str:
        """The code of what is missing, as `refusal.field.<code>` puts it into words."""
        path = re.sub(r"\[\d+\]", "", self.field).split(".")
        return ".".join(("paper", *path[-2 if path[-1] in _OF_A_PART else -1 :]))

    def sentence(self, language: str) -> str:
        """In the words that people know it by, in this language."""
        return text(self.msgid, language, {"field": value_shown("field", self.datum, language)})


class TooTallError(PaperError):
    """One piece that may not be cut is taller than a whole page or label."""

    def __init__(self) -> None:
        super().__init__("paper.error.too_tall")


class BadStartError(PaperError):
    """The first free label of a sheet is not on that sheet."""

    def __init__(self, start: int, last: int) -> None:
        super().__init__("paper.error.bad_start", start=str(start), last=str(last))


class BadGridError(PaperError):
    """The places of a label sheet are smaller than a label, or reach beyond the page."""

    def __init__(self) -> None:
        super().__init__("paper.error.bad_grid")


class CodeError(PaperError):
    """A scanned text is not a sound code of ours; the subclass says why."""


class ForeignCodeError(CodeError):
    """The text does not start like one of our codes: another barcode was scanned."""

    def __init__(self) -> None:
        super().__init__("paper.error.code.foreign")


class NewerCodeError(CodeError):
    """The code was printed by a later program, in a form this one does not know."""

    def __init__(self) -> None:
        super().__init__("paper.error.code.newer")


class DamagedCodeError(CodeError):
    """Cut, mistyped or garbled by a keyboard layout: the check characters do not agree."""

    def __init__(self) -> None:
        super().__init__("paper.error.code.damaged")
