"""A patient who died or went elsewhere: told with when and how, and taken back where that was an error."""

from node.api.patient import PatientRecord, TakePatientBack, TellPatientLeft
from ui.presenters import shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Actions, Block, Form, Notice, Notices, Option
from ui.presenters.desk import Signing
from ui.presenters.on_patient import OnPatient
from ui.presenters.told import FIELDS as TOLD_FIELDS


class Leaving(OnPatient):
    """The part of a patient's file about their leaving."""

    def act_left(self) -> None:
        how, told = self.input("how"), self.told.read(self.desk.now())
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
        record, words = self.record_shown, self.words
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

    def leaving(self, record: PatientRecord) -> tuple[Block, ...]:
        """What is known of it, or the form to tell it."""
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
                    *self.told.fields(self.desk.now()),
                ),
            ),
            Actions(key="left_actions", slot="side", actions=(self.button("left"),)),
        )
