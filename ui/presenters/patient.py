"""One patient's record: measurements, allergies, notes, treatments, and files that may be the same person."""

from collections.abc import Callable

from node.api.base import Command
from node.api.patient import CourseRow, NotePatient, PatientRecord, RecordAllergy
from ui.presenters import patient_shown, shown
from ui.presenters.blocks import (
    Actions,
    Block,
    Cards,
    Cell,
    Fact,
    Facts,
    Form,
    Grid,
    Mark,
    Notices,
    Page,
    Row,
)
from ui.presenters.desk import Desk, Place
from ui.presenters.in_hand import InHand, first
from ui.presenters.look_alikes import LookAlikes
from ui.presenters.measuring import Measuring


class Patient(LookAlikes, Measuring):
    """The record, with the banner that every screen about this patient carries."""

    name = "patient"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._courses = InHand[CourseRow](lambda row: row.course.hex())

    def record_loaded(self, record: PatientRecord) -> None:
        self._courses.take(record.courses, first)

    # --- allergies and notes ----------------------------------------------------------------------

    def act_allergy(self) -> None:
        none, substance = self.input.on("none_known"), self.input("substance").strip()
        if not none and not substance:
            self.focus("substance")
            return
        self._keep(
            RecordAllergy(
                patient=self.place.patient,
                none_known=none,
                substance="" if none else substance,
                reaction="" if none else self.input("reaction").strip(),
            ),
            "ui.patient.none_known_recorded" if none else "ui.patient.allergy_recorded",
            lambda: self.forget("allergy", "none_known", "substance", "reaction"),
        )

    def act_note(self) -> None:
        written = self.input("note").strip()
        if not written:
            self.focus("note")
            return
        self._keep(
            NotePatient(patient=self.place.patient, text=written),
            "ui.patient.noted",
            lambda: self.forget("note_form", "note"),
        )

    def _keep(self, command: Command, done: str, emptied: Callable[[], None]) -> None:
        self.record(command, self.words(done), lambda _: emptied())

    # --- treatments -------------------------------------------------------------------------------

    def selected_courses(self, row: str) -> None:
        self._courses.choose(row)

    def opened_courses(self, row: str) -> None:
        self.desk.open(Place("course", patient=self.place.patient, course=bytes.fromhex(row)))

    def act_include(self) -> None:
        self.desk.open(Place("inclusion", patient=self.place.patient))

    def act_open_course(self) -> None:
        if self._courses.id:
            self.opened_courses(self._courses.id)

    def act_correction(self) -> None:
        self.desk.open(Place("correction", patient=self.place.patient))

    def act_care_plan(self) -> None:
        today = self.words.today(self.desk.now()).isoformat()
        self.desk.open(Place("paper", patient=self.place.patient, day=today))

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, record = self.words, self.record_shown
        if record is None:
            return Page(
                words("ui.patient.title"),
                busy=True,
                blocks=(Notices(key="notices", slot="top", notices=self.notices),),
            )
        blocks: list[Block] = [Notices(key="notices", slot="top", notices=self.notices)]
        if record.look_alikes:
            blocks.append(
                Cards(
                    key="alike",
                    slot="top",
                    title=words("ui.patient.look_alikes"),
                    cards=tuple(self.look_alike(look) for look in record.look_alikes),
                )
            )
        blocks += [
            self._treatments(record),
            self._history(record),
            *self._forms(),
            Facts(
                key="notes",
                stacked=True,
                slot="main",
                title=words("ui.patient.notes"),
                facts=tuple(
                    Fact(shown.stamp(words, note.stamp, self.desk.now()), note.text) for note in record.notes
                )
                or (Fact("", words("ui.patient.no_notes")),),
            ),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("correction"),
                    self.button("care_plan", icon="printer_outline"),
                    self.button("include", icon="plus"),
                    self.button("open_course", primary=True, enabled=bool(self._courses.id)),
                ),
            ),
        ]
        return Page(
            title=words("ui.patient.title"),
            banner=patient_shown.banner(words, record.banner),
            blocks=tuple(blocks),
        )

    def _treatments(self, record: PatientRecord) -> Grid:
        words = self.words
        rows = tuple(
            Row(
                row.course.hex(),
                (
                    Cell(row.regimen, row.indication, strong=True),
                    Cell(words.day(row.first_day)),
                    Cell(str(row.cycles), right=True),
                    Cell(row.ward),
                    Cell(words(f"ui.state.{row.state}"), mark=Mark(row.state, "")),
                ),
            )
            for row in record.courses
        )
        return Grid(
            key="courses",
            title=words("ui.patient.courses"),
            columns=(
                self.column("regimen", 5),
                self.column("first_day", 2),
                self.column("cycles", 1, right=True),
                self.column("ward", 2),
                self.column("state", 2),
            ),
            rows=rows,
            selected=self._courses.id,
            empty=words("ui.patient.no_courses"),
        )

    def _history(self, record: PatientRecord) -> Grid:
        words = self.words
        rows = []
        for number, item in enumerate(sorted(record.measurements, key=lambda one: -one.stamp.at)):
            at = item.stamp.at if item.stamp.happened_at is None else item.stamp.happened_at
            rows.append(
                Row(
                    str(number),
                    (
                        Cell(words.instant(at)),
                        Cell(patient_shown.result_name(words, item.what)),
                        Cell(words.quantity(item.value), strong=True, right=True),
                        Cell(f"{item.stamp.person}, {item.stamp.workstation}"),
                    ),
                )
            )
        return Grid(
            key="history",
            title=words("ui.patient.measurements"),
            columns=(
                self.column("when", 2),
                self.column("what", 2),
                self.column("value", 2, right=True),
                self.column("by", 4),
            ),
            rows=tuple(rows),
            empty=words("ui.patient.no_measurements"),
        )

    def _forms(self) -> tuple[Block, ...]:
        words = self.words
        none = self.input.on("none_known")
        allergy = [self.field("none_known", "ui.patient.none_known", "tick")]
        if not none:
            allergy = [
                self.field("substance", "ui.patient.substance"),
                self.field("reaction", "ui.patient.reaction", hint="ui.hint.optional"),
                *allergy,
            ]
        return (
            *self.measure_form(),
            Form(
                key="allergy",
                slot="side",
                title=words("ui.patient.allergy"),
                fields=tuple(allergy),
                submit="allergy",
            ),
            Actions(key="allergy_actions", slot="side", actions=(self.button("allergy"),)),
            Form(
                key="note_form",
                slot="side",
                title=words("ui.patient.note"),
                fields=(self.field("note", "ui.patient.note.text", "lines", wide=True),),
            ),
            Actions(key="note_actions", slot="side", actions=(self.button("note"),)),
        )
