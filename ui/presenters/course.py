"""One course of treatment: its doses and where each stands, cycles, stops, notes."""

from node.api.course import DoseView, NoteCourse, PlanCycle
from node.api.settlement import AskDerogation
from ui.presenters import bag_shown, dose_shown
from ui.presenters.blocks import Action, Actions, Block, Cards, Facts, Form, Grid, Option, Page
from ui.presenters.desk import Place, Signing
from ui.presenters.stopping import Stopping


class Course(Stopping):
    """The hub of a course: from here to each of its steps."""

    name = "course"

    def course_loaded(self) -> None:
        doses = [dose.dose for dose in self.course.doses] if self.course else []
        if self.course and self.place.bag and not self.place.dose:
            named = (dose for dose in self.course.doses if bag_shown.find(dose, self.place.bag))
            self._choose(next((dose.dose for dose in named), b""))
        if doses and self.place.dose not in doses:
            waiting = [dose.dose for dose in self.course.doses if dose.waits_for] if self.course else []
            self._choose((waiting or doses)[0])

        if self.place.rule:
            self.input.values.setdefault("rule", self.place.rule)

    def _choose(self, dose: bytes) -> None:
        place = self.place
        if place.dose and dose != place.dose:
            # What was chosen or written was for the dose in hand before.
            self.forget("derogation", "rule", "derogation_for")
            self.forget("stop_form", "level")
            if self.input("about") == "dose":
                self.forget("note_form", "note", "about")
        self.place = Place(place.screen, patient=place.patient, course=place.course, dose=dose, day=place.day)

    # --- what people do ---------------------------------------------------------------------------

    def selected_doses(self, row: str) -> None:
        self._choose(bytes.fromhex(row))
        self.show()

    def opened_doses(self, row: str) -> None:
        self._choose(bytes.fromhex(row))
        self.act_open()

    def act_open(self) -> None:
        """To the screen where the dose's next step is done."""
        dose = self.dose
        screen = self.next_step(dose) if dose else ""
        if dose and screen:
            self.desk.open(self.here(screen, dose))

    def act_validation(self) -> None:
        self.desk.open(self.here("validation"))

    def act_prescribe(self) -> None:
        """The next cycle that has no prescription yet, or the one typed."""
        self.desk.open(
            Place("prescription", patient=self.place.patient, course=self.place.course, cycle=self._cycle())
        )

    def act_revise(self) -> None:
        self.revise()

    def act_plan(self) -> None:
        day, _, _ = self.day_in("day_one")
        if not day or self.course is None:
            self.focus("day_one")
            return
        self.record(
            PlanCycle(course=self.place.course, cycle=self._cycle(), day_one=day, based_on=self.course.heads),
            self.words("ui.course.planned", cycle=str(self._cycle()), date=self.words.weekday(day)),
            lambda _: self.forget("plan", "cycle", "day_one"),
        )

    def act_note(self) -> None:
        written = self.input("note").strip()
        if not written:
            self.focus("note")
            return
        about = self.place.dose if self.input("about") == "dose" else None
        self.record(
            NoteCourse(course=self.place.course, dose=about or None, text=written),
            self.words("ui.patient.noted"),
            lambda _: self.forget("note_form", "note"),
        )

    def act_ask_derogation(self) -> None:
        """A prescriber asks to pass one hard stop, for this dose or one bag of it, in this very version."""
        course, dose, words = self.course, self.dose, self.words
        rule = self.input("rule")
        if course is None or dose is None or rule not in course.liftable:
            self.focus("rule")
            return
        bag = next((one for one in dose.bags if one.bag.hex() == self.input("derogation_for")), None)
        revision = bag.revision if bag is not None and bag.revision is not None else dose.versions[0]
        self.sign(
            Signing(
                title=words("ui.act.ask_derogation"),
                lines=(
                    *dose_shown.of_whom(words, course, dose, bag),
                    words(f"derogation.{rule}"),
                ),
                command=lambda pin, reason: AskDerogation(
                    course=course.course,
                    subject=bag.bag if bag is not None else dose.dose,
                    rule=rule,
                    revision=revision,
                    reason=reason,
                    pin=pin,
                    based_on=course.heads,
                ),
                done=lambda _: self.forget("derogation", "rule", "derogation_for"),
                consequence=words("ui.derogation.consequence"),
                reason=words("ui.reason"),
            ),
            words("ui.derogation.asked"),
        )

    # --- what is shown ----------------------------------------------------------------------------

    def _cycle(self) -> int:
        typed = self.input("cycle")
        if typed.isdecimal() and typed.isascii() and 0 < int(typed) < 100:
            return int(typed)
        prescribed = {dose.cycle for dose in self.course.doses} if self.course else set()
        return max(prescribed, default=0) + 1

    def page(self) -> Page:
        course = self.course
        if course is None:
            return self.course_page()
        words, dose = self.words, self.dose
        screen = self.next_step(dose) if dose else ""
        blocks: list[Block] = [
            self.stops(course),
            Grid(
                key="doses",
                columns=(
                    self.column("day", 2),
                    self.column("drug", 5),
                    self.column("dose", 2, right=True),
                    self.column("state", 3),
                ),
                rows=tuple(dose_shown.row(words, item) for item in course.doses),
                selected=self.place.dose.hex(),
                empty=words("ui.course.no_doses"),
            ),
            Facts(
                key="regimen",
                slot="side",
                title=words("ui.course.title"),
                facts=dose_shown.regimen_facts(words, course),
            ),
            self._bags(dose),
            self.notes(dose),
            *self._forms(),
            *self._derogation(course.liftable, dose),
            self._actions(dose, screen),
        ]
        return self.course_page(*blocks)

    def _bags(self, dose: DoseView | None) -> Cards:
        cards = bag_shown.cards(self.words, dose, self.desk.now()) if dose else ()
        title = self.words("ui.preparation.bags") if cards else ""
        return Cards(key="bags", slot="side", title=title, cards=cards)

    def _forms(self) -> tuple[Block, ...]:
        words = self.words
        _, echo, error = self.day_in("day_one")
        notes = self._note_form()
        if "prescribe" not in self.rights:
            return notes
        return (
            *notes,
            Form(
                key="plan",
                slot="side",
                title=words("ui.course.plan"),
                columns=2,
                submit="plan",
                fields=(
                    self.field("cycle", "ui.course.cycle", otherwise=str(self._cycle())),
                    self.field("day_one", "ui.course.day_one", hint="ui.hint.date", echo=echo, error=error),
                ),
            ),
            Actions(key="plan_actions", slot="side", actions=(self.button("plan"),)),
            *self.stop_form(),
        )

    def _note_form(self) -> tuple[Block, ...]:
        words = self.words
        about = (
            Option("course", words("ui.course.note.course")),
            Option("dose", words("ui.course.note.dose")),
        )
        return (
            Form(
                key="note_form",
                slot="side",
                title=words("ui.patient.note"),
                fields=(
                    self.field("about", "ui.course.note.about", "choice", options=about, otherwise="course"),
                    self.field("note", "ui.patient.note.text", "lines", wide=True),
                ),
            ),
            Actions(key="note_actions", slot="side", actions=(self.button("note"),)),
        )

    def _derogation(self, liftable: tuple[str, ...], dose: DoseView | None) -> tuple[Block, ...]:
        words = self.words
        prescribes = "prescribe" in self.rights
        if dose is None or not liftable:
            return ()
        rules = tuple(Option(rule, words(f"derogation.{rule}")) for rule in liftable)
        bags = tuple(Option(bag.bag.hex(), words("ui.number", number=bag.number)) for bag in dose.bags)
        return (
            Form(
                key="derogation",
                slot="side",
                title=words("ui.derogation.title"),
                fields=(
                    self.field(
                        "rule",
                        "ui.derogation.rule",
                        "choice",
                        options=(Option("", words("ui.derogation.choose")), *rules),
                    ),
                    self.field(
                        "derogation_for",
                        "ui.derogation.for",
                        "choice",
                        options=(Option("", words("ui.derogation.for.dose")), *bags),
                    ),
                ),
                note=words("ui.derogation.note" if prescribes else "ui.derogation.asked_by"),
            ),
            Actions(
                key="derogation_actions",
                slot="side",
                actions=(
                    self.button(
                        "ask_derogation",
                        enabled=prescribes,
                        why_not=words("ui.derogation.asked_by"),
                    ),
                ),
            ),
        )

    def _actions(self, dose: DoseView | None, screen: str) -> Actions:
        words = self.words
        step = next((step for step in dose.waits_for), "") if dose else ""
        elsewhere = (
            ()
            if screen == "validation"
            else (self.button("validation", label=words("ui.act.open_validation")),)
        )
        return Actions(
            key="actions",
            slot="bottom",
            actions=(
                *self.revising(dose),
                *self._next_cycle(),
                *elsewhere,
                Action(
                    "open",
                    words(f"ui.act.go.{step}" if screen else "ui.act.nothing_waits"),
                    primary=True,
                    enabled=bool(screen),
                ),
            ),
        )

    def _next_cycle(self) -> tuple[Action, ...]:
        label = self.words("ui.act.prescribe_cycle", cycle=str(self._cycle()))
        return (Action("prescribe", label),) if "prescribe" in self.rights else ()
