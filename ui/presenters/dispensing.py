"""From the pharmacy to the ward: handed over, then received there, or brought back."""

from node.api.course import BagView, DoseView
from node.api.dispensing import Dispense, Receive, Return
from ui.presenters import dose_shown, shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Actions, Block, Fact, Facts, Form, Page
from ui.presenters.desk import Signing
from ui.presenters.on_course import OnCourse


class Dispensing(OnCourse):
    """One bag leaves; the same screen, on the ward, takes it in; the pharmacy takes it back."""

    name = "dispensing"

    def _ward(self) -> str:
        return self.input("ward", self.course.ward if self.course else "").strip()

    def act_dispense(self) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        told = self.told.read(self.desk.now())
        if course is None or dose is None or bag is None:
            return
        if told is None or not self._ward():
            self.focus("ward" if told else "told_day")
            return
        ward = self._ward()
        mentions = self.ticked_mentions(self.mentions(dose))
        self.sign(
            Signing(
                title=words("ui.act.dispense"),
                lines=(
                    *dose_shown.of_whom(words, course, dose, bag),
                    words("ui.dispensing.to", ward=ward),
                    *(self.mention(mention) for mention in mentions),
                ),
                command=lambda pin, _: Dispense(
                    course=course.course, bag=bag.bag, ward=ward, mentions=mentions, told=told, pin=pin
                ),
                done=nothing,
            ),
            words("ui.dispensing.dispensed", number=bag.number, ward=ward),
        )

    def act_receive(self) -> None:
        bag = self.bag
        told = self.told.read(self.desk.now(), scanned=self._scanned)
        if bag is None or told is None:
            self.focus("told_day")
            return
        self.record(
            Receive(course=self.place.course, bag=bag.bag, told=told),
            self.words("ui.dispensing.received", number=bag.number),
        )

    _scanned = False

    def scanned(self, kind: str, identifier: bytes) -> bool:
        """The bag in hand, scanned on arrival, is received; another one is left to the worklist."""
        bag = self.bag
        if kind != "BAG" or bag is None or bag.bag != identifier:
            return False
        self._scanned = True
        if bag.dispensed is not None and bag.received is None:
            self.act_receive()
        return True

    def act_bring_back(self) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        told = self.told.read(self.desk.now())
        if course is None or dose is None or bag is None:
            return
        if told is None:
            self.focus("told_day")
            return
        self.sign(
            Signing(
                title=words("ui.act.bring_back"),
                lines=dose_shown.of_whom(words, course, dose, bag),
                command=lambda pin, why: Return(
                    course=course.course, bag=bag.bag, reason=why, told=told, pin=pin
                ),
                done=nothing,
                consequence=words("ui.dispensing.return.consequence"),
                reason=words("ui.dispensing.return.why"),
            ),
            words("ui.dispensing.brought_back", number=bag.number),
        )

    def act_administration(self) -> None:
        if self.bag is not None:
            self.desk.open(self.here("administration", bag=self.bag.bag))

    def page(self) -> Page:
        course, dose, bag = self.course, self.dose, self.bag
        if course is None or dose is None:
            return self.course_page()
        words = self.words
        blocks: list[Block] = [dose_shown.card(words, course, dose, bag, self.desk.now())]
        if bag is None:
            return self.course_page(*blocks)
        blocks += [*self._about(dose, bag), *self._forms(bag)]
        receiving, back = bag.dispensed is not None, bag.state == "returned"
        # Accounts of what happened are never refused for their order: only what is already told is greyed.
        actions = (
            self.button("bring_back", enabled=receiving or bag.received is not None),
            self.button(
                "administration",
                label=words("ui.act.go.administer"),
                primary=bag.received is not None,
                enabled=bag.received is not None,
            ),
            self.button("receive", primary=receiving and bag.received is None, enabled=bag.received is None),
            self.button(
                "dispense",
                primary=not receiving and not bag.held,
                enabled=not receiving and not back,
                why_not=words("refusal.bag.returned") if back else "",
            ),
            *self.freeing(bag),
        )
        blocks.append(Actions(key="actions", slot="bottom", actions=actions))
        return self.course_page(*blocks)

    def _about(self, dose: DoseView, bag: BagView) -> list[Block]:
        words, now = self.words, self.desk.now()
        facts = [
            Fact(words("ui.preparation.number"), bag.number, strong=True),
            Fact(words("ui.preparation.use_by"), words.instant(bag.use_by), strong=True),
            Fact(words("ui.preparation.final_volume"), words.quantity(bag.final_volume)),
        ]
        for stamp, label in (
            (bag.released, "released_by"),
            (bag.dispensed, "dispensed_by"),
            (bag.received, "received_by"),
            (bag.returned, "returned_by"),
        ):
            if stamp:
                facts.append(Fact(words(f"ui.preparation.{label}"), shown.stamp(words, stamp, now)))
        return [
            Facts(key="bag", title=words("ui.preparation.bag"), facts=tuple(facts), columns=2),
            self.notes(dose),
        ]

    def _forms(self, bag: BagView) -> list[Block]:
        words, now = self.words, self.desk.now()
        told = Form(key="told", slot="side", title=words("ui.told.title"), fields=self.told.fields(now))
        if bag.dispensed is not None or bag.state == "returned":
            return [told]
        return [
            Form(
                key="dispense",
                title=words("ui.dispensing.title"),
                columns=2,
                submit="dispense",
                fields=(
                    self.field("ward", "ui.course.ward", otherwise=self.course.ward if self.course else ""),
                ),
            ),
            *self.mentions_form(self.mentions(*((self.dose,) if self.dose else ())), "main"),
            told,
        ]
