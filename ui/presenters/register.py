"""The register: every number of a series, its bag and sheet, the voided ones with their reason."""

from collections import Counter

from node.api.base import Answer
from node.api.register import MOST, GetRegister, RegisterLine, SeriesView
from node.api.register import Register as Listed
from ui.format import listed, matches
from ui.presenters import shown
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Cell, Form, Grid, Mark, Notice, Notices, Option, Page, Row
from ui.presenters.desk import Place

_ENDED = ("voided", "yielded", "rejected", "destroyed")
_NO_BAG = ("missing", "unseen", "aside")
"""States of a number of which no bag counts."""
_NO_SHEET = ("missing", "unseen")
"""Those of which nothing is known here that a sheet could say."""


class RegisterOfNumbers(Presenter):
    """The series on top, its newest numbers below; older ones page by page."""

    name = "register"
    _told: Listed | None = None
    _series: bytes | None = None
    _last: int | None = None
    _selected = ""

    def load(self) -> None:
        self.ask(
            GetRegister(series=self._series, last=self._last), self._listed, quiet=self._told is not None
        )

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Listed):
            self._told = answer
            self.input.values["series"] = answer.shown.hex()
            self.show()

    def _of(self) -> SeriesView | None:
        told = self._told
        return next((one for one in told.series if one.series == told.shown), None) if told else None

    def _lines(self) -> list[RegisterLine]:
        typed = self.input("filter")
        return [
            one
            for one in (self._told.lines if self._told is not None else ())
            if matches(
                typed,
                one.shown,
                self.words.name_in_full(one.identity) if one.identity is not None else "",
                one.identity.ipp if one.identity is not None else "",
                one.substance,
                self._state(one),
                one.reason,
            )
        ]

    # --- what people do ---------------------------------------------------------------------------

    def typed_series(self) -> None:
        series = bytes.fromhex(self.input("series"))
        if self._told is not None and series != self._told.shown:
            self._series, self._last, self._selected = series, None, ""
            self.load()

    def selected_numbers(self, row: str) -> None:
        self._selected = row
        self.show()

    def opened_numbers(self, row: str) -> None:
        """The course, where everything about the bag is."""
        self._selected = row
        line = self._line()
        if line is not None and line.course is not None:
            self.desk.open(
                Place("course", patient=line.patient or b"", course=line.course, dose=line.dose or b"")
            )

    def act_sheet_of(self) -> None:
        line = self._line()
        if line is not None and line.course is not None and line.bag is not None:
            self.desk.open(Place("paper", patient=line.patient or b"", course=line.course, bag=line.bag))

    def act_older(self) -> None:
        self._page(-MOST)

    def act_newer(self) -> None:
        self._page(MOST)

    def _page(self, by: int) -> None:
        told, series = self._told, self._of()
        if told is None or series is None or not told.lines:
            return
        last = told.lines[0].number + by
        self._last = None if last >= series.last else max(1, last)
        self._selected = ""
        self.load()

    def act_print_register(self) -> None:
        told = self._told
        if told is not None and told.lines:
            first, last = told.lines[-1].number, told.lines[0].number
            self.desk.open(Place("paper", series=told.shown, numbers=(first, last)))

    def _line(self) -> RegisterLine | None:
        return next((one for one in self._lines() if _row_id(one) == self._selected), None)

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, told, series = self.words, self._told, self._of()
        lines = self._lines()
        if lines and self._line() is None:
            self._selected = _row_id(lines[0])
        line = self._line()
        newest = told.lines[0].number if told is not None and told.lines else 0
        oldest = told.lines[-1].number if told is not None and told.lines else 0
        return Page(
            title=words("ui.screen.register"),
            subtitle=self._counted(series),
            busy=told is None,
            blocks=(
                Form(
                    key="which",
                    slot="top",
                    columns=2,
                    fields=(
                        self.field("series", "ui.register.series", "choice", options=self._options()),
                        self.field("filter", "ui.register.filter", hint="ui.register.filter.hint"),
                    ),
                ),
                Notices(key="notices", slot="top", notices=(*self.notices, *self._gaps())),
                Grid(
                    key="numbers",
                    columns=(
                        self.column("number", 2),
                        self.column("patient", 4),
                        self.column("drug", 3),
                        self.column("state", 4),
                        self.column("taken_by", 3),
                    ),
                    rows=tuple(self._shown(one) for one in lines),
                    selected=self._selected,
                    empty=words("ui.register.none_such" if newest else "ui.register.none"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button("return", icon="chevron_left"),
                        self.button("older", enabled=oldest > 1),
                        self.button("newer", enabled=series is not None and 0 < newest < series.last),
                        self.button("print_register", enabled=bool(newest), icon="printer_outline"),
                        self.button(
                            "sheet_of",
                            primary=True,
                            enabled=line is not None and line.state not in _NO_SHEET,
                        ),
                    ),
                ),
            ),
        )

    def _counted(self, series: SeriesView | None) -> str:
        if series is None or self._told is None or not self._told.lines:
            return ""
        states = Counter(one.state for one in self._told.lines)
        ended = sum(states[state] for state in _ENDED)
        first, last = self._told.lines[-1].number, self._told.lines[0].number
        words = self.words
        return listed(
            (
                words.count("ui.count.numbers", series.last),
                words("ui.register.range", first=f"{first:06}", last=f"{last:06}") if first != last else "",
                words.count("ui.count.voided", ended) if ended else "",
            )
        )

    def _options(self) -> tuple[Option, ...]:
        words = self.words
        return tuple(
            Option(
                one.series.hex(),
                words(
                    f"ui.register.series.{'own' if one.own else 'other'}",
                    name=one.name,
                    journal=one.journal,
                    n=words.whole(one.last),
                ),
            )
            for one in (self._told.series if self._told is not None else ())
        )

    def _gaps(self) -> tuple[Notice, ...]:
        gaps = sum(one.state == "missing" for one in (self._told.lines if self._told is not None else ()))
        return (Notice("alarm", self.words.count("ui.count.gaps", gaps)),) if gaps else ()

    def _state(self, line: RegisterLine) -> str:
        own = line.state in _NO_BAG
        return self.words(f"ui.register.state.{line.state}" if own else f"ui.state.{line.state}")

    def _shown(self, line: RegisterLine) -> Row:
        words, now = self.words, self.desk.now()
        alarm = line.doubled or line.state in _NO_BAG
        who = line.ended.person if line.ended is not None else ""
        told = (
            words("ui.register.reason", reason=line.reason, who=who) if line.reason and who else line.reason,
            words("ui.register.goes_on_as", number=line.goes_on_as) if line.goes_on_as else "",
            *(words.block(code) for code in line.blocks),
            words("ui.register.beside", number=line.beside) if line.beside else "",
            words("ui.register.doubled") if line.doubled else "",
            words("ui.register.aside") if line.set_aside else "",
        )
        mark = Mark("alarm", "") if alarm else shown.state(words, line.state)
        patient = Cell("—")
        if line.identity is not None:
            patient = Cell(words.name(line.identity), words.numbers(line.identity), strong=True)
        drug = Cell("—")
        if line.substance:
            drug = Cell(words.drug(line.substance), words.quantity(line.prescribed))
        return Row(
            _row_id(line),
            (
                Cell(line.shown, words.when(line.taken.at, now) if line.taken else "", strong=True),
                patient,
                drug,
                Cell(self._state(line), listed(told), mark=mark, tone="alarm" if alarm else None),
                Cell(line.taken.person if line.taken else "", line.taken.workstation if line.taken else ""),
            ),
        )


def _row_id(line: RegisterLine) -> str:
    return f"{line.number}.{(line.bag or b'').hex()}"
