"""Prefabrication and fabrication of one dose: what to draw, with which vials, made, then checked.

Which of the three is shown follows from the bag the node tells of; the volumes are the node's too.
"""

from node.api.course import BagView, DoseView
from node.api.preparation import RecordChecked, RecordMade, VoidClaim
from ui.format import listed
from ui.presenters import bag_shown, dose_shown, shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Actions, Block, Fact, Facts, Form, Page, Prose
from ui.presenters.desk import Asking, Signing
from ui.presenters.prefabrication import Prefabrication


class Preparation(Prefabrication):
    """One dose at the pharmacy's bench."""

    name = "preparation"

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
                    listed((dose_shown.drug_and_dose(words, dose.order), dose_shown.off(words, dose))),
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
        head = dose_shown.card(self.words, course, dose, bag, self.desk.now())
        if bag is not None:
            return self.course_page(head, *self._bench(dose, bag))
        if self.proposal is None:
            return self.course_page(
                head, Prose(key="waiting", text=self.words("ui.preparation.computing"), role="muted")
            )
        return self.course_page(head, *self.prefabrication(dose, self.proposal))

    def _bench(self, dose: DoseView, bag: BagView) -> list[Block]:
        words, now = self.words, self.desk.now()
        facts = [
            Fact(words("ui.preparation.number"), bag.number, strong=True),
            dose_shown.theoretical(words, dose),
            *bag_shown.content(words, bag),
            *bag_shown.vials(words, bag),
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
            *bag_shown.ended(words, dose, now),
            self.notes(dose),
            Actions(key="actions", slot="bottom", actions=actions),
        ]
        return blocks
