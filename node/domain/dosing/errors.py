"""What the dosing rules refuse to compute, as one tree.

DosingError
├── MissingError   an input that the formula needs was not given
├── UnitError      an input is in a unit that the formula does not take
└── ValueRefusedError  an input is outside what the formula means anything for
"""

from collections.abc import Mapping

from schema.i18n import text
from schema.quantity import Unit


class DosingError(ValueError):
    """A computation is refused; `code` names its sentence (`dosing.<code>`), `values` fill it.

    Values are names of figures and units, never a patient's figures.
    """

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.values = dict(values or {})
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """What is wrong and what to do, in the reader's words."""
        shown = dict(self.values)
        if "name" in shown:
            shown["name"] = text(f"figure.{shown['name']}", language)
        return text(f"dosing.{self.code}", language, shown)


class MissingError(DosingError):
    """The named input is needed and absent."""

    def __init__(self, name: str) -> None:
        super().__init__("missing", {"name": name})


class UnitError(DosingError):
    """The named input has a unit that cannot be used here."""

    def __init__(self, name: str, unit: Unit) -> None:
        super().__init__("unit", {"name": name, "unit": unit.value})


class ValueRefusedError(DosingError):
    """The named input has a value for which the formula means nothing (`code` says which)."""
