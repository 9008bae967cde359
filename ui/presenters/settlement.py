"""The conflict inbox: two versions side by side, what may be done about it, and the decision."""

from node.api.base import Answer, Heads, PersonView
from node.api.course import ChoiceView, ConflictView, CourseView, GetCourse
from node.api.session import ListPeople, People
from node.api.settlement import Conflicts, Derogations, DerogationView, ListConflicts, ListDerogations, Settle
from ui.format import listed
from ui.presenters import derogations, disagreement, shown, transcribing
from ui.presenters.base import nothing
from ui.presenters.blocks import Actions, Block, Fact, Facts, Form, Grid, Notice, Notices, Option, Page, Prose
from ui.presenters.desk import Signing
from ui.presenters.ways_out import WaysOut


class Settlement(WaysOut):
    """The list above, the conflict in hand below; alarms first."""

    name = "settlement"
    _rows: dict[str, ConflictView] | None = None
    """By the ids of their rows, in the order shown."""
    _selected = ""
    _chosen_for: tuple[object, ...] = ()
    """The conflict in hand, its acts and its choices: what the fields below it were filled in for."""
    _asked: tuple[DerogationView, ...] = ()
    _people: tuple[PersonView, ...] = ()

    def load(self) -> None:
        self.ask(
            ListConflicts(
                mine=not self.input.on("all"),
                settled=self.input.on("settled"),
                language=self.words.language,
            ),
            self._listed,
            quiet=self._rows is not None,
        )

        self.ask(ListDerogations(), self._derogations_listed, quiet=True)
        if not self._people:
            self.ask(ListPeople(), self._people_listed, quiet=True)

    def _people_listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self._people = answer.people
            self.show()

    def _derogations_listed(self, answer: Answer) -> None:
        if isinstance(answer, Derogations):
            self._asked = answer.rows
            self.show()

    def act_agree(self, number: str) -> None:
        """The second person: the decision is based on the course as it is now."""
        row = next((one for one in self._asked if derogations.number(one) == number), None)
        if row is None:
            return

        def opened(answer: Answer) -> None:
            if isinstance(answer, CourseView) and self.attached:
                signing = derogations.agreeing(self.words, row, answer.heads, self.desk.now())
                self.sign(signing, self.words("ui.derogation.agreed"))

        self.ask(GetCourse(course=row.course, language=self.words.language), opened)

    def typed_all(self) -> None:
        self.load()

    def typed_settled(self) -> None:
        self.load()

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Conflicts):
            self._rows = disagreement.by_id(
                sorted(answer.rows, key=lambda row: (not row.open, not row.alarm))
            )
            selected = self._selected
            if self.conflict_in_hand() is None:
                selected = self._came_for(self._rows)
            self._take(selected)
            self.show()
            self._ask_course()

    def _came_for(self, rows: dict[str, ConflictView]) -> str:
        """The first about the dose that one came from, else about its treatment, else of all."""
        place = self.place
        dose = (one for one, row in rows.items() if place.dose and row.dose == place.dose)
        course = (one for one, row in rows.items() if place.course in {b"", row.course})
        return next(dose, next(course, next(iter(rows), "")))

    def _ask_course(self) -> None:
        """The decision must be based on what the course holds now."""
        conflict = self.conflict_in_hand()
        needed = conflict is not None and (
            conflict.choices or transcribing.offered(conflict, self.desk.person)
        )
        if conflict is not None and needed and any(conflict.course):
            self.ask(GetCourse(course=conflict.course), self._course_loaded, quiet=True)

    def _course_loaded(self, answer: Answer) -> None:
        if isinstance(answer, CourseView):
            self.course = answer
            self.show()

    def conflict_in_hand(self) -> ConflictView | None:
        return self._rows.get(self._selected) if self._rows else None

    def selected_conflicts(self, row: str) -> None:
        if row == self._selected:
            return
        self.notices = ()
        self._take(row)
        self.show()
        self._ask_course()

    def _take(self, row: str) -> None:
        """Take this one in hand. What was chosen was for one conflict, as it was shown then."""
        self._selected = row
        conflict = self.conflict_in_hand()
        shown = () if conflict is None else (row, disagreement.acts(conflict), conflict.choices)
        if shown == self._chosen_for:
            return
        self._chosen_for = shown
        self.course = None
        self.forget("decision", "choice")
        self.forget("spoken", *transcribing.FIELDS)

    def opened_conflicts(self, row: str) -> None:
        self.selected_conflicts(row)
        self.focus("choice")

    def _choice(self, conflict: ConflictView) -> ChoiceView | None:
        picked = self.input("choice")
        if not picked.isdecimal() or int(picked) >= len(conflict.choices):
            return None
        return conflict.choices[int(picked)]

    def act_settle(self) -> None:
        conflict, words = self.conflict_in_hand(), self.words
        choice = self._choice(conflict) if conflict else None
        shown_with = self._heads(conflict) if conflict else None
        if conflict is None or choice is None or shown_with is None:
            self.focus("choice")
            return
        self.sign(
            Signing(
                title=words("ui.act.settle"),
                lines=(
                    conflict.patient_name,
                    words.drug(conflict.substance),
                    disagreement.sentence(words, conflict),
                    disagreement.choice_label(words, conflict, choice),
                ),
                command=lambda pin, reason: Settle(
                    file=conflict.file,
                    rule=conflict.rule,
                    subject=conflict.subject,
                    heads=tuple(side.act for side in conflict.sides),
                    choice=choice.choice,
                    keep=choice.keep,
                    reason=reason,
                    pin=pin,
                    based_on=shown_with,
                ),
                done=nothing,
                consequence=words("ui.settlement.consequence"),
                reason=words("ui.reason"),
            ),
            words("ui.settlement.done"),
        )

    def act_transcribe(self) -> None:
        """The pharmacist writes down what the prescriber decided by telephone."""
        conflict, course = self.conflict_in_hand(), self.course
        if conflict is None or course is None or course.course != conflict.course:
            return
        if field := transcribing.missing(self.input):
            self.focus(field)
            return
        signing = transcribing.signing(self.words, self.input, conflict, course, self.desk.now())
        if signing is not None:
            self.sign(signing, self.words("ui.spoken.done"))

    def _heads(self, conflict: ConflictView) -> Heads | None:
        """What the decision is based on: all that a course shows, else the file; nil while asked for."""
        if not any(conflict.course):
            return conflict.heads
        course = self.course
        return course.heads if course is not None and course.course == conflict.course else None

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, rows = self.words, self._rows
        left = sum(row.open for row in rows.values()) if rows else 0
        conflict = self.conflict_in_hand()
        filters = Form(
            key="filters",
            slot="top",
            columns=2,
            fields=(
                self.field("all", "ui.settlement.all", "tick"),
                self.field("settled", "ui.settlement.settled", "tick"),
            ),
        )
        # The header counts everybody's: what is mine says so, as the two may differ.
        counted = "conflicts" if self.input.on("all") else "my_conflicts"
        blocks: list[Block] = [filters, Notices(key="notices", slot="top", notices=self.notices)]
        blocks.append(
            Grid(
                key="conflicts",
                columns=(
                    self.column("conflict", 6),
                    self.column("subject", 3),
                    self.column("drug", 2),
                    self.column("state", 2),
                ),
                rows=tuple(disagreement.row(words, one, row) for one, row in rows.items()) if rows else (),
                selected=self._selected,
                empty=words("ui.settlement.waiting" if rows is None else "ui.settlement.none"),
            )
        )
        if conflict is not None:
            blocks += self._in_hand(conflict)
        if self._asked:
            blocks.append(derogations.cards(words, self._asked, self.desk.now()))
        return Page(
            title=words("ui.screen.settlement"),
            subtitle=words.count(f"ui.count.{counted}", left) if rows else "",
            blocks=tuple(blocks),
            busy=rows is None,
        )

    def _in_hand(self, conflict: ConflictView) -> list[Block]:
        words = self.words
        blocks: list[Block] = [
            Prose(key="sentence", text=disagreement.sentence(words, conflict), role="heading")
        ]
        versions = disagreement.versions(words, conflict, self.desk.now())
        if not conflict.open:
            who = shown.stamp(words, conflict.settled, self.desk.now()) if conflict.settled else ""
            blocks.append(Prose(key="settled", text=words("ui.settlement.settled_by", who=who)))
            facts = tuple(Fact(words(key), value) for key, value in conflict.decided)
            blocks.append(Facts(key="decided", facts=facts))
            return [*blocks, versions, self._actions(conflict)]
        way_out = words.known(f"conflict.{conflict.rule}.next", "")
        able = disagreement.able(words, conflict, self._people) if self._people else ""
        owners = listed((words.named("right", right) for right in conflict.owners), ", ")
        blocks.append(
            Notices(
                key="way_out",
                notices=(
                    Notice(
                        "alarm" if conflict.alarm else "warning",
                        listed(
                            (
                                disagreement.heard(words, conflict, self.desk.now()),
                                way_out or words("ui.settlement.way_out"),
                            ),
                            " ",
                        ),
                        next=listed((words("ui.settlement.owners", owners=owners), able), " ")
                        if owners
                        else "",
                    ),
                ),
            )
        )
        blocks.append(versions)
        if transcribing.offered(conflict, self.desk.person):
            blocks.append(transcribing.form(self.words, self.input, conflict, self._people))
        if conflict.choices:
            options = [Option("", words("ui.settlement.choose"))]
            for number, choice in enumerate(conflict.choices):
                options.append(Option(str(number), disagreement.choice_label(words, conflict, choice)))
            blocks.append(
                Form(
                    key="decision",
                    # Beside the signing: however long the comparison is, it stays in sight.
                    slot="bottom",
                    submit="settle",
                    fields=(
                        self.field(
                            "choice", "ui.settlement.decision", "choice", options=tuple(options), wide=True
                        ),
                    ),
                )
            )
        return [*blocks, self._actions(conflict)]

    def _actions(self, conflict: ConflictView) -> Actions:
        choosable = conflict.open and bool(conflict.choices)
        transcribe = self.button(
            "transcribe",
            enabled=not transcribing.missing(self.input),
            why_not=self.words("ui.spoken.fill_first"),
        )
        settle = self.button(
            "settle",
            primary=True,
            enabled=self._choice(conflict) is not None,
            why_not=self.words("ui.settlement.choose_first"),
        )
        return Actions(
            key="actions",
            slot="bottom",
            actions=(
                *self.ways_out(conflict, choosable=choosable),
                *((transcribe,) if transcribing.offered(conflict, self.desk.person) else ()),
                *((settle,) if choosable else ()),
            ),
        )
