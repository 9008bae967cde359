"""Prescribing: the node computes the cycle, the prescriber adjusts with a reason, reads, signs."""

from dataclasses import replace

from node.api.base import Answer
from node.api.prescription import PrescriptionDraft, SignPrescription
from schema.acts.prescription import DoseOrder
from ui.format import listed
from ui.presenters import carried, dose_shown, work_shown
from ui.presenters.blocks import Actions, Block, Cell, Fact, Facts, Grid, Notice, Notices, Page, Row
from ui.presenters.desk import Place, Signing, refusal
from ui.presenters.disagreement import versions
from ui.presenters.drafting import Drafting
from ui.presenters.revising import change, disagree, disagreement, order_line


class Prescription(Drafting):
    """A draft that shows its work, then the signature."""

    name = "prescription"

    def _to_fill(self) -> tuple[DoseOrder, ...]:
        """Orders of which two versions disagree, as long as nobody said which dose it is to be."""
        standing = self.standing()
        return tuple(
            order
            for order in (self.draft.orders if self.draft else ())
            if disagree(standing.get(order.dose)) and order.dose not in self.filled
        )

    # --- signing ----------------------------------------------------------------------------------

    def act_sign_prescription(self) -> None:
        draft, course, words = self.draft, self.course, self.words
        if draft is None or course is None:
            return
        if self._to_fill():
            self.focus("reduction")
            return
        if (unconfirmed := carried.unconfirmed(self.input, self.carried)) is not None:
            self.focus(unconfirmed)
            return
        standing = self.standing()
        mentions = self.ticked_mentions(draft.mentions)
        adjustments, doses = self.adjustments or (), self.place.doses
        given = self._reasons() if doses else ""
        lines = [
            words.name_in_full(course.banner.identity),
            words("ui.prescription.of", regimen=course.regimen.name, cycle=str(draft.cycle)),
        ]
        lines += [order_line(words, order, course, standing.get(order.dose)) for order in draft.orders]
        lines += [self.mention(mention) for mention in mentions]
        self.sign(
            Signing(
                title=words("ui.act.sign_prescription"),
                lines=tuple(lines),
                command=lambda pin, reason: SignPrescription(
                    course=draft.course,
                    cycle=draft.cycle,
                    adjustments=adjustments,
                    doses=doses,
                    mentions=mentions,
                    reason=given or reason,
                    pin=pin,
                    based_on=draft.heads,
                ),
                done=self._signed,
                consequence=words("ui.prescription.revision_consequence") if doses else "",
                reason=words("ui.prescription.revision_reason") if doses and not given else "",
            ),
            words("ui.prescription.signed"),
        )

    def _reasons(self) -> str:
        """Why, where each dose revised was adjusted here with its reason: nobody is asked twice."""
        orders = self.draft.orders if self.draft else ()
        if not {order.dose for order in orders} <= self.filled:
            return ""
        return listed(dict.fromkeys(order.reduction_reason for order in orders), ", ")

    def _signed(self, answer: Answer) -> None:
        del answer
        self.desk.open(Place("course", patient=self.place.patient, course=self.place.course))

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, draft = self.words, self.draft
        if self.course is None or draft is None:
            return self.course_page()
        objections = tuple(refusal(words, item) for item in (*draft.objections, *draft.stops))
        blocks: list[Block] = [
            Facts(key="pinned", slot="top", columns=5, facts=self._pinned(draft)),
            Notices(key="objections", slot="top", notices=objections),
            *carried.blocks(words, self.input, self.carried, self.desk.now()),
            Grid(
                key="orders",
                columns=(
                    self.column("day", 2),
                    self.column("drug", 5),
                    self.column("basis", 2, right=True),
                    self.column("theoretical", 2, right=True),
                    self.column("prescribed", 2, right=True),
                ),
                rows=tuple(self._row(number, order) for number, order in enumerate(draft.orders)),
                selected=str(self.selected_order),
                empty=words("ui.prescription.none"),
            ),
        ]
        order = self.order_in_hand()
        if order is not None:
            blocks += [
                *self._versions(order),
                work_shown.work(
                    words, "work", words("ui.work.of", drug=words.drug(order.substance)), order.computation
                ),
                self.adjusting(order),
                Actions(key="adjust_actions", slot="side", actions=(self.button("adjust"),)),
            ]
        blocks += [
            *self.mentions_form(draft.mentions),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button(
                        "sign_prescription",
                        primary=True,
                        enabled=bool(draft.orders) and not self._why_not(),
                        why_not=self._why_not(),
                    ),
                ),
            ),
        ]
        page = self.course_page(*blocks)
        return replace(
            page,
            subtitle=words("ui.prescription.of", regimen=self.course.regimen.name, cycle=str(draft.cycle)),
        )

    def _versions(self, order: DoseOrder) -> tuple[Block, ...]:
        """Of a dose whose versions disagree: what each says, and that none is taken over."""
        words, course = self.words, self.course
        if course is None or not disagree(self.standing().get(order.dose)):
            return ()
        told = Notices(key="disagree", notices=(Notice("warning", words("ui.prescription.disagree")),))
        conflict = disagreement(course, order.dose)
        return (told, *((versions(words, conflict, self.desk.now()),) if conflict is not None else ()))

    def _why_not(self) -> str:
        missing = dict.fromkeys(self.words.drug(order.substance) for order in self._to_fill())
        if missing:
            return self.words("ui.prescription.to_fill", drugs=listed(missing, ", "))
        waits = carried.unconfirmed(self.input, self.carried) is not None
        return self.words("ui.prescription.carried.first") if waits else ""

    def _pinned(self, draft: PrescriptionDraft) -> tuple[Fact, ...]:
        words = self.words
        return tuple(
            Fact(
                words.known(f"figure.{item.what}", words.known(f"ui.banner.{item.what}", item.what)),
                words.quantity(item.value),
                words.known(f"formula.{item.formula}", item.formula) if item.formula else "",
                strong=True,
            )
            for item in draft.pinned
        )

    def _basis(self, order: DoseOrder) -> str:
        """What the amount is by, where its unit does not say so already (mg/m², mg/kg)."""
        return "" if order.basis.startswith("per_") else self.words(f"ui.basis.{order.basis}")

    def _row(self, number: int, order: DoseOrder) -> Row:
        words = self.words
        before = change(words, order, self.course, self.standing().get(order.dose)) if self.course else ""
        changed = order.reduction_percent not in {"", "0"} or bool(order.reduction_reason or before)
        return Row(
            str(number),
            (
                Cell(words("ui.day", day=str(order.day)), words.day(order.planned)),
                Cell(words.drug(order.substance), dose_shown.how(words, order), strong=True),
                Cell(words.quantity(order.amount), self._basis(order), right=True),
                Cell(words.quantity(order.theoretical), right=True),
                Cell(
                    words.quantity(order.prescribed),
                    listed((before, dose_shown.reduced(words, order), order.reduction_reason), ", "),
                    strong=True,
                    right=True,
                ),
            ),
            tone="warning" if changed else None,
        )
