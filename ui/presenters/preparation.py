"""Prefabrication and fabrication of one dose: what to draw, with which vials, made, then checked.

Which of the three is shown follows from the bag the node tells of; the volumes are the node's too.
"""

from node.api.base import Answer, Recorded
from node.api.course import BagView, DoseView
from node.api.lot import RemainderOffered
from node.api.preparation import (
    Claim,
    Confirmed,
    PreparationProposal,
    ProposePreparation,
    RecordChecked,
    RecordMade,
    VoidClaim,
)
from schema.acts.preparation import VialUsed
from ui.format import listed
from ui.presenters import shown
from ui.presenters.base import nothing
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Card,
    Cards,
    Fact,
    Facts,
    Field,
    Form,
    Mark,
    Notice,
    Notices,
    Option,
    Page,
    Prose,
)
from ui.presenters.desk import Asking, Place, Signing, refusal
from ui.presenters.on_course import OnCourse
from ui.typed import TypedError, parse_expiry


class Preparation(OnCourse):
    """One dose at the pharmacy's bench."""

    name = "preparation"
    _proposal: PreparationProposal | None = None
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
            quiet=self._proposal is not None,
        )

    def _proposed(self, answer: Answer) -> None:
        if isinstance(answer, PreparationProposal):
            self._proposal = answer
            self.show()

    def typed_withdraw(self) -> None:
        self._propose()

    # --- prefabrication ---------------------------------------------------------------------------

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
        proposed = str(self._proposal.vials) if self._proposal and number == 0 else ""
        typed = self.input(f"count_{number}", proposed)
        return int(typed) if typed.isascii() and typed.isdecimal() and 0 < int(typed) < 1000 else 0

    def _vials(self, proposal: PreparationProposal) -> tuple[VialUsed, ...] | None:
        vials = []
        for number in range(self._lots):
            lot = self.input(f"lot_{number}").strip()
            expiry, _, _ = self._expiry(number)
            count = self._count(number)
            if number and not lot and not expiry:
                continue
            if not (lot and expiry and count):
                self.focus(
                    f"lot_{number}" if not lot else f"expiry_{number}" if not expiry else f"count_{number}"
                )
                return None
            vials.append(VialUsed(proposal.product, proposal.label, proposal.cip13, lot, expiry, count))
        return tuple(vials)

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
        proposal = self._proposal
        vials = self._vials(proposal) if proposal else None
        if proposal is None or not vials:
            self.notices = (
                Notice(
                    "refusal",
                    self.words("ui.preparation.incomplete"),
                    next=self.words("ui.preparation.incomplete.next"),
                ),
            )
            self.show()
            return
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

    # --- made, checked, given up ------------------------------------------------------------------

    def act_made(self) -> None:
        self._account("made")

    def act_checked(self) -> None:
        self._account("checked")

    def _account(self, what: str) -> None:
        bag, dose, words = self.bag, self.dose, self.words
        told = self.told.read(self.desk.now())
        if bag is None or dose is None:
            return
        if told is None:
            self.focus("told_day")
            return
        incident = self.input("incident").strip()
        self.sign(
            Signing(
                title=words(f"ui.act.{what}"),
                lines=(
                    words("ui.number", number=bag.number),
                    shown.drug_and_dose(words, dose.order),
                    words(
                        "ui.preparation.draw_line",
                        draw=words.quantity(bag.draw),
                        volume=words.quantity(bag.final_volume),
                    ),
                    words("ui.preparation.incident_line", incident=incident) if incident else "",
                ),
                command=lambda pin, _: (
                    RecordMade(course=self.place.course, bag=bag.bag, told=told, incident=incident, pin=pin)
                    if what == "made"
                    else RecordChecked(course=self.place.course, bag=bag.bag, told=told, pin=pin)
                ),
                done=nothing,
            ),
            words(f"ui.preparation.{what}", number=bag.number),
        )

    def act_void(self) -> None:
        bag, course, words = self.bag, self.course, self.words
        if bag is None or course is None:
            return
        self.desk.confirm(
            Asking(
                title=words("ui.act.void"),
                lines=(words("ui.number", number=bag.number),),
                consequence=words("ui.preparation.void.consequence", number=bag.number),
                button=words("ui.act.void"),
                reason=words("ui.reason"),
                done=lambda reason: self.record(
                    VoidClaim(course=course.course, bag=bag.bag, reason=reason, based_on=course.heads),
                    words("ui.preparation.voided", number=bag.number),
                ),
            )
        )

    def act_sheet(self) -> None:
        if self.bag is not None:
            self.desk.open(self.here("paper", bag=self.bag.bag))

    def act_release_screen(self) -> None:
        if self.bag is not None:
            self.desk.open(self.here("release", bag=self.bag.bag))

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        course, dose, bag = self.course, self.dose, self.bag
        if course is None or dose is None:
            return self.course_page()
        head = shown.card(self.words, course, dose, bag, self.desk.now())
        if bag is not None:
            return self.course_page(head, *self._bench(dose, bag))
        if self._proposal is None:
            return self.course_page(
                head, Prose(key="waiting", text=self.words("ui.preparation.computing"), role="muted")
            )
        return self.course_page(head, *self._prefabrication(dose, self._proposal))

    def _prefabrication(self, dose: DoseView, proposal: PreparationProposal) -> list[Block]:
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
            Notices(key="objections", notices=tuple(refusal(words, item) for item in proposal.objections)),
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
            Cards(
                key="confirmed",
                slot="side",
                title=words("ui.preparation.confirmed"),
                cards=tuple(self._confirmed(item) for item in proposal.confirmed)
                or (Card("alone", words("ui.preparation.alone"), mark=Mark("apart", "")),),
                note=words("ui.preparation.confirmed.note"),
            ),
            *shown.ended_bags(words, dose, self.desk.now()),
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

    def _confirmed(self, item: Confirmed) -> Card:
        words, now = self.words, self.desk.now()
        if item.connected and item.holds:
            said = (words("ui.preparation.up_to_date"),)
            return Card(item.workstation, item.workstation, said, Mark("linked", ""))
        if item.connected:
            reach = words("ui.preparation.linked")
        elif item.since is not None:
            reach = words("ui.preparation.out_of_reach", when=words.when(item.since, now))
        elif item.receipt_at is not None:
            reach = words("ui.preparation.not_met", when=words.when(item.receipt_at, now))
        else:
            reach = words("ui.preparation.never_met")
        holds = words("ui.preparation.confirmed_before" if item.holds else "ui.preparation.not_confirmed")
        mark = Mark("catching_up" if item.connected else "apart", "")
        return Card(item.workstation, item.workstation, (reach, holds), mark, tone="warning")

    def _bench(self, dose: DoseView, bag: BagView) -> list[Block]:
        words, now = self.words, self.desk.now()
        facts = [
            Fact(words("ui.preparation.number"), bag.number, strong=True),
            Fact(words("ui.preparation.draw"), words.quantity(bag.draw), strong=True),
            Fact(words("ui.preparation.diluent"), bag.diluent or words("ui.preparation.undiluted")),
            Fact(words("ui.preparation.final_volume"), words.quantity(bag.final_volume)),
            Fact(
                words("ui.preparation.final_concentration"),
                words.quantity(bag.final_concentration),
                strong=True,
            ),
            Fact(words("ui.preparation.use_by"), words.instant(bag.use_by), strong=True),
        ]
        facts += [
            Fact(
                words.held(vial.label),
                words("ui.preparation.lot_line", lot=vial.lot, expiry=words.day(vial.expiry)),
                f"× {vial.count}",
            )
            for vial in bag.vials
        ]
        done = [
            (who, label)
            for who, label in (
                (bag.claimed, "claimed_by"),
                (bag.made, "made_by"),
                (bag.checked, "checked_by"),
            )
            if who
        ]
        facts += [Fact(words(f"ui.preparation.{label}"), shown.stamp(words, who, now)) for who, label in done]
        step = "made" if bag.made is None else "checked" if bag.checked is None else ""
        blocks: list[Block] = [
            Facts(key="bag", title=words("ui.preparation.bag"), facts=tuple(facts), columns=2)
        ]
        if step:
            incident = (self.field("incident", "ui.preparation.incident", "lines", hint="ui.hint.optional"),)
            blocks.append(
                Form(
                    key="told",
                    slot="side",
                    title=words(f"ui.preparation.{step}.title"),
                    fields=(*(incident if step == "made" else ()), *self.told.fields(now)),
                )
            )
        sheet = self.button("sheet", label=words("ui.act.sheet_and_label"), icon="printer_outline")
        release = self.button("release_screen", label=words("ui.act.go.release"), primary=not step)
        actions: tuple[Action, ...] = (sheet, self.button(step, primary=True)) if step else (sheet, release)
        if bag.state == "claimed":
            actions = (self.button("void", danger=True), *actions)
        blocks += [
            *shown.ended_bags(words, dose, now),
            self.notes(dose),
            Actions(key="actions", slot="bottom", actions=actions),
        ]
        return blocks
