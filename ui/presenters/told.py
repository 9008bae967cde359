"""How an account reaches us: seen now, or told later and from paper (happened at, estimated, by whom).

The fields are the same on every screen that records what happened; folded until asked for, since
almost always the answer is "now, by me".
"""

from schema.acts.base import Told
from ui.format import Format
from ui.presenters.blocks import Field, Option
from ui.presenters.desk import Typed
from ui.presenters.read_back import day_read, time_read
from ui.typed import TypedError, instant_of, parse_date, parse_time


class ToldForm:
    """Reads and describes the fields `told.*` of one screen."""

    def __init__(self, words: Format, typed: Typed, people: tuple[tuple[bytes, str], ...] = ()) -> None:
        self._words = words
        self._typed = typed
        self.people = people

    @property
    def late(self) -> bool:
        """Whether this is told after the fact."""
        return self._typed.on("told_late")

    def fields(self, now: int) -> tuple[Field, ...]:
        """The one box to tick, and the rest once it is."""
        words = self._words
        tick = Field(
            "told_late",
            words("ui.told.late"),
            "tick",
            self._typed("told_late"),
            hint=words("ui.told.late.hint"),
            wide=True,
        )
        if not self.late:
            return (tick,)
        _, day_echo, day_error = day_read(words, self._typed("told_day"), words.today(now))
        time_echo, time_error = time_read(words, self._typed("told_time"))
        people = (
            Option("", words("ui.told.by_me")),
            *tuple(Option(person.hex(), name) for person, name in self.people),
        )
        return (
            tick,
            Field(
                "told_day",
                words("ui.told.day"),
                value=self._typed("told_day"),
                hint=words("ui.hint.date"),
                echo=day_echo,
                error=day_error,
            ),
            Field(
                "told_time",
                words("ui.told.time"),
                value=self._typed("told_time"),
                hint=words("ui.hint.time"),
                echo=time_echo,
                error=time_error,
            ),
            Field(
                "told_estimated", words("ui.told.estimated"), "tick", self._typed("told_estimated"), wide=True
            ),
            Field("told_by", words("ui.told.by"), "choice", self._typed("told_by"), options=people),
            Field(
                "told_source",
                words("ui.told.source"),
                "choice",
                self._typed("told_source", "paper"),
                options=tuple(Option(kind, words(f"ui.told.source.{kind}")) for kind in ("paper", "seen")),
            ),
        )

    def read(self, now: int, *, scanned: bool = False) -> Told | None:
        """The account's origin; None while a field cannot be read."""
        if not self.late:
            return Told(now, False, None, "scanned" if scanned else "seen")
        try:
            day = parse_date(self._typed("told_day"), self._words.today(now))
            hour, minute = parse_time(self._typed("told_time"))
        except TypedError:
            return None
        by = self._typed("told_by")
        return Told(
            instant_of(day, hour, minute, self._words.zone),
            self._typed.on("told_estimated"),
            bytes.fromhex(by) if by else None,
            self._typed("told_source", "paper"),
        )


FIELDS = ("told_late", "told_day", "told_time", "told_estimated", "told_by", "told_source")
