"""Correcting a patient's file: identity fields (the disputed ones first), allergies, death or transfer."""

from typing import Final

from node.api.base import Answer, PersonView
from node.api.patient import (
    AllergyView,
    CorrectIdentity,
    GetPatient,
    PatientRecord,
    RemoveAllergy,
    TakePatientBack,
    TellPatientLeft,
)
from node.api.session import ListPeople, People
from schema.acts.patient import FieldValue
from ui.presenters import patient_shown, shown
from ui.presenters.base import Presenter, nothing
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Card,
    Cards,
    Field,
    Form,
    Mark,
    Notice,
    Notices,
    Option,
    Page,
)
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.told import FIELDS as TOLD_FIELDS
from ui.presenters.told import ToldForm
from ui.typed import TypedError, parse_date

_FIELDS: Final = ("birth_name", "first_names", "used_name", "birth_date", "sex", "ipp", "ins")
_UPPER: Final = frozenset({"birth_name", "used_name"})


class Correction(Presenter):
    """What was written in error is replaced, signed, with its reason; nothing disappears."""

    name = "correction"
    _record: PatientRecord | None = None

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
            self.show()

    # --- identity ---------------------------------------------------------------------------------

    def _disputed(self) -> dict[str, tuple[str, ...]]:
        return {one.field: one.values for one in self._record.disputes} if self._record else {}

    def _typed(self, record: PatientRecord, field: str) -> tuple[str, str]:
        """The value that a field should have, as understood, and what is wrong with it."""
        current: str = getattr(record.banner.identity, field)
        if field in self._disputed():
            return self.input(field), ""
        typed = self.input(field, self._as_typed(field, current)).strip()
        if field == "birth_date":
            try:
                return parse_date(typed, self.words.today(self.desk.now())).isoformat(), ""
            except TypedError as error:
                return "", self.words(f"ui.typed.{error.code}")
        if field == "ins":
            typed = typed.replace(" ", "")
        return (typed.upper() if field in _UPPER else typed), ""

    def _as_typed(self, field: str, value: str) -> str:
        return self.words.day(value) if field == "birth_date" else value

    def _changes(self, record: PatientRecord) -> tuple[FieldValue, ...]:
        disputed = self._disputed()
        found = []
        for field in _FIELDS:
            value, error = self._typed(record, field)
            if error or (field in disputed and field not in self.input.values):
                continue
            if field in disputed:
                number = self.input(field)
                if number.isdecimal() and int(number) < len(disputed[field]):
                    found.append(FieldValue(field, disputed[field][int(number)]))
            elif value != self._kept(record, field):
                found.append(FieldValue(field, value))
        return tuple(found)

    def _kept(self, record: PatientRecord, field: str) -> str:
        kept: str = getattr(record.banner.identity, field)
        return kept.upper() if field in _UPPER else kept

    def _said(self, field: str, value: str) -> str:
        words = self.words
        if field == "sex":
            return words.known(f"ui.sex.{value.lower()}", value)
        return (words.day(value) if field == "birth_date" else value) or words("ui.correction.empty")

    def act_correct(self) -> None:
        record, words = self._record, self.words
        if record is None:
            return
        changes = self._changes(record)
        if not changes:
            self.focus(next(iter(self._disputed()), _FIELDS[0]))
            return
        disputed = self._disputed()
        lines = tuple(
            words(
                "ui.correction.line",
                field=words(f"ui.identity.{one.field}"),
                before=" / ".join(
                    self._said(one.field, value)
                    for value in disputed.get(one.field, (getattr(record.banner.identity, one.field),))
                ),
                after=self._said(one.field, one.value),
            )
            for one in changes
        )
        self.sign(
            Signing(
                title=words("ui.act.correct"),
                lines=(words.name_in_full(record.banner.identity), *lines),
                command=lambda pin, reason: CorrectIdentity(
                    patient=record.banner.patient,
                    changes=changes,
                    reason=reason,
                    pin=pin,
                    based_on=record.heads,
                ),
                done=lambda _: self.forget("identity", *_FIELDS),
                consequence=words("ui.correction.consequence"),
                reason=words("ui.correction.document"),
            ),
            words("ui.correction.done"),
        )

    # --- allergies --------------------------------------------------------------------------------

    def act_remove(self, number: str) -> None:
        record, words = self._record, self.words
        if record is None or not number.isdecimal() or int(number) >= len(record.banner.allergies):
            return
        entry = record.banner.allergies[int(number)]
        self.sign(
            Signing(
                title=words("ui.act.remove"),
                lines=(words.name_in_full(record.banner.identity), self._allergy(entry)),
                command=lambda pin, reason: RemoveAllergy(
                    patient=record.banner.patient,
                    entry=entry.entry,
                    reason=reason,
                    pin=pin,
                    based_on=record.heads,
                ),
                done=nothing,
                consequence=words("ui.correction.remove.consequence"),
                reason=words("ui.reason"),
            ),
            words("ui.correction.removed"),
        )

    def _allergy(self, entry: AllergyView) -> str:
        return f"{entry.substance} ({entry.reaction})" if entry.reaction else entry.substance

    # --- death or transfer ------------------------------------------------------------------------

    def act_left(self) -> None:
        how, told = self.input("how"), self._told.read(self.desk.now())
        if not how or told is None:
            self.focus("how" if not how else "told_day")
            return
        self.record(
            TellPatientLeft(
                patient=self.place.patient, how=how, remark=self.input("remark").strip(), told=told
            ),
            self.words("ui.correction.left.done"),
            lambda _: self.forget("left", "how", "remark", *TOLD_FIELDS),
        )

    def act_take_back(self) -> None:
        record, words = self._record, self.words
        if record is None:
            return
        self.sign(
            Signing(
                title=words("ui.act.take_back"),
                lines=(words.name_in_full(record.banner.identity), *self._gone(record)),
                command=lambda pin, reason: TakePatientBack(
                    patient=record.banner.patient, reason=reason, pin=pin, based_on=record.heads
                ),
                done=nothing,
                consequence=words("ui.correction.take_back.consequence"),
                reason=words("ui.reason"),
            ),
            words("ui.correction.take_back.done"),
        )

    def _gone(self, record: PatientRecord) -> tuple[str, ...]:
        return tuple(
            f"{self.words(f'ui.gone.{one.how}')}, {shown.stamp(self.words, one.stamp, self.desk.now())}"
            for one in record.banner.gone
        )

    # --- what is shown ----------------------------------------------------------------------------

    def act_back(self) -> None:
        self.desk.open(Place("patient", patient=self.place.patient))

    def page(self) -> Page:
        words, record = self.words, self._record
        top = Notices(key="notices", slot="top", notices=self.notices)
        if record is None:
            return Page(words("ui.screen.correction"), busy=True, blocks=(top,))
        return Page(
            title=words("ui.screen.correction"),
            banner=patient_shown.banner(words, record.banner),
            blocks=(top, *self._identity(record), *self._allergies(record), *self._leaving(record)),
        )

    def _identity(self, record: PatientRecord) -> tuple[Block, ...]:
        words = self.words
        fields = tuple(self._field(record, field) for field in _FIELDS)
        disputed = self._disputed()
        notices: tuple[Block, ...] = ()
        if disputed:
            names = ", ".join(patient_shown.field_name(words, field) for field in disputed)
            notice = Notice(
                "warning",
                words("ui.correction.disputed", fields=names),
                next=words("ui.correction.disputed.next"),
            )
            notices = (Notices(key="disputed", notices=(notice,)),)
        changed = bool(self._changes(record))
        return (
            *notices,
            Form(
                key="identity",
                title=words("ui.correction.identity"),
                columns=2,
                submit="correct",
                fields=fields,
            ),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("back", label=words("ui.act.patient_record")),
                    self.button(
                        "correct",
                        primary=True,
                        enabled=changed,
                        why_not="" if changed else words("ui.correction.change_first"),
                    ),
                ),
            ),
        )

    def _field(self, record: PatientRecord, field: str) -> Field:
        words = self.words
        label = f"ui.identity.{field}"
        disputed = self._disputed()
        if field in disputed:
            options = (
                Option("", words("ui.correction.which")),
                *(Option(str(n), self._said(field, value)) for n, value in enumerate(disputed[field])),
            )
            return self.field(field, label, "choice", options=options)
        current: str = getattr(record.banner.identity, field)
        if field == "sex":
            options = tuple(Option(sex, words(f"ui.sex.{sex.lower()}")) for sex in "FMX")
            return self.field(field, label, "choice", options=options, otherwise=current)
        value, error = self._typed(record, field)
        echo = self._said(field, value) if field == "birth_date" and value else ""
        return self.field(field, label, echo=echo, error=error, otherwise=self._as_typed(field, current))

    def _allergies(self, record: PatientRecord) -> tuple[Block, ...]:
        words = self.words
        if not record.banner.allergies:
            return ()
        kind = "probable" if record.banner.allergies_disputed else "allergy_known"
        return (
            Cards(
                key="allergies",
                slot="side",
                title=words("ui.banner.allergies"),
                note=words("ui.correction.allergies_disputed") if record.banner.allergies_disputed else "",
                cards=tuple(
                    Card(
                        str(number),
                        self._allergy(entry),
                        (shown.stamp(words, entry.stamp, self.desk.now()),),
                        Mark(kind, ""),
                        actions=(Action(f"remove:{number}", words("ui.act.remove"), danger=True),),
                    )
                    for number, entry in enumerate(record.banner.allergies)
                ),
            ),
        )

    def _leaving(self, record: PatientRecord) -> tuple[Block, ...]:
        words = self.words
        if record.banner.gone:
            notice = Notice("alarm", "; ".join(self._gone(record)), next=words("ui.correction.gone.next"))
            return (
                Notices(key="gone", slot="side", notices=(notice,)),
                Actions(key="gone_actions", slot="side", actions=(self.button("take_back"),)),
            )
        options = (
            Option("", ""),
            *(Option(how, words(f"ui.gone.{how}")) for how in ("deceased", "transferred")),
        )
        return (
            Form(
                key="left",
                slot="side",
                title=words("ui.correction.left"),
                submit="left",
                fields=(
                    self.field("how", "ui.correction.how", "choice", options=options),
                    self.field("remark", "ui.correction.remark", hint="ui.hint.optional"),
                    *self._told.fields(self.desk.now()),
                ),
            ),
            Actions(key="left_actions", slot="side", actions=(self.button("left"),)),
        )
