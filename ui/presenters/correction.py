"""Correcting a patient's file: identity fields (the disputed ones first), allergies, death or transfer."""

from typing import Final

from node.api.patient import AllergyView, CorrectIdentity, PatientRecord, RemoveAllergy
from schema.acts.patient import FieldValue
from ui.presenters import patient_shown, shown
from ui.presenters.base import nothing
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
from ui.presenters.desk import Place, Signing
from ui.presenters.leaving import Leaving
from ui.typed import TypedError, parse_date

_FIELDS: Final = ("birth_name", "first_names", "used_name", "birth_date", "sex", "ipp", "ins")
_UPPER: Final = frozenset({"birth_name", "used_name"})


class Correction(Leaving):
    """What was written in error is replaced, signed, with its reason; nothing disappears."""

    name = "correction"

    # --- identity ---------------------------------------------------------------------------------

    def _disputed(self) -> dict[str, tuple[str, ...]]:
        return {one.field: one.values for one in self.record_shown.disputes} if self.record_shown else {}

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
        record, words = self.record_shown, self.words
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
        record, words = self.record_shown, self.words
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

    # --- what is shown ----------------------------------------------------------------------------

    def act_back(self) -> None:
        self.desk.open(Place("patient", patient=self.place.patient))

    def page(self) -> Page:
        words, record = self.words, self.record_shown
        top = Notices(key="notices", slot="top", notices=self.notices)
        if record is None:
            return Page(words("ui.screen.correction"), busy=True, blocks=(top,))
        return Page(
            title=words("ui.screen.correction"),
            banner=patient_shown.banner(words, record.banner),
            blocks=(top, *self._identity(record), *self._allergies(record), *self.leaving(record)),
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
