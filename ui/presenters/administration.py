"""At the bedside: the patient is identified apart from the bag, then the dose is given, or not and why,
or begun and interrupted."""

from node.api.administration import Give, Interrupt, NotGive
from node.api.course import BagView, DoseView
from schema.quantity import NumberError, Quantity, Unit, parse_typed, quantity
from ui.presenters import dose_shown, shown
from ui.presenters.base import nothing
from ui.presenters.bedside import Bedside
from ui.presenters.blocks import Actions, Block, Fact, Facts, Field, Form, Page
from ui.presenters.desk import Signing


class Administration(Bedside):
    """One bag, and the patient in front of the nurse: two identifications that must agree."""

    name = "administration"

    # --- given, not given -------------------------------------------------------------------------

    def act_give(self) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        told = self.told.read(self.desk.now(), scanned=self.bag_scanned)
        if course is None or dose is None or bag is None:
            return
        if not self.patient_id or told is None:
            self.focus("told_day" if self.patient_id else "bedside")
            return
        patient, remark = bytes.fromhex(self.patient_id), self.input("remark").strip()
        near = self.near.get(self.patient_id)
        self.sign(
            Signing(
                title=words("ui.act.give"),
                lines=(
                    words(
                        "ui.administration.to",
                        name=words.name_in_full(near.identity)
                        if near
                        else words("ui.administration.scanned"),
                    ),
                    dose_shown.drug_and_dose(words, dose.order),
                    words("ui.number", number=bag.number),
                    words("ui.administration.at", date=words.instant(told.happened_at)),
                    remark,
                ),
                command=lambda pin, _: Give(
                    course=course.course,
                    dose=dose.dose,
                    bag=bag.bag,
                    patient=patient,
                    told=told,
                    remark=remark,
                    pin=pin,
                ),
                done=nothing,
                consequence=words("ui.administration.give.consequence"),
            ),
            words("ui.administration.given", number=bag.number),
        )

    def act_not_give(self) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        told = self.told.read(self.desk.now())
        if course is None or dose is None:
            return
        if told is None:
            self.focus("told_day")
            return
        self.sign(
            Signing(
                title=words("ui.act.not_give"),
                lines=dose_shown.of_whom(words, course, dose, bag),
                command=lambda pin, reason: NotGive(
                    course=course.course,
                    dose=dose.dose,
                    bag=bag.bag if bag else None,
                    reason=reason,
                    told=told,
                    pin=pin,
                ),
                done=nothing,
                consequence=words("ui.administration.not_give.consequence"),
                reason=words("ui.administration.why_not"),
                danger=True,
            ),
            words("ui.administration.not_given"),
        )

    def act_interrupt(self) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        told = self.told.read(self.desk.now())
        if course is None or dose is None or bag is None:
            return
        # Told to be given already, it was said then to whom.
        patient = course.banner.patient if dose.given else bytes.fromhex(self.patient_id)
        if not patient or told is None:
            self.focus("told_day" if patient else "bedside")
            return
        try:
            amount = _part(self.input("part"))
        except NumberError:
            self.focus("part")
            return
        self.sign(
            Signing(
                title=words("ui.act.interrupt"),
                lines=(
                    *dose_shown.of_whom(words, course, dose, bag),
                    words("ui.administration.at", date=words.instant(told.happened_at)),
                    self._said(amount),
                ),
                command=lambda pin, reason: Interrupt(
                    course=course.course,
                    dose=dose.dose,
                    bag=bag.bag,
                    patient=patient,
                    amount=amount,
                    reason=reason,
                    told=told,
                    pin=pin,
                ),
                done=nothing,
                consequence=words("ui.administration.interrupt.consequence"),
                reason=words("ui.administration.interrupt.why"),
                danger=True,
            ),
            words("ui.administration.interrupted", number=bag.number),
        )

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        course, dose, bag = self.course, self.dose, self.bag
        if course is None or dose is None:
            return self.course_page()
        words = self.words
        over = bool(dose.given or dose.not_given or dose.interrupted)
        blocks: list[Block] = [dose_shown.card(words, course, dose, bag, self.desk.now())]
        if over:
            blocks.append(self._what_happened(dose))
            if dose.given and not dose.interrupted:
                blocks.append(self._ended())
        else:
            blocks += [*self.bedside(), *self._forms(bag)]
        blocks += [
            self.notes(dose),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("not_give", danger=True, enabled=not over),
                    self.button(
                        "interrupt",
                        danger=True,
                        enabled=bag is not None
                        and bool(self.patient_id or dose.given)
                        and not (dose.interrupted or dose.not_given),
                    ),
                    self.button(
                        "give",
                        primary=True,
                        enabled=bag is not None and bool(self.patient_id) and not over,
                        why_not=words(
                            "ui.administration.identify_first" if bag else "ui.administration.no_bag"
                        ),
                    ),
                ),
            ),
        ]
        return self.course_page(*blocks)

    def _what_happened(self, dose: DoseView) -> Facts:
        words, now = self.words, self.desk.now()
        told = [
            *(("given", stamp, "") for stamp in dose.given),
            *(
                ("interrupted", stamp, self._said(part))
                for stamp, part in zip(dose.interrupted, dose.parts, strict=True)
            ),
            *(("not_given", stamp, "") for stamp in dose.not_given),
        ]
        return Facts(
            key="happened",
            title=words("ui.administration.happened"),
            facts=tuple(
                Fact(
                    words(f"ui.state.{kind}"),
                    shown.stamp(words, stamp, now),
                    part,
                    mark=shown.state(words, kind),
                )
                for kind, stamp, part in told
            ),
        )

    def _said(self, part: Quantity | None) -> str:
        words = self.words
        if part is None:
            return words("ui.administration.part.unknown")
        return words("ui.administration.part.given", amount=words.quantity(part))

    def _ended(self) -> Form:
        """Given is told when the bag is connected; it may still end before its time."""
        return Form(
            key="told",
            slot="side",
            title=self.words("ui.act.interrupt"),
            fields=(self._part_given(), *self.told.fields(self.desk.now())),
        )

    def _part_given(self) -> Field:
        return self.field("part", "ui.administration.part", hint="ui.administration.part.hint")

    def _forms(self, bag: BagView | None) -> list[Block]:
        words = self.words
        confirmed = words(
            "ui.administration.bag_scanned" if self.bag_scanned else "ui.administration.bag_picked"
        )
        return [
            Facts(
                key="bag",
                slot="side",
                title=words("ui.preparation.bag"),
                facts=(
                    Fact(words("ui.preparation.number"), bag.number, confirmed, strong=True),
                    Fact(words("ui.preparation.use_by"), words.instant(bag.use_by), strong=True),
                )
                if bag
                else (Fact("", words("ui.administration.no_bag"), tone="warning"),),
            ),
            Form(
                key="told",
                slot="side",
                title=words("ui.administration.how"),
                fields=(
                    self.field("remark", "ui.administration.remark", "lines", hint="ui.hint.optional"),
                    self._part_given(),
                    *self.told.fields(self.desk.now()),
                ),
            ),
        ]


def _part(typed: str) -> Quantity | None:
    """`120` or `120 mL`, `40 %`, or nothing: nobody knows."""
    text = typed.strip()
    if not text:
        return None
    if text.endswith("%"):
        return quantity(parse_typed(text.removesuffix("%").strip()), Unit.PERCENT)
    return quantity(parse_typed(text.removesuffix(Unit.ML).strip()), Unit.ML)
