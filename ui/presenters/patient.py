"""One patient's record: measurements, allergies, notes, treatments, and files that may be the same person."""

from collections.abc import Callable

from node.api.base import Answer, Command, PersonView, Refused
from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    GetLinkConsequences,
    GetPatient,
    KeepApart,
    LinkConsequences,
    LinkPatients,
    LookAlike,
    Measure,
    NotePatient,
    PatientRecord,
    RecordAllergy,
    RecordResult,
    UnlinkPatients,
)
from node.api.session import ListPeople, People
from schema.quantity import NumberError, Quantity, Unit, parse_typed, quantity, unit_text
from ui.format import listed
from ui.presenters import shown
from ui.presenters.base import Presenter, nothing
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Card,
    Cards,
    Cell,
    Fact,
    Facts,
    Form,
    Grid,
    Mark,
    Notice,
    Notices,
    Option,
    Page,
    Row,
)
from ui.presenters.desk import Asking, Desk, Place, Signing, refusal
from ui.presenters.told import FIELDS as TOLD_FIELDS
from ui.presenters.told import ToldForm

_UNITS = {"weight": Unit.KG, "height": Unit.CM, "creatinine": Unit.UMOL_PER_L}


class Patient(Presenter):
    """The record, with the banner that every screen about this patient carries."""

    name = "patient"
    _record: PatientRecord | None = None
    _course = ""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._people: tuple[PersonView, ...] = ()
        self._told = ToldForm(self.words, self.input)

    def load(self) -> None:
        self.ask(GetPatient(patient=self.place.patient), self._loaded, quiet=self._record is not None)
        if not self._people:
            self.ask(ListPeople(), self._listed, quiet=True)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self._people = answer.people
            self._told.people = tuple((person.person, person.name) for person in answer.people)

    def _loaded(self, answer: Answer) -> None:
        if isinstance(answer, PatientRecord):
            self._record = answer
            courses = [row.course.hex() for row in answer.courses]
            if self._course not in courses:
                self._course = courses[0] if courses else ""
            self.show()

    # --- measuring --------------------------------------------------------------------------------

    def _what(self) -> str:
        return self.input("what", "weight")

    def _units(self) -> dict[str, Unit]:
        """What may be typed here and in which unit: measurements, then the results of the site's gates."""
        found = dict(_UNITS)
        for gate in self._record.gates if self._record else ():
            bound = gate.low or gate.high
            if bound is not None:
                found.setdefault(gate.what, bound.unit)
        return found

    def _value(self) -> tuple[Quantity | None, str, str]:
        """The measurement as understood, its echo with its unit, or what is wrong with it."""
        typed = self.input("value")
        if not typed.strip():
            return None, "", ""
        try:
            value = quantity(parse_typed(typed), self._units()[self._what()])
        except NumberError as error:
            return None, "", self.words(f"number.{error.code}", **error.values)
        return value, self.words.quantity(value), ""

    def act_measure(self) -> None:
        value, _, _ = self._value()
        told = self._told.read(self.desk.now())
        if value is None or told is None:
            self.focus("value" if value is None else "told_day")
            return
        if self._what() not in _UNITS:
            name = shown.result_name(self.words, self._what())
            self.record(
                RecordResult(patient=self.place.patient, what=self._what(), value=value, told=told),
                self.words("ui.patient.measured", what=name, value=self.words.quantity(value)),
                lambda _: self.forget("measure", "value", *TOLD_FIELDS),
            )
            return
        command = Measure(patient=self.place.patient, what=self._what(), value=value, told=told)
        self.desk.ask(command, lambda answer: self._measured(command, answer))

    def _measured(self, command: Measure, answer: Answer) -> None:
        if isinstance(answer, Refused) and answer.code == "patient.implausible":
            said = refusal(self.words, answer)
            self.desk.confirm(
                Asking(
                    title=said.title,
                    consequence=said.next or self.words("ui.patient.implausible"),
                    button=self.words("ui.act.confirm_measure", value=self.words.quantity(command.value)),
                    done=lambda _: self._send(
                        Measure(
                            patient=command.patient,
                            what=command.what,
                            value=command.value,
                            told=command.told,
                            confirmed=True,
                        )
                    ),
                )
            )
            return
        self._answered(command, answer)

    def _send(self, command: Measure) -> None:
        self.desk.ask(command, lambda answer: self._answered(command, answer))

    def _answered(self, command: Measure, answer: Answer) -> None:
        if isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
            self.show()
            return
        said = self.words(
            "ui.patient.measured",
            what=self.words(f"ui.banner.{command.what}"),
            value=self.words.quantity(command.value),
        )
        self.notices = (Notice("done", said),)
        self.forget("measure", "value", *TOLD_FIELDS)
        self.load()

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
            "ui.patient.allergy_recorded",
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
        self._course = row

    def opened_courses(self, row: str) -> None:
        self.desk.open(Place("course", patient=self.place.patient, course=bytes.fromhex(row)))

    def act_include(self) -> None:
        self.desk.open(Place("inclusion", patient=self.place.patient))

    def act_open_course(self) -> None:
        if self._course:
            self.opened_courses(self._course)

    def act_care_plan(self) -> None:
        today = self.words.today(self.desk.now()).isoformat()
        self.desk.open(Place("paper", patient=self.place.patient, day=today))

    # --- look-alikes ------------------------------------------------------------------------------

    def act_look(self, other: str) -> None:
        self.desk.open(Place("patient", patient=bytes.fromhex(other)))

    def act_link(self, other: str) -> None:
        self._pair(other, "link", lambda record, pair, pin, reason: LinkPatients(
            patient=record.banner.patient, other=pair, reason=reason, pin=pin, based_on=record.heads
        ))  # fmt: skip

    def act_confirm_link(self, other: str) -> None:
        self._pair(other, "confirm_link", lambda record, pair, pin, _: ConfirmLink(
            patient=record.banner.patient, other=pair, pin=pin, based_on=record.heads
        ))  # fmt: skip

    def act_keep_apart(self, other: str) -> None:
        self._pair(other, "keep_apart", lambda record, pair, pin, reason: KeepApart(
            patient=record.banner.patient, other=pair, reason=reason, pin=pin, based_on=record.heads
        ))  # fmt: skip

    def act_unlink(self, other: str) -> None:
        self._pair(other, "unlink", lambda record, pair, pin, reason: UnlinkPatients(
            patient=record.banner.patient, other=pair, reason=reason, pin=pin, based_on=record.heads
        ))  # fmt: skip

    def act_confirm_unlink(self, other: str) -> None:
        self._pair(other, "confirm_unlink", lambda record, pair, pin, _: ConfirmUnlink(
            patient=record.banner.patient, other=pair, pin=pin, based_on=record.heads
        ))  # fmt: skip

    def act_correction(self) -> None:
        self.desk.open(Place("correction", patient=self.place.patient))

    def _pair(
        self, other: str, act: str, command: Callable[[PatientRecord, bytes, str, str], Command]
    ) -> None:
        record = self._record
        look = (
            next((item for item in record.look_alikes if item.patient.hex() == other), None)
            if record
            else None
        )
        if record is None or look is None:
            return
        asked = GetLinkConsequences(patient=record.banner.patient, other=look.patient)

        def known(answer: Answer) -> None:
            if isinstance(answer, LinkConsequences):
                self._sign_pair(act, record, look, answer, command)

        self.ask(asked, known)

    def _sign_pair(
        self,
        act: str,
        record: PatientRecord,
        look: LookAlike,
        told: LinkConsequences,
        command: Callable[[PatientRecord, bytes, str, str], Command],
    ) -> None:
        """Whoever signs sees who the two are, and what changes for their treatments."""
        words = self.words
        lines = [
            listed((words.name_in_full(item), words.day(item.birth_date), words.numbers(item)))
            for item in (record.banner.identity, look.identity)
        ]
        if act != "keep_apart":
            lines.append(words.count("ui.patient.pair.courses", told.courses))
        if act in {"link", "confirm_link"}:
            lines.append(words.count("ui.patient.pair.back", told.back_to_validation))
        if told.allergies and act != "keep_apart":
            lines.append(words("ui.patient.pair.allergies", allergies=", ".join(told.allergies)))
        self.sign(
            Signing(
                title=words(f"ui.act.{act}"),
                lines=tuple(lines),
                command=lambda pin, reason: command(record, look.patient, pin, reason),
                done=nothing,
                consequence=words(f"ui.patient.{act}.consequence"),
                reason="" if act in {"confirm_link", "confirm_unlink"} else words("ui.reason"),
            ),
            words(f"ui.patient.{act}.done"),
        )

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, record = self.words, self._record
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
                    cards=tuple(self._look_alike(look) for look in record.look_alikes),
                )
            )
        blocks += [
            self._courses(record),
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
                    self.button("open_course", primary=True, enabled=bool(self._course)),
                ),
            ),
        ]
        return Page(
            title=words("ui.patient.title"),
            banner=shown.banner(words, record.banner),
            blocks=tuple(blocks),
        )

    def _courses(self, record: PatientRecord) -> Grid:
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
            selected=self._course,
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
                        Cell(shown.result_name(words, item.what)),
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
        _, echo, error = self._value()
        what = tuple(
            Option(kind, f"{shown.result_name(words, kind)} ({unit_text(unit, words.language)})")
            for kind, unit in self._units().items()
        )
        none = self.input.on("none_known")
        allergy = [self.field("none_known", "ui.patient.none_known", "tick")]
        if not none:
            allergy = [
                self.field("substance", "ui.patient.substance"),
                self.field("reaction", "ui.patient.reaction", hint="ui.hint.optional"),
                *allergy,
            ]
        return (
            Form(
                key="measure",
                slot="side",
                title=words("ui.patient.measure"),
                columns=2,
                submit="measure",
                fields=(
                    self.field("what", "ui.patient.what", "choice", options=what, otherwise="weight"),
                    self.field("value", "ui.patient.value", echo=echo, error=error),
                    *self._told.fields(self.desk.now()),
                ),
            ),
            Actions(key="measure_actions", slot="side", actions=(self.button("measure"),)),
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

    def _look_alike(self, look: LookAlike) -> Card:
        words, other = self.words, look.patient.hex()
        verbs = {
            "probable": ("look", "keep_apart", "link"),
            "link_asked": ("look", "keep_apart", "confirm_link"),
            "linked": ("look", "unlink"),
            "unlink_asked": ("look", "confirm_unlink"),
        }.get(look.state, ("look",))
        return Card(
            other,
            words.name_in_full(look.identity),
            (
                listed((words.day(look.identity.birth_date), words.numbers(look.identity))),
                words.known(f"ui.look_alike.why.{look.why}", look.why),
            ),
            Mark(look.state, words(f"ui.look_alike.{look.state}")),
            tone="warning" if look.state in {"probable", "link_asked", "unlink_asked"} else None,
            actions=tuple(
                Action(
                    f"{verb}:{other}", words("ui.act.look_at_patient" if verb == "look" else f"ui.act.{verb}")
                )
                for verb in verbs
            ),
        )
