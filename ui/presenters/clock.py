"""Date and time, when this workstation cannot vouch for its own: a person's watch says what they are."""

from collections.abc import Callable

from node.api.base import Answer
from node.api.clock import ClockConfirmed, ConfirmClock
from node.api.site import GetStatus, Status
from ui.format import NBSP, Format
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Fact, Facts, Form, Notice, Notices, Page
from ui.presenters.desk import Asking
from ui.presenters.read_back import time_read
from ui.typed import TypedError, instant_of, parse_date, parse_time


def asking(words: Format, doubt: str, now: int, look: Callable[[], None]) -> Asking:
    """The dialog that leads to this screen; it may be put off, and what is dated stays refused meanwhile."""
    return Asking(
        title=words("ui.clock.title"),
        lines=(words("ui.clock.says", when=in_full(words, now)),),
        consequence=words.known(f"clock.{doubt}", words("ui.clock.doubt")),
        button=words("ui.act.look_at_clock"),
        done=lambda _: look(),
        danger=False,
    )


def in_full(words: Format, now: int) -> str:
    """`samedi 21-nov.-2026 15:05`."""
    return f"{words.weekday(words.today(now))}{NBSP}{words.time(now)}"


class Clock(Presenter):
    """What the workstation says, and what the watch says where that differs."""

    name = "clock"
    _doubt: str | None = None

    def load(self) -> None:
        self.ask(GetStatus(), self._status, quiet=True)

    def _status(self, answer: Answer) -> None:
        if isinstance(answer, Status):
            self._doubt = answer.clock_doubt
            self.show()

    def act_confirm_clock(self) -> None:
        """The watch says the same."""
        self._confirm(self.desk.now())

    def act_correct_clock(self) -> None:
        """The watch says otherwise."""
        at = self._typed()
        if at is None:
            self.focus("day" if self.day_in("day")[2] or not self.input("day") else "time")
        else:
            self._confirm(at)

    def _confirm(self, at: int) -> None:
        self.ask(ConfirmClock(at=at), self._confirmed)

    def _confirmed(self, answer: Answer) -> None:
        if isinstance(answer, ClockConfirmed):
            self.desk.clock_is(answer.now)
            self.forget("watch", "day", "time")
            said = in_full(self.words, answer.now)
            self.desk.back()
            self.desk.tell(Notice("done", self.words("ui.clock.confirmed", when=said)))

    def _typed(self) -> int | None:
        try:
            day = parse_date(self.input("day"), self.words.today(self.desk.now()))
            hour, minute = parse_time(self.input("time"))
        except TypedError:
            return None
        return instant_of(day, hour, minute, self.words.zone)

    def page(self) -> Page:
        words = self.words
        doubt = (
            (Notice("warning", words.known(f"clock.{self._doubt}", words("ui.clock.doubt"))),)
            if self._doubt
            else ()
        )
        _, day_echo, day_error = self.day_in("day")
        time_echo, time_error = time_read(self.words, self.input("time"))
        return Page(
            title=words("ui.screen.clock"),
            subtitle=words("ui.clock.sure") if self._doubt == "" else "",
            blocks=(
                Notices(key="notices", slot="top", notices=(*doubt, *self.notices)),
                Facts(
                    key="says",
                    facts=(
                        Fact(words("ui.clock.workstation"), in_full(words, self.desk.now()), strong=True),
                    ),
                ),
                Form(
                    key="watch",
                    title=words("ui.clock.watch"),
                    columns=2,
                    submit="correct_clock",
                    fields=(
                        self.field(
                            "day", "ui.clock.day", hint="ui.hint.date", echo=day_echo, error=day_error
                        ),
                        self.field(
                            "time", "ui.clock.time", hint="ui.hint.time", echo=time_echo, error=time_error
                        ),
                    ),
                    note=words("ui.clock.note"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button(
                            "correct_clock",
                            enabled=self._typed() is not None,
                            why_not=words("ui.clock.type_first"),
                        ),
                        self.button("confirm_clock", primary=True),
                    ),
                ),
            ),
        )
