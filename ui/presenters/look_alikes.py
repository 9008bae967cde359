"""Files that may be the same person: looked at, kept apart, linked or separated, by two people."""

from collections.abc import Callable

from node.api.base import Answer, Command
from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    GetLinkConsequences,
    KeepApart,
    LinkConsequences,
    LinkPatients,
    LookAlike,
    PatientRecord,
    UnlinkPatients,
)
from ui.format import listed
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Card, Mark
from ui.presenters.desk import Place, Signing
from ui.presenters.on_patient import OnPatient


class LookAlikes(OnPatient):
    """The record's part about the other files of the person."""

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

    def _pair(
        self, other: str, act: str, command: Callable[[PatientRecord, bytes, str, str], Command]
    ) -> None:
        record = self.record_shown
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
        ending = act == "keep_apart" and look.state == "disputed"
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
                consequence=words(f"ui.patient.{act}.{'disputed' if ending else 'consequence'}"),
                reason="" if act in {"confirm_link", "confirm_unlink"} else words("ui.reason"),
            ),
            words(f"ui.patient.{act}.done"),
        )

    def look_alike(self, look: LookAlike) -> Card:
        """One of them, with what may be done about it."""
        words, other = self.words, look.patient.hex()
        verbs = {
            "probable": ("look", "keep_apart", "link"),
            "disputed": ("look", "keep_apart", "link"),
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
            tone="warning" if look.state in {"probable", "disputed", "link_asked", "unlink_asked"} else None,
            actions=tuple(
                Action(
                    f"{verb}:{other}", words("ui.act.look_at_patient" if verb == "look" else f"ui.act.{verb}")
                )
                for verb in verbs
            ),
        )
