"""A cycle as the node computes it, and the adjustments that the prescriber asks for, each with its reason."""

from decimal import Decimal
from typing import Final

from node.api.base import Answer
from node.api.course import DoseView
from node.api.prescription import Adjustment, CarriedAdjustment, DraftPrescription, PrescriptionDraft
from schema.acts.prescription import DoseOrder
from schema.quantity import NumberError, Quantity, decimal_text, parse_typed, quantity
from ui.presenters.blocks import Form
from ui.presenters.desk import Desk, Place
from ui.presenters.on_course import OnCourse
from ui.presenters.revising import in_force, revised

OFF_THEORETICAL: Final = "dose.off_theoretical"
"""The refusal of an outright dose whose reason does not name what it is of the theoretical one."""


class Drafting(OnCourse):
    """The draft in hand."""

    draft: PrescriptionDraft | None = None
    selected_order = 0
    """Its number in the draft."""
    adjustments: tuple[Adjustment, ...] | None = None
    """Nil until the course was read: a revision begins with what is in force."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self.carried: tuple[CarriedAdjustment, ...] = ()
        """Taken over from an earlier cycle; each waits to be confirmed, or to be changed."""
        self.filled: set[bytes] = set()
        """Doses whose versions disagree and for which the prescriber said what is to be given."""

    def course_loaded(self) -> None:
        if self.adjustments is None:
            self.adjustments = in_force(self.standing().values())
        self._compute()

    def standing(self) -> dict[bytes, DoseView]:
        """Doses that stand already, by id."""
        return revised(self.course, self.cycle(), self.place.doses) if self.course else {}

    def cycle(self) -> int:
        """The cycle drafted."""
        return self.place.cycle or 1

    def _compute(self) -> None:
        self.ask(
            DraftPrescription(
                course=self.place.course,
                cycle=self.cycle(),
                adjustments=self.adjustments or (),
                doses=self.place.doses,
            ),
            self._computed,
            quiet=self.draft is not None,
        )

    def _computed(self, answer: Answer) -> None:
        if isinstance(answer, PrescriptionDraft):
            if self.draft is None and answer.carried and not self.carried:
                self.carried = answer.carried
                self.adjustments = (
                    *(self.adjustments or ()),
                    *(one.adjustment for one in answer.carried),
                )
                self._compute()
                return
            before = self.order_in_hand()
            self.draft = answer
            if before is not None and self._to_be_named(answer, before):
                self.focus("why")
            places = {(one.line, one.day): number for number, one in enumerate(answer.orders)}
            place = places.get((before.line, before.day)) if before is not None else None
            if place is None:
                # The first, or another than what the fields were filled in for.
                self.selected_orders(str(min(self.selected_order, max(len(answer.orders) - 1, 0))))
                return
            self.selected_order = place
            self.show()

    def _to_be_named(self, draft: PrescriptionDraft, order: DoseOrder) -> bool:
        """Whether the reason of this order is to name what its dose is of the theoretical one."""
        asked = {one.values["substance"] for one in draft.objections if one.code == OFF_THEORETICAL}
        return order.substance in asked

    # --- adjusting --------------------------------------------------------------------------------

    def selected_orders(self, row: str) -> None:
        self.selected_order = int(row)
        self.forget("adjust", "reduction", "outright", "why", "whole_line")
        self._fill_in()
        self.show()

    def _fill_in(self) -> None:
        """The adjustment of the order in hand, in the fields."""
        order = self.order_in_hand()
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

    def order_in_hand(self) -> DoseOrder | None:
        """The order that is read and adjusted."""
        orders = self.draft.orders if self.draft else ()
        return orders[self.selected_order] if self.selected_order < len(orders) else None

    def _kept(self, order: DoseOrder) -> Adjustment | None:
        return next(
            (
                item
                for item in self.adjustments or ()
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
        order = self.order_in_hand()
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
            for item in self.adjustments or ()
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
        self.adjustments = others
        self.carried = tuple(one for one in self.carried if one.adjustment in others)
        said = reduction is not None or outright is not None
        about = {
            one.dose
            for one in (self.draft.orders if self.draft else ())
            if one.line == order.line and day in {0, one.day}
        }
        self.filled = self.filled | about if said else self.filled - about
        self.focus("orders")
        self._compute()

    def _outright(self, number: Decimal | None, order: DoseOrder) -> Quantity | None:
        return None if number is None else quantity(number, order.prescribed.unit)

    def adjusting(self, order: DoseOrder) -> Form:
        """The adjustment of one order, as it is typed."""
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
