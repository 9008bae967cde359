"""Including a patient in a regimen: which one, for which reimbursed indication, from when, in which ward."""

from node.api.base import Answer, Recorded
from node.api.course import IncludePatient, ListRegimens, RegimenRow, Regimens
from node.api.patient import Banner, GetPatient, PatientRecord
from schema.acts.regimen import RegimenSigned
from schema.quantity import NumberError, parse_typed
from ui.format import matches
from ui.presenters import dose_shown, patient_shown
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Block, Cell, Form, Grid, Notices, Option, Page, Row
from ui.presenters.desk import Place, Signing

INTENTS = ("curative", "neoadjuvant", "adjuvant", "palliative")


class Inclusion(Presenter):
    """The regimens of the site on the left, the inclusion on the right."""

    name = "inclusion"
    _banner: Banner | None = None
    _regimens: tuple[RegimenRow, ...] | None = None
    _selected = ""

    def load(self) -> None:
        self.ask(GetPatient(patient=self.place.patient), self._patient)
        self.ask(ListRegimens(), self._listed)

    def _patient(self, answer: Answer) -> None:
        if isinstance(answer, PatientRecord):
            self._banner = answer.banner
            self.show()

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Regimens):
            self._regimens = answer.rows
            self.show()

    def selected_regimens(self, row: str) -> None:
        if row != self._selected:
            self._selected = row
            self.input.values.pop("indication", None)
            self.show()

    def opened_regimens(self, row: str) -> None:
        self.selected_regimens(row)
        self.focus("indication")

    def _chosen(self) -> RegimenRow | None:
        return next((row for row in self._regimens or () if row.regimen.hex() == self._selected), None)

    def _cycles(self, regimen: RegimenSigned) -> tuple[int, str]:
        typed = self.input("cycles")
        if not typed:
            return regimen.cycles, ""
        try:
            number = parse_typed(typed)
        except NumberError as error:
            return 0, self.words(f"number.{error.code}", **error.values)
        if number != int(number) or not 1 <= number <= 99:
            return 0, self.words("ui.typed.whole", least="1", most="99")
        return int(number), ""

    def _filled(self) -> bool:
        """Whether all that an inclusion says is there."""
        row = self._chosen()
        day, _, _ = self.day_in("first_day")
        indication, ward = self.input("indication"), self.input("ward").strip()
        return row is not None and bool(day and self._cycles(row.body)[0] and indication and ward)

    def act_include(self) -> None:
        """Sign, with everything as it stands on the screen."""
        row, words = self._chosen(), self.words
        day, _, _ = self.day_in("first_day")
        cycles = self._cycles(row.body)[0] if row else 0
        indication, ward = self.input("indication"), self.input("ward").strip()
        if row is None or not self._filled():
            self.ask_to_fill("ui.inclusion.incomplete", self._filled)
            return
        intent = self.input("intent", INTENTS[0])
        label = next((item.label for item in row.body.indications if item.code == indication), indication)
        self.sign(
            Signing(
                title=words("ui.act.include_in", regimen=row.body.name),
                lines=(
                    words.name_in_full(self._banner.identity) if self._banner else "",
                    f"{row.body.name} ({row.body.version})",
                    f"{label} ({indication})",
                    words("ui.inclusion.from", date=words.weekday(day), cycles=str(cycles), ward=ward),
                ),
                command=lambda pin, _: IncludePatient(
                    patient=self.place.patient,
                    regimen=row.regimen,
                    indication_code=indication,
                    intent=intent,
                    first_day=day,
                    planned_cycles=cycles,
                    ward=ward,
                    pin=pin,
                ),
                done=self._included,
            ),
            words("ui.inclusion.done"),
        )

    def _included(self, answer: Answer) -> None:
        if isinstance(answer, Recorded) and answer.created:
            place = Place("prescription", patient=self.place.patient, course=answer.created[0], cycle=1)
            self.desk.open(place)

    def page(self) -> Page:
        words = self.words
        rows = tuple(
            Row(
                row.regimen.hex(),
                (
                    Cell(row.body.name, dose_shown.illustrative(words, row.body), strong=True),
                    Cell(", ".join(dict.fromkeys(words.drug(line.substance) for line in row.body.lines))),
                    Cell(
                        words(
                            "ui.inclusion.rhythm", days=str(row.body.cycle_days), cycles=str(row.body.cycles)
                        )
                    ),
                ),
            )
            for row in self._regimens or ()
            if matches(
                self.input("filter"),
                row.body.name,
                row.body.code,
                *(line.substance for line in row.body.lines),
            )
        )
        if self._selected not in {row.id for row in rows}:
            self._selected = rows[0].id if rows else ""
        blocks: tuple[Block, ...] = (
            Notices(key="notices", slot="top", notices=self.notices),
            Form(key="filter_form", fields=(self.field("filter", "ui.inclusion.filter", wide=True),)),
            Grid(
                key="regimens",
                columns=(self.column("regimen", 3), self.column("drugs", 5), self.column("rhythm", 3)),
                rows=rows,
                selected=self._selected,
                empty=words("ui.inclusion.none"),
            ),
            self._form(),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button(
                        "include",
                        label=words("ui.act.include_patient"),
                        primary=True,
                        enabled=bool(self._selected),
                    ),
                ),
            ),
        )
        return Page(
            title=words("ui.inclusion.title"),
            banner=patient_shown.banner(words, self._banner) if self._banner else None,
            blocks=blocks,
            busy=self._regimens is None,
        )

    def _form(self) -> Form:
        words, row = self.words, self._chosen()
        indications: tuple[Option, ...] = (Option("", words("ui.inclusion.choose")),)
        if row is not None:
            indications += tuple(
                Option(item.code, f"{item.label} ({item.code})") for item in row.body.indications
            )
        _, day_echo, day_error = self.day_in("first_day")
        _, cycles_error = self._cycles(row.body) if row else (0, "")
        return Form(
            key="inclusion",
            slot="side",
            title=row.body.name if row else words("ui.inclusion.title"),
            submit="include",
            note=words("ui.inclusion.source", source=row.body.source) if row and row.body.source else "",
            fields=(
                self.field("indication", "ui.inclusion.indication", "choice", options=indications),
                self.field(
                    "intent",
                    "ui.course.intent",
                    "choice",
                    options=tuple(Option(kind, words(f"ui.intent.{kind}")) for kind in INTENTS),
                    otherwise=INTENTS[0],
                ),
                self.field(
                    "first_day", "ui.inclusion.first_day", hint="ui.hint.date", echo=day_echo, error=day_error
                ),
                self.field(
                    "cycles",
                    "ui.course.cycles",
                    error=cycles_error,
                    otherwise=str(row.body.cycles) if row else "",
                ),
                self.field("ward", "ui.course.ward"),
            ),
        )
