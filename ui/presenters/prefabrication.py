"""Prefabrication of one dose: what to draw, with which vials, taking it on. The volumes are the node's."""

from dataclasses import replace

from node.api.base import Answer, Recorded
from node.api.course import DoseView
from node.api.lot import RemainderOffered
from node.api.preparation import Claim, PreparationProposal, ProposePreparation
from schema.acts.preparation import VialUsed
from ui.format import listed
from ui.presenters import bag_shown
from ui.presenters.blocks import (
    Actions,
    Block,
    Fact,
    Facts,
    Field,
    Form,
    Notices,
    Option,
)
from ui.presenters.confirmed import confirmed
from ui.presenters.desk import Place, refusal
from ui.presenters.on_course import OnCourse
from ui.typed import TypedError, parse_expiry


class Prefabrication(OnCourse):
    """Before there is a bag."""

    proposal: PreparationProposal | None = None
    """What the node computed, once it is there."""
    _lots = 1

    def course_loaded(self) -> None:
        if self.dose is not None and self.bag is None:
            self._propose()

    def _propose(self) -> None:
        self.ask(
            ProposePreparation(
                course=self.place.course, dose=self.place.dose, withdraw=self.input.on("withdraw")
            ),
            self._proposed,
            quiet=self.proposal is not None,
        )

    def _proposed(self, answer: Answer) -> None:
        if isinstance(answer, PreparationProposal):
            self.proposal = answer
            self.show()

    def typed_withdraw(self) -> None:
        self._propose()

    def act_another_lot(self) -> None:
        self._lots += 1
        self.show()
        self.focus(f"lot_{self._lots - 1}")

    def _expiry(self, number: int) -> tuple[str, str, str]:
        typed = self.input(f"expiry_{number}")
        if not typed:
            return "", "", ""
        try:
            day = parse_expiry(typed, self.words.today(self.desk.now()))
        except TypedError as error:
            return "", "", self.words(f"ui.typed.{error.code}")
        return day.isoformat(), self.words.day(day), ""

    def _count(self, number: int) -> int:
        proposed = str(self.proposal.vials) if self.proposal and number == 0 else ""
        typed = self.input(f"count_{number}", proposed)
        return int(typed) if typed.isascii() and typed.isdecimal() and 0 < int(typed) < 1000 else 0

    def _lots_typed(self) -> dict[int, tuple[str, str, int]]:
        """Lot, expiry and number of vials by row; rows after the first may stay empty."""
        typed = {
            number: (
                self.input(f"lot_{number}").strip(),
                self._expiry(number)[0],
                self._count(number),
            )
            for number in range(self._lots)
        }
        return {number: row for number, row in typed.items() if not number or row[0] or row[1]}

    def _missing(self) -> str:
        """The first field that is still needed; empty when there is none."""
        return next(
            (
                f"{name}_{number}"
                for number, row in self._lots_typed().items()
                for name, value in zip(("lot", "expiry", "count"), row, strict=True)
                if not value
            ),
            "",
        )

    def _vials(self, proposal: PreparationProposal) -> tuple[VialUsed, ...]:
        return tuple(
            VialUsed(proposal.product, proposal.label, proposal.cip13, lot, expiry, count)
            for lot, expiry, count in self._lots_typed().values()
        )

    def _remainder(self, proposal: PreparationProposal) -> RemainderOffered | None:
        """The opened vial that is to be set out too, if one was chosen."""
        chosen = self.input("remainder")
        return next((one for one in proposal.remainders if one.chosen.remainder.hex() == chosen), None)

    def _remainders(self, proposal: PreparationProposal) -> tuple[Field, ...]:
        """The choice of an opened vial, where there is one."""
        if not proposal.remainders:
            return ()
        words = self.words
        options = tuple(
            Option(
                one.chosen.remainder.hex(),
                words(
                    "ui.preparation.remainder.of",
                    lot=one.named.number,
                    volume=words.quantity(one.volume),
                    use_by=words.instant(one.use_by),
                ),
            )
            for one in proposal.remainders
        )
        none = Option("", words("ui.preparation.remainder.none"))
        return (
            self.field(
                "remainder", "ui.preparation.remainder", "choice", options=(none, *options), wide=True
            ),
        )

    def act_claim(self) -> None:
        """Take the dose on, as the sheet on the screen says."""
        proposal = self.proposal
        if proposal is None:
            return
        if missing := self._missing():
            self.ask_to_fill("ui.preparation.incomplete", lambda: not self._missing())
            self.focus(missing)
            return
        vials = self._vials(proposal)
        left = self._remainder(proposal)
        opened = (
            VialUsed(
                proposal.product, left.named.label, left.named.cip13, left.named.number, left.named.expiry, 1
            )
            if left is not None
            else None
        )
        self.record(
            Claim(
                course=self.place.course,
                item=proposal.item,
                product=proposal.product,
                vials=(*vials, opened) if opened is not None else vials,
                remainders=(left.chosen,) if left is not None else (),
                diluent_lot=self.input("diluent_lot").strip(),
                withdraw=self.input.on("withdraw"),
                based_on=proposal.heads,
            ),
            self.words("ui.preparation.claimed"),
            self._claimed,
        )

    def _claimed(self, answer: Answer) -> None:
        if isinstance(answer, Recorded) and answer.created:
            place = self.place
            self.place = Place(
                place.screen, place.patient, place.course, place.dose, answer.created[0], day=place.day
            )

    # --- what is shown ----------------------------------------------------------------------------

    def prefabrication(self, dose: DoseView, proposal: PreparationProposal) -> list[Block]:
        """What to draw and with what, whose vials are typed, and with whom the dose is confirmed."""
        words = self.words
        withdrawn = words("ui.preparation.withdrawn") if self.input.on("withdraw") else ""
        facts = (
            Fact(
                words("ui.preparation.product"),
                words.held(proposal.label),
                listed(
                    (
                        words("ui.cip13", code=proposal.cip13) if proposal.cip13 else "",
                        words.quantity(proposal.concentration),
                    )
                ),
                strong=True,
            ),
            Fact(words("ui.preparation.vials"), str(proposal.vials), strong=True),
            Fact(words("ui.preparation.draw"), words.quantity(proposal.draw), strong=True),
            Fact(
                words("ui.preparation.diluent"),
                proposal.diluent or words("ui.preparation.undiluted"),
                withdrawn,
            ),
            Fact(words("ui.preparation.final_volume"), words.quantity(proposal.final_volume)),
            Fact(
                words("ui.preparation.final_concentration"),
                words.quantity(proposal.final_concentration),
                strong=True,
            ),
            Fact(
                words("ui.preparation.stability"),
                words("ui.hours", n=words.whole(proposal.stability_hours)),
                proposal.storage,
            ),
            *(
                Fact(words("ui.preparation.caution"), caution, tone="warning")
                for caution in proposal.cautions
            ),
        )
        return [
            Notices(
                key="objections",
                notices=(
                    *(refusal(words, item) for item in proposal.objections),
                    *(replace(refusal(words, item), level="warning") for item in proposal.doubts),
                ),
            ),
            self.derogable(item.code for item in proposal.objections),
            Facts(key="proposal", title=words("ui.preparation.proposal"), facts=facts, columns=3),
            Form(
                key="vials",
                title=words("ui.preparation.vials_used"),
                columns=3,
                fields=tuple(field for number in range(self._lots) for field in self._lot(number, proposal)),
            ),
            Actions(key="vial_actions", actions=(self.button("another_lot", icon="plus"),)),
            Form(
                key="bag_form",
                columns=2,
                submit="claim",
                fields=(
                    *self._remainders(proposal),
                    self.field("diluent_lot", "ui.preparation.diluent_lot"),
                    self.field(
                        "withdraw", "ui.preparation.withdraw", "tick", hint="ui.preparation.withdraw.hint"
                    ),
                ),
            ),
            confirmed(words, "preparation", proposal.confirmed, self.desk.now()),
            *bag_shown.ended(words, dose, self.desk.now()),
            self.notes(dose),
            Actions(
                key="actions",
                slot="bottom",
                actions=(self.button("claim", primary=True),),
            ),
        ]

    def _lot(self, number: int, proposal: PreparationProposal) -> tuple[Field, ...]:
        _, echo, error = self._expiry(number)
        return (
            self.field(f"lot_{number}", "ui.preparation.lot"),
            self.field(
                f"expiry_{number}", "ui.preparation.expiry", hint="ui.hint.expiry", echo=echo, error=error
            ),
            self.field(
                f"count_{number}",
                "ui.preparation.count",
                otherwise=str(proposal.vials) if number == 0 else "",
                error=""
                if self._count(number) or number
                else self.words("ui.typed.whole", least="1", most="999"),
            ),
        )
