"""Prescribing: the node computes the cycle, the prescriber adjusts with a reason, reads, signs."""

from dataclasses import replace
from decimal import Decimal

from node.api.base import Answer
from node.api.course import DoseView
from node.api.prescription import (
    Adjustment,
    CarriedAdjustment,
    DraftPrescription,
    PrescriptionDraft,
    SignPrescription,
)
from schema.acts.prescription import DoseOrder
from schema.quantity import NumberError, Quantity, decimal_text, parse_typed, quantity
from ui.format import listed
from ui.presenters import carried, dose_shown, work_shown
from ui.presenters.blocks import Actions, Block, Cell, Fact, Facts, Form, Grid, Notice, Notices, Page, Row
from ui.presenters.desk import Desk, Place, Signing, refusal
from ui.presenters.disagreement import versions
from ui.presenters.on_course import OnCourse
from ui.presenters.revising import change, disagree, disagreement, in_force, order_line, revised


class Prescription(OnCourse):
    """A draft that shows its work, then the signature."""

    name = "prescription"
    _draft: PrescriptionDraft | None = None
    _selected = 0
    _adjustments: tuple[Adjustment, ...] | None = None
    """Nil until the course was read: a revision begins with what is in force."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._carried: tuple[CarriedAdjustment, ...] = ()
        """Taken over from an earlier cycle; each waits to be confirmed, or to be changed."""
        self._filled: set[bytes] = set()
        """Doses whose versions disagree and for which the prescriber said what is to be given."""

    def course_loaded(self) -> None:
        if self._adjustments is None:
            self._adjustments = in_force(self._revised().values())
        self._compute()

    def _revised(self) -> dict[bytes, DoseView]:
        """Doses that stand already, by id."""
        return revised(self.course, self._cycle(), self.place.doses) if self.course else {}

    def _to_fill(self) -> tuple[DoseOrder, ...]:
        """Orders of which two versions disagree, as long as nobody said which dose it is to be."""
        standing = self._revised()
        return tuple(
            order
            for order in (self._draft.orders if self._draft else ())
            if disagree(standing.get(order.dose)) and order.dose not in self._filled
        )

    def _cycle(self) -> int:
        return self.place.cycle or 1

    def _compute(self) -> None:
        self.ask(
            DraftPrescription(
                course=self.place.course,
                cycle=self._cycle(),
                adjustments=self._adjustments or (),
                doses=self.place.doses,
            ),
            self._computed,
            quiet=self._draft is not None,
        )

    def _computed(self, answer: Answer) -> None:
        if isinstance(answer, PrescriptionDraft):
            if self._draft is None and answer.carried and not self._carried:
                self._carried = answer.carried
                self._adjustments = (
                    *(self._adjustments or ()),
                    *(one.adjustment for one in answer.carried),
                )
                self._compute()
                return
            fresh, self._draft = self._draft is None, answer
            self._selected = min(self._selected, max(len(answer.orders) - 1, 0))
            if fresh:
                self._fill_in()
            self.show()

    # --- adjusting --------------------------------------------------------------------------------

    def selected_orders(self, row: str) -> None:
        self._selected = int(row)
        self.forget("adjust", "reduction", "outright", "why", "whole_line")
        self._fill_in()
        self.show()

    def _fill_in(self) -> None:
        """The adjustment of the order in hand, in the fields."""
        order = self._order()
        kept = self._kept(order) if order else None
        if kept:
            decimals = "," if self.words.language == "fr" else "."
            percent = kept.reduction_percent.replace(".", decimals)
            self.input.values["reduction"] = "" if percent == "0" else percent
            self.input.values["outright"] = (
                kept.prescribed.value.replace(".", decimals) if kept.prescribed else ""
            )
            self.input.values["why"] = kept.reason
            self.input.values["whole_line"] = "" if kept.day else "1"
        else:
            self.input.values["whole_line"] = "1"

    def opened_orders(self, row: str) -> None:
        self.selected_orders(row)
        self.focus("reduction")

    def _order(self) -> DoseOrder | None:
        orders = self._draft.orders if self._draft else ()
        return orders[self._selected] if self._selected < len(orders) else None

    def _kept(self, order: DoseOrder) -> Adjustment | None:
        return next(
            (
                item
                for item in self._adjustments or ()
                if item.line == order.line and item.day in {0, order.day}
            ),
            None,
        )

    def _number(self, key: str) -> tuple[Decimal | None, str]:
        typed = self.input(key)
        if not typed.strip():
            return None, ""
        try:
            return parse_typed(typed), ""
        except NumberError as error:
            return None, self.words(f"number.{error.code}", **error.values)

    def act_adjust(self) -> None:
        """Take the adjustment into the draft, which the node computes anew."""
        order = self._order()
        reduction, wrong_reduction = self._number("reduction")
        outright, wrong_outright = self._number("outright")
        if order is None or wrong_reduction or wrong_outright:
            return
        if not self.input("why").strip() and (reduction or outright):
            self.focus("why")
            return
        day = 0 if self.input.values.get("whole_line", "1") == "1" else order.day
        others = tuple(
            item
            for item in self._adjustments or ()
            if item.line != order.line or (day and item.day not in {0, day})
        )
        if reduction or outright is not None:
            others += (
                Adjustment(
                    order.line,
                    day,
                    decimal_text(reduction or Decimal(0)),
                    self.input("why").strip(),
                    self._outright(outright, order),
                ),
            )
        self._adjustments = others
        self._carried = tuple(one for one in self._carried if one.adjustment in others)
        said = reduction is not None or outright is not None
        about = {
            one.dose
            for one in (self._draft.orders if self._draft else ())
            if one.line == order.line and day in {0, one.day}
        }
        self._filled = self._filled | about if said else self._filled - about
        self._compute()
        self.focus("orders")

    def _outright(self, number: Decimal | None, order: DoseOrder) -> Quantity | None:
        return None if number is None else quantity(number, order.prescribed.unit)

    # --- signing ----------------------------------------------------------------------------------

    def act_sign_prescription(self) -> None:
        draft, course, words = self._draft, self.course, self.words
        if draft is None or course is None:
            return
        if self._to_fill():
            self.focus("reduction")
            return
        if (unconfirmed := carried.unconfirmed(self.input, self._carried)) is not None:
            self.focus(unconfirmed)
            return
        standing = self._revised()
        mentions = self.ticked_mentions(draft.mentions)
        adjustments, doses = self._adjustments or (), self.place.doses
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
                    reason=reason,
                    pin=pin,
                    based_on=draft.heads,
                ),
                done=self._signed,
                consequence=words("ui.prescription.revision_consequence") if doses else "",
                reason=words("ui.prescription.revision_reason") if doses else "",
            ),
            words("ui.prescription.signed"),
        )

    def _signed(self, answer: Answer) -> None:
        del answer
        self.desk.open(Place("course", patient=self.place.patient, course=self.place.course))

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, draft = self.words, self._draft
        if self.course is None or draft is None:
            return self.course_page()
        objections = tuple(refusal(words, item) for item in draft.objections)
        blocks: list[Block] = [
            Facts(key="pinned", slot="top", columns=5, facts=self._pinned(draft)),
            Notices(key="objections", slot="top", notices=objections),
            *carried.blocks(words, self.input, self._carried, self.desk.now()),
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
                selected=str(self._selected),
                empty=words("ui.prescription.none"),
            ),
        ]
        order = self._order()
        if order is not None:
            blocks += [
                *self._versions(order),
                work_shown.work(
                    words, "work", words("ui.work.of", drug=words.drug(order.substance)), order.computation
                ),
                self._adjusting(order),
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
        if course is None or not disagree(self._revised().get(order.dose)):
            return ()
        told = Notices(key="disagree", notices=(Notice("warning", words("ui.prescription.disagree")),))
        conflict = disagreement(course, order.dose)
        return (told, *((versions(words, conflict, self.desk.now()),) if conflict is not None else ()))

    def _why_not(self) -> str:
        missing = dict.fromkeys(self.words.drug(order.substance) for order in self._to_fill())
        if missing:
            return self.words("ui.prescription.to_fill", drugs=listed(missing, ", "))
        waits = carried.unconfirmed(self.input, self._carried) is not None
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

    def _row(self, number: int, order: DoseOrder) -> Row:
        words = self.words
        before = change(words, order, self.course, self._revised().get(order.dose)) if self.course else ""
        changed = order.reduction_percent not in {"", "0"} or bool(order.reduction_reason or before)
        return Row(
            str(number),
            (
                Cell(words("ui.day", day=str(order.day)), words.day(order.planned)),
                Cell(words.drug(order.substance), dose_shown.how(words, order), strong=True),
                Cell(words.quantity(order.amount), words(f"ui.basis.{order.basis}"), right=True),
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

    def _adjusting(self, order: DoseOrder) -> Form:
        words = self.words
        reduction, wrong_reduction = self._number("reduction")
        outright, wrong_outright = self._number("outright")
        return Form(
            key="adjust",
            slot="side",
            title=words("ui.prescription.adjust", drug=words.drug(order.substance)),
            columns=2,
            submit="adjust",
            fields=(
                self.field(
                    "reduction",
                    "ui.prescription.reduction",
                    echo=""
                    if reduction is None
                    else words("ui.prescription.less", percent=words.number(reduction)),
                    error=wrong_reduction,
                ),
                self.field(
                    "outright",
                    "ui.prescription.outright",
                    echo="" if outright is None else words.quantity(self._outright(outright, order)),
                    error=wrong_outright,
                ),
                self.field("why", "ui.reason", wide=True),
                self.field("whole_line", "ui.prescription.whole_line", "tick", otherwise="1", wide=True),
            ),
        )
