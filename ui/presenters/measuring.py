"""A measurement or a result of one patient, echoed with its unit; what is implausible is asked about once."""

from node.api.base import Answer, Refused
from node.api.patient import Measure, RecordResult
from schema.quantity import NumberError, Quantity, Unit, parse_typed, quantity, unit_text
from ui.presenters import patient_shown
from ui.presenters.blocks import Actions, Block, Form, Notice, Option
from ui.presenters.desk import Asking, refusal
from ui.presenters.on_patient import OnPatient
from ui.presenters.told import FIELDS as TOLD_FIELDS

_UNITS = {"weight": Unit.KG, "height": Unit.CM, "creatinine": Unit.UMOL_PER_L}


class Measuring(OnPatient):
    """The record's part in which somebody types a value."""

    def _what(self) -> str:
        return self.input("what", "weight")

    def _units(self) -> dict[str, Unit]:
        """What may be typed here and in which unit: measurements, then the results of the site's gates."""
        found = dict(_UNITS)
        for gate in self.record_shown.gates if self.record_shown else ():
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
        told = self.told.read(self.desk.now())
        if value is None or told is None:
            self.focus("value" if value is None else "told_day")
            return
        if self._what() not in _UNITS:
            name = patient_shown.result_name(self.words, self._what())
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

    def measure_form(self) -> tuple[Block, ...]:
        """What is measured, how much, and how that is known."""
        words = self.words
        _, echo, error = self._value()
        what = tuple(
            Option(kind, f"{patient_shown.result_name(words, kind)} ({unit_text(unit, words.language)})")
            for kind, unit in self._units().items()
        )
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
                    *self.told.fields(self.desk.now()),
                ),
            ),
            Actions(key="measure_actions", slot="side", actions=(self.button("measure"),)),
        )
