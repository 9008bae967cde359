"""How values are shown in one language: what one side of a conflict says, what a version contains."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from node.clock import site_time
from node.views.teller import Teller
from schema.acts.base import Told
from schema.dates import day_text
from schema.i18n import chosen, text
from schema.ids import Id
from schema.quantity import Quantity

Pairs: TypeAlias = Iterator[tuple[str, str]]
"""(field, shown value)."""


class Wording:
    """How values are shown in one language."""

    def __init__(
        self, tell: Teller, numbers: Mapping[Id, str], versions: Mapping[Id, str] | None = None
    ) -> None:
        self.language = tell.language
        self.tell = tell
        self._numbers = numbers
        self._versions = versions or {}

    def amount(self, value: Quantity | None) -> str:
        """`140 mg`."""
        return value.shown(self.language) if value is not None else ""

    def day(self, iso: str) -> str:
        """`05-juin-2026`; the text itself when it is no date."""
        try:
            return day_text(date.fromisoformat(iso), self.language)
        except ValueError:
            return iso

    def instant(self, at_ms: int) -> str:
        """`05-juin-2026 14:05`, site time."""
        moment = site_time(at_ms)
        return f"{day_text(moment.date(), self.language)} {moment:%H:%M}"

    def minutes(self, minutes: int) -> str:
        """`30 min`, `2 h`, `1 h 30 min`."""
        hours, rest = divmod(minutes, 60)
        parts = ([self.hours(hours)] if hours else []) + ([f"{rest}\u00a0min"] if rest else [])
        return "\u00a0".join(parts)

    def hours(self, hours: int) -> str:
        """`24 h`."""
        return f"{hours}\u00a0h"

    def days(self, days: int) -> str:
        """`14 j`."""
        return text("summary.days", self.language, {"n": str(days)})

    def yes_no(self, on: bool) -> str:
        """Yes or no."""
        return self.word("yes" if on else "no")

    def container(self, container: str) -> str:
        """`poche`, in this language; one without words as it was written."""
        return self._known("container", container)

    def route(self, route: str) -> str:
        """`intraveineuse`, in this language; one without words as it was written."""
        return self._known("print.route", route)

    def result(self, what: str) -> str:
        """`Plaquettes`, in this language; one without words as the site spells it."""
        return self._known("ui.result", what).replace("_", " ")

    def _known(self, what: str, code: str) -> str:
        words = text(f"{what}.{code}", self.language)
        return code if words == f"{what}.{code}" else words

    def word(self, msgid: str) -> str:
        """A word of the catalogue."""
        return text(f"summary.{msgid}", self.language)

    def why_aside(self, code: str) -> str:
        """Why an act does not count, as a sentence."""
        words = text(f"aside.{code}", self.language)
        return text("aside.other", self.language, {"code": code}) if words == f"aside.{code}" else words

    def choice(self, rule: str, choice: str) -> str:
        """A settlement's choice in words."""
        return chosen(rule, choice, self.language)

    def bag(self, bag: Id | None) -> str:
        """A bag by its number."""
        return self._numbers.get(bag, "") if bag is not None else ""

    def version(self, version: Id | None) -> str:
        """A version of reference data, or of a dose, by its side of the conflict; a bag has its number."""
        return self._versions.get(version, "") if version is not None and not self.bag(version) else ""


Say: TypeAlias = Callable[[Any, Wording], Pairs]
"""What an act of one kind says."""


def told_pairs(told: Told, words: Wording) -> Pairs:
    """When it happened, and how that is known."""
    yield "happened_at", words.instant(told.happened_at)
    yield "source", words.word(f"source.{told.source}")
