"""At the bedside: the patient is identified apart from the bag, then the dose is given, or not and why,
or begun and interrupted."""

from node.api.administration import Give, Interrupt, NotGive
from node.api.base import Answer
from node.api.course import BagView, DoseView
from node.api.patient import PatientHits, PatientRow, SearchPatients
from node.api.worklist import GetWorklist, Worklist
from schema.quantity import NumberError, Quantity, Unit, parse_typed, quantity
from ui.format import listed, matches
from ui.presenters import shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Actions, Block, Cell, Fact, Facts, Field, Form, Grid, Notice, Page, Row
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.on_course import OnCourse


class Administration(OnCourse):
    """One bag, and the patient in front of the nurse: two identifications that must agree."""

    name = "administration"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._near: dict[str, PatientRow] = {}
        self._asked = ""
        self._patient = ""
        self._bag_scanned = False

    def course_loaded(self) -> None:
        if not self._near:
            day = self.place.day or self.words.today(self.desk.now()).isoformat()
            self.ask(GetWorklist(day=day, mine=False), self._of_the_day, quiet=True)

    def _of_the_day(self, answer: Answer) -> None:
        if isinstance(answer, Worklist):
            for item in answer.items:
                self._near.setdefault(item.patient.patient.hex(), item.patient)
            self.show()

    # --- who is in front of me --------------------------------------------------------------------

    def typed_bedside(self) -> None:
        """Patients of the day are there already; others are searched for."""
        typed = self.input("bedside").strip()
        if len(typed) >= 2 and typed != self._asked and not self._candidates():
            self._asked = typed
            self.ask(SearchPatients(text=typed), self._found, quiet=True)

    def _found(self, answer: Answer) -> None:
        if isinstance(answer, PatientHits):
            self._near.update({row.patient.hex(): row for row in answer.rows})
            self.show()

    def _candidates(self) -> list[PatientRow]:
        """Nobody is proposed before something was typed: the name is asked of the patient, not read out."""
        typed = self.input("bedside").strip()
        if len(typed) < 2:
            return []
        words = self.words
        return [
            row
            for row in self._near.values()
            if matches(
                typed, words.name_in_full(row.identity), row.identity.ipp, words.day(row.identity.birth_date)
            )
        ]

    def act_to_candidates(self) -> None:
        self.focus("candidates")

    def opened_candidates(self, row: str) -> None:
        self._patient = row
        self.show()

    def act_identified(self) -> None:
        candidates = self._candidates()
        if len(candidates) == 1:
            self.opened_candidates(candidates[0].patient.hex())
        else:
            self.focus("candidates")

    def act_another_patient(self) -> None:
        self._patient = ""
        self.forget("bedside_form", "bedside")
        self.show()
        self.focus("bedside")

    def scanned(self, kind: str, identifier: bytes) -> bool:
        """The label confirms the bag in hand; a wristband is the hospital's, and is typed as its number."""
        bag = self.bag
        if kind == "BAG" and bag is not None:
            if bag.bag != identifier:
                words = self.words
                self.notices = (
                    Notice(
                        "alarm",
                        words("ui.administration.other_bag"),
                        next=words("ui.administration.other_bag.next"),
                    ),
                )
            else:
                self._bag_scanned = True
                self.notices = ()
            self.show()
            return True
        return False

    # --- given, not given -------------------------------------------------------------------------

    def act_give(self) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        told = self.told.read(self.desk.now(), scanned=self._bag_scanned)
        if course is None or dose is None or bag is None:
            return
        if not self._patient or told is None:
            self.focus("told_day" if self._patient else "bedside")
            return
        patient, remark = bytes.fromhex(self._patient), self.input("remark").strip()
        near = self._near.get(self._patient)
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
                    shown.drug_and_dose(words, dose.order),
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
                lines=shown.of_whom(words, course, dose, bag),
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
        patient = course.banner.patient if dose.given else bytes.fromhex(self._patient)
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
                    *shown.of_whom(words, course, dose, bag),
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
        blocks: list[Block] = [shown.card(words, course, dose, bag, self.desk.now())]
        if over:
            blocks.append(self._what_happened(dose))
            if dose.given and not dose.interrupted:
                blocks.append(self._ended())
        else:
            blocks += [*self._bedside(), *self._forms(bag)]
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
                        and bool(self._patient or dose.given)
                        and not (dose.interrupted or dose.not_given),
                    ),
                    self.button(
                        "give",
                        primary=True,
                        enabled=bag is not None and bool(self._patient) and not over,
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

    def _bedside(self) -> list[Block]:
        words = self.words
        if self._patient:
            near = self._near.get(self._patient)
            who = words.name_in_full(near.identity) if near else words("ui.administration.scanned")
            detail = (
                listed((words.born(near.identity, near.age), words.numbers(near.identity))) if near else ""
            )
            return [
                Facts(
                    key="identified",
                    title=words("ui.administration.identified"),
                    facts=(Fact(words("ui.administration.patient"), who, detail, strong=True),),
                ),
                Actions(key="identified_actions", actions=(self.button("another_patient"),)),
            ]
        rows = tuple(
            Row(
                row.patient.hex(),
                (
                    Cell(words.name_in_full(row.identity), strong=True),
                    Cell(words.born(row.identity, row.age)),
                    Cell(words.numbers(row.identity)),
                ),
            )
            for row in self._candidates()
        )
        return [
            Form(
                key="bedside_form",
                title=words("ui.administration.who"),
                submit="identified",
                note=words("ui.administration.who.note"),
                fields=(
                    self.field(
                        "bedside",
                        "ui.administration.bedside",
                        hint="ui.administration.bedside.hint",
                        wide=True,
                    ),
                ),
            ),
            Grid(
                key="candidates",
                columns=(self.column("patient", 4), self.column("birth", 3), self.column("numbers", 3)),
                rows=rows,
                empty=words(
                    "ui.administration.type_name" if len(self.input("bedside")) < 2 else "ui.patients.none"
                ),
            ),
        ]

    def _forms(self, bag: BagView | None) -> list[Block]:
        words = self.words
        confirmed = words(
            "ui.administration.bag_scanned" if self._bag_scanned else "ui.administration.bag_picked"
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
