"""How a paper says dates, quantities and names, in one language.

Months are in letters and figures of the day are two, whatever the computer's region; what belongs
together (a number and its unit, a day and its month) never parts at the end of a line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from node.paper.data import TallMan
from schema.dates import month_word
from schema.i18n import text
from schema.quantity import Quantity

NBSP = "\u00a0"


@dataclass(frozen=True)
class Wording:
    """The words of one paper in `language`."""

    language: str

    def __call__(self, msgid: str, **values: str) -> str:
        """The text `paper.<msgid>` with its values."""
        return text("paper." + msgid, self.language, values)

    def date(self, day: date) -> str:
        """`05 juin 2026`: day, month in letters, year, never parted."""
        return NBSP.join((f"{day.day:02}", month_word(day, self.language), f"{day.year}"))

    def time(self, moment: datetime | time) -> str:
        """`14:05`, 24 hours."""
        return f"{moment.hour:02}:{moment.minute:02}"

    def instant(self, moment: datetime) -> str:
        """`05 juin 2026 à 14:05`, as handed in (site time)."""
        return self("instant", date=self.date(moment.date()), time=self.time(moment))

    def amount(self, amount: Quantity) -> str:
        """Number and unit held together: `1 250 mg`, `0,3 mg/mL`, `5 microgrammes`."""
        return amount.shown(self.language)

    def amount_or_unknown(self, amount: Quantity | None) -> str:
        """The amount, or "not known" in words."""
        return self("unknown") if amount is None else self.amount(amount)

    def minutes(self, minutes: int) -> str:
        """`30 min`, `2 h`, `1 h 30 min`: hours as soon as there is one."""
        hours, rest = divmod(minutes, 60)
        parts = ([f"{hours}{NBSP}h"] if hours else []) + ([f"{rest}{NBSP}min"] if rest or not hours else [])
        return NBSP.join(parts)

    def listed(self, items: Iterable[str]) -> str:
        """`a, b, c`."""
        return ", ".join(items)


def unbroken(number: str) -> str:
    """A number written in groups, kept on one line."""
    return number.replace(" ", NBSP)


def tall(name: str, table: Iterable[TallMan]) -> str:
    """A drug's name with the site's tall-man letters; display only, word by word, nothing else changed."""
    displays = {row.word.casefold(): row.display for row in table}
    return re.sub(r"\w+", lambda word: displays.get(word[0].casefold(), word[0]), name)
