"""What waits for me now: the doses of a day, by the next step that my rights allow."""

from collections import Counter
from datetime import date

from node.api.base import Answer
from node.api.worklist import GetWorklist, WorkItem, Worklist
from ui.format import listed, matches
from ui.presenters import dose_shown, shown
from ui.presenters.blocks import Action, Actions, Cell, Form, Grid, Notices, Option, Page, Row
from ui.presenters.desk import Desk, Place
from ui.presenters.elsewhere import Elsewhere
from ui.presenters.next_place import ORDER, mine_first, next_place, place_of_bag
from ui.typed import TypedError, parse_date


class MyWork(Elsewhere):
    """The screen after signing in."""

    name = "worklist"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._day = place.day or self.words.today(desk.now()).isoformat()
        self.input.values["mine"] = "1"
        self._items: tuple[WorkItem, ...] | None = None
        self._selected = ""

    def load(self) -> None:
        self.desk_ask()
        self.ask_elsewhere()

    def desk_ask(self) -> None:
        """Ask for the day shown; what is on screen stays until the answer is there."""
        self.ask(
            GetWorklist(day=self._day, mine=self.input.on("mine")),
            self._listed,
            quiet=self._items is not None,
        )

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Worklist) and answer.day == self._day:
            self._items = answer.items
            self.show()

    # --- what people do ---------------------------------------------------------------------------

    def typed_day(self) -> None:
        try:
            day = parse_date(self._typed_day(), self.words.today(self.desk.now())).isoformat()
        except TypedError:
            return
        if day != self._day:
            self._day = day
            self.desk_ask()

    def typed_mine(self) -> None:
        self.desk_ask()

    def act_today(self) -> None:
        self._go(self.words.today(self.desk.now()).isoformat())

    def act_previous_day(self) -> None:
        self._go(parse_date("-1", self._as_date()).isoformat())

    def act_next_day(self) -> None:
        self._go(parse_date("+1", self._as_date()).isoformat())

    def _typed_day(self) -> str:
        """What was typed; else the day shown, in this language's own form."""
        return self.input("day", self.words.day(self._day))

    def _as_date(self) -> date:
        return parse_date(self._day, self.words.today(self.desk.now()))

    def _go(self, day: str) -> None:
        self._day = day
        self.forget("filters", "day")
        self.show()
        self.desk_ask()

    def selected_doses(self, row: str) -> None:
        self._selected = row
        self.show()

    def opened_doses(self, row: str) -> None:
        item = self._item(row)
        if item is not None:
            self.desk.open(self._next(item))

    def act_open(self) -> None:
        self.opened_doses(self._selected)

    def act_record(self) -> None:
        item = self._item(self._selected)
        if item is not None:
            self.desk.open(Place("patient", patient=item.patient.patient))

    def act_course(self) -> None:
        item = self._item(self._selected)
        if item is not None:
            self.desk.open(Place("course", patient=item.patient.patient, course=item.course, dose=item.dose))

    def act_day_list(self) -> None:
        self.desk.open(Place("paper", day=self._day))

    def scanned(self, kind: str, identifier: bytes) -> bool:
        """A bag of this day opens at its next step; one that does not count, where it is destroyed."""
        found = place_of_bag(self._items or (), identifier, self.rights, self._day)
        if kind != "BAG" or found is None:
            return False
        self.desk.open(found)
        return True

    # --- what is shown ----------------------------------------------------------------------------

    def _item(self, row: str) -> WorkItem | None:
        return next((item for item in self._items or () if _row_id(item) == row), None)

    def _next(self, item: WorkItem) -> Place:
        return next_place(item, self.rights, self._day)

    def _visible(self) -> list[WorkItem]:
        typed, step = self.input("filter"), self.input("step")
        return [
            item
            for item in self._items or ()
            if (not step or step in item.waits_for)
            and matches(
                typed,
                self.words.name_in_full(item.patient.identity),
                item.patient.identity.ipp,
                item.substance,
                item.regimen,
                item.ward,
                item.number,
                self.words(f"ui.state.{item.state}"),
            )
        ]

    def page(self) -> Page:
        words = self.words
        visible = self._visible()
        if visible and self._selected not in {_row_id(item) for item in visible}:
            self._selected = _row_id(visible[0])
        counts = Counter(step for item in self._items or () for step in item.waits_for)
        steps = (
            Option("", words("ui.worklist.all_steps", n=str(len(self._items or ())))),
            *tuple(
                Option(step, f"{words(f'ui.waits.{step}')} ({counts[step]})")
                for step in ORDER
                if counts[step]
            ),
        )
        day, error = "", ""
        try:
            day = words.weekday(parse_date(self._typed_day(), words.today(self.desk.now())))
        except TypedError as trouble:
            error = words(f"ui.typed.{trouble.code}")
        chosen = self._item(self._selected)
        return Page(
            title=words("ui.worklist.title.mine" if self.input.on("mine") else "ui.worklist.title.all"),
            subtitle=listed((words.weekday(self._day), words.count("ui.count.doses", len(visible)))),
            busy=self._items is None,
            blocks=(
                Form(
                    key="filters",
                    slot="top",
                    columns=4,
                    fields=(
                        self.field(
                            "day",
                            "ui.worklist.day",
                            hint="ui.hint.date",
                            echo=day,
                            error=error,
                            otherwise=words.day(self._day),
                        ),
                        self.field("step", "ui.worklist.step", "choice", options=steps),
                        self.field("filter", "ui.worklist.filter", hint="ui.worklist.filter.hint"),
                        self.field("mine", "ui.worklist.mine", "tick", hint="ui.worklist.mine.hint"),
                    ),
                ),
                Notices(key="notices", slot="top", notices=(*self.notices, *self.waiting_elsewhere())),
                Grid(
                    key="doses",
                    columns=(
                        self.column("patient", 5),
                        self.column("treatment", 3),
                        self.column("drug", 4),
                        self.column("dose", 2, right=True),
                        self.column("ward", 2),
                        self.column("state", 3),
                    ),
                    rows=tuple(self._row(item) for item in visible),
                    selected=self._selected,
                    empty=words("ui.worklist.waiting" if self._items is None else "ui.worklist.empty"),
                    note=words("ui.worklist.sorted"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button("previous_day", shortcut="Alt+PgUp", icon="chevron_left"),
                        self.button("today", shortcut="Alt+Home"),
                        self.button("next_day", shortcut="Alt+PgDown", icon="chevron_right"),
                        self.button("day_list", icon="printer_outline"),
                        self.button(
                            "record",
                            label=words("ui.act.patient_record"),
                            enabled=chosen is not None,
                            icon="account_outline",
                        ),
                        self.button("course", enabled=chosen is not None),
                        Action("open", self._open_label(chosen), primary=True, enabled=chosen is not None),
                    ),
                ),
            ),
        )

    def _open_label(self, item: WorkItem | None) -> str:
        step = mine_first(item, self.rights) if item else ""
        return self.words(f"ui.act.go.{step}" if step else "ui.act.open_course")

    def _row(self, item: WorkItem) -> Row:
        words = self.words
        identity = item.patient.identity
        tone = "alarm" if item.conflicts else "refusal" if item.blocks else None
        waiting = (
            words.count("ui.count.conflicts", item.conflicts)
            if item.conflicts
            else listed((words.block(code) for code in item.blocks), " ")
            or dose_shown.waits(words, item.waits_for)
        )
        return Row(
            _row_id(item),
            (
                Cell(
                    words.name(identity),
                    listed(
                        (
                            words.born(identity, item.patient.age),
                            words("ui.identity.ipp") + " " + identity.ipp if identity.ipp else "",
                        )
                    ),
                    strong=True,
                ),
                Cell(item.regimen, words("ui.cycle_day", cycle=str(item.cycle), day=str(item.day))),
                Cell(
                    words.drug(item.substance),
                    listed(
                        (
                            dose_shown.bagged(words, item.container, item.duration_minutes),
                            words("ui.number", number=item.number) if item.number else "",
                        )
                    ),
                    strong=True,
                ),
                Cell(words.quantity(item.prescribed), strong=True, right=True),
                Cell(item.ward),
                Cell(
                    words(f"ui.state.{item.state}"),
                    waiting,
                    mark=shown.state(words, item.state),
                    tone="alarm" if tone else None,
                ),
            ),
            tone=tone,  # type: ignore[arg-type]  # one of the levels
        )


def _row_id(item: WorkItem) -> str:
    return item.dose.hex() + (item.bag or b"").hex()
