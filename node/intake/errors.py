"""Why an import or an edition is refused as a whole, as one tree; one bad row is a `Rejection`, no error.

IntakeError
├── SourceError         a file is missing, too large, or nothing in it could be taken
├── ImportCancelledError  the person who started it stopped it
└── BadEditionError     a blob is damaged, oversized, or of a version this program does not read
"""

from collections.abc import Mapping

from schema.i18n import text


class IntakeError(Exception):
    """An import ends; `code` names its sentence (`intake.<code>`)."""

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.values = dict(values or {})
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """What is wrong and what to do, in the reader's words."""
        return text(f"intake.{self.code}", language, self.values)


class SourceError(IntakeError):
    """A source file cannot be used; `values["file"]` names it."""


class ImportCancelledError(IntakeError):
    """Stopped on request, nothing was kept."""

    def __init__(self) -> None:
        super().__init__("cancelled")


class BadEditionError(IntakeError):
    """The bytes of an edition are not what their hash or their format promises."""
