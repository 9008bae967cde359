"""How the window says names, dates, quantities and drugs, in one language and one time zone.

Months are in letters whatever the computer's region, hours are 24 h, and tall-man letters exist on
the screen only: what is stored never has them. No Qt here: presenters use it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from node.api.patient import NO_BIRTH
from schema.acts.patient import Identity
from schema.dates import day_text
from schema.dates import moment as moment_in
from schema.i18n import counted, named, text, whole
from schema.quantity import Quantity, format_number, quantity, to_step
from schema.tall_man import TALL_MAN

SITE_ZONE = ZoneInfo("Europe/Paris")
"""Instants are stored in UTC and shown in the site's time."""
NBSP = "\u00a0"
_SHOWN_SURFACE = to_step("0.01")
_NUMBER_UNIT = re.compile(r"(\d) (mg|g|kg|mL|ml|L|l|UI|%|°C|microgrammes?)\b")


class Format:
    """The words of one window: `language`, the site's time zone, and the tall-man list."""

    def __init__(
        self, language: str = "fr", zone: tzinfo = SITE_ZONE, tall_man: Mapping[str, str] = TALL_MAN
    ) -> None:
        self.language = language
        self.zone = zone
        self._tall_man = tall_man

    def __call__(self, msgid: str, **values: str) -> str:
        """The text with this id (always written in full, so that a search finds it)."""
        return text(msgid, self.language, values)

    def count(self, msgid: str, number: int, **values: str) -> str:
        """The text `msgid`, or `msgid.one`, with `{n}`: see `schema.i18n.counted`."""
        return counted(msgid, number, self.language, values)

    def known(self, msgid: str, otherwise: str, **values: str) -> str:
        """The text with this id, or `otherwise` when there is none: for ids that other people choose."""
        shown = self(msgid, **values)
        return otherwise if shown == msgid else shown

    def named(self, area: str, name: str) -> str:
        """A right, role or rule by its word: see `schema.i18n.named`."""
        return named(area, name, self.language)

    def block(self, code: str) -> str:
        """What a code of `blocks` says: its own sentence, or that of the conflict it is named after."""
        return self.known(f"block.{code}", self.known(f"conflict.{code}", self("ui.blocked", code=code)))

    def whole(self, number: int) -> str:
        """`1 234`: thousands apart by a narrow no-break space."""
        return whole(number)

    def quantity(self, amount: Quantity | None) -> str:
        """Number and unit held together, or "not known" in words."""
        return self("ui.unknown") if amount is None else amount.shown(self.language)

    def surface(self, area: Quantity | None) -> str:
        """A body surface with two decimals, as on every chart; doses are computed from four."""
        if area is None:
            return self("ui.unknown.surface")
        return self.quantity(quantity(_SHOWN_SURFACE.apply(area.decimal), area.unit))

    def held(self, words: str) -> str:
        """Text from elsewhere with its numbers and units held together at the end of a line."""
        return _NUMBER_UNIT.sub(lambda found: f"{found[1]}{NBSP}{found[2]}", words).replace("/", "/\u2060")

    def number(self, number: Decimal) -> str:
        """A number without unit, with this language's decimal mark."""
        return format_number(number, self.language)

    def drug(self, name: str) -> str:
        """A drug's name with tall-man letters, word by word, nothing else changed."""
        return re.sub(r"\w+", lambda word: self._tall_man.get(word[0].casefold(), word[0]), name)

    # --- dates and instants -----------------------------------------------------------------------

    def day(self, day: date | str) -> str:
        """`21-nov.-2026`, `04-juin-2026`, `04-juillet-2026`: never parted at the end of a line."""
        if isinstance(day, str):
            try:
                return self.day(date.fromisoformat(day))
            except ValueError:
                return day
        return day_text(day, self.language)

    def weekday(self, day: date | str) -> str:
        """`samedi 21-nov.-2026`."""
        on = date.fromisoformat(day) if isinstance(day, str) else day
        return f"{self(f'ui.weekday.{on.isoweekday()}')}{NBSP}{self.day(on)}"

    def moment(self, instant: int) -> datetime:
        """The instant (ms UTC) in the site's time zone, whatever the computer's is."""
        return moment_in(instant, self.zone)

    def today(self, now: int) -> date:
        """The site's date at this instant."""
        return self.moment(now).date()

    def time(self, instant: int) -> str:
        """`14:05`, 24 hours."""
        return f"{self.moment(instant):%H:%M}"

    def instant(self, instant: int) -> str:
        """`21-nov.-2026 14:05`."""
        return f"{self.day(self.moment(instant).date())}{NBSP}{self.time(instant)}"

    def when(self, instant: int, now: int) -> str:
        """The hour alone for today, else date and hour."""
        return self.time(instant) if self.today(instant) == self.today(now) else self.instant(instant)

    def ago(self, instant: int | None, now: int) -> str:
        """`à l’instant`, `il y a 4 min`, `il y a 3 h`, `il y a 2 j`, or `jamais`."""
        if instant is None:
            return self("ui.ago.never")
        minutes = max(0, now - instant) // 60_000
        if minutes < 1:
            return self("ui.ago.now")
        if minutes < 120:
            return self("ui.ago.minutes", n=str(minutes))
        if minutes < 48 * 60:
            return self("ui.ago.hours", n=str(minutes // 60))
        return self("ui.ago.days", n=str(minutes // 1440))

    def minutes(self, minutes: int) -> str:
        """`30 min`, `2 h`, `1 h 30 min`."""
        hours, rest = divmod(minutes, 60)
        parts = ([f"{hours}{NBSP}h"] if hours else []) + ([f"{rest}{NBSP}min"] if rest or not hours else [])
        return NBSP.join(parts)

    # --- people -----------------------------------------------------------------------------------

    def name(self, identity: Identity) -> str:
        """`MARTIN Alice`: birth name in capitals, given names as written."""
        return f"{self.family(identity)} {identity.first_names}"

    def family(self, identity: Identity) -> str:
        """`MARTIN`; of nobody, why there is no identity."""
        if identity.birth_date != NO_BIRTH:
            return identity.birth_name.upper()
        return self(f"ui.identity.none.{identity.birth_name}").upper()

    def name_in_full(self, identity: Identity) -> str:
        """The name, and the used name where it differs."""
        used = identity.used_name.upper()
        if not used or used == identity.birth_name.upper():
            return self.name(identity)
        return f"{self.name(identity)} ({self('ui.identity.used', name=used)})"

    def born(self, identity: Identity, age: int) -> str:
        """`née le 04-juin-1961 (65 ans)`, by sex."""
        if identity.birth_date == NO_BIRTH:
            return self("ui.identity.born.unknown")
        born = self(f"ui.identity.born.{identity.sex.lower()}", date=self.day(identity.birth_date))
        return f"{born} ({self.count('ui.identity.age', age).replace(' ', NBSP)})"

    def numbers(self, identity: Identity) -> str:
        """`IPP 000123 · INS 2…`, or that none is recorded."""
        known = [
            f"{self('ui.identity.' + kind)}{NBSP}{number}"
            for kind, number in (("ipp", identity.ipp), ("ins", identity.ins))
            if number
        ]
        return listed(known) or self("ui.identity.no_number")


def listed(items: Iterable[str], between: str = f"{NBSP}· ") -> str:
    """The items that say something, with a middle dot between, which never begins a line."""
    return between.join(item for item in items if item)


def folded(words: str) -> str:
    """For searching as people type: no accents, no case, the apostrophe of the keyboard."""
    plain = words.casefold().replace("œ", "oe").replace("æ", "ae").replace("\u2019", "'")
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def matches(typed: str, *shown: str) -> bool:
    """Whether every typed word is somewhere in what is shown."""
    where = folded(" ".join(shown))
    return all(word in where for word in folded(typed).split())
