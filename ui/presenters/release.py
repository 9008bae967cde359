"""Releasing or rejecting a bag, and what may end one later: recall, destruction."""

from collections.abc import Callable

from node.api.base import Command
from node.api.course import BagView, CourseView, DoseView
from node.api.release import Destroy, Recall, Release
from ui.presenters import bag_shown, dose_shown, shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Actions, Block, Fact, Facts, Form, Page
from ui.presenters.desk import Signing
from ui.presenters.on_course import OnCourse

_TO_DECIDE = frozenset({"made", "checked", "returned"})
"""States of a bag that a pharmacist releases or rejects."""


class Releasing(OnCourse):
    """One bag before the pharmacist."""

    name = "release"

    def act_release(self) -> None:
        self._sign(
            "release",
            lambda course, bag, pin, _: Release(
                course=course.course, bag=bag.bag, released=True, pin=pin, based_on=course.heads
            ),
        )

    def act_reject(self) -> None:
        self._sign(
            "reject",
            lambda course, bag, pin, reason: Release(
                course=course.course,
                bag=bag.bag,
                released=False,
                reason=reason,
                pin=pin,
                based_on=course.heads,
            ),
            reason=True,
        )

    def act_recall(self) -> None:
        self._sign(
            "recall",
            lambda course, bag, pin, reason: Recall(
                course=course.course, bag=bag.bag, reason=reason, pin=pin, based_on=course.heads
            ),
            reason=True,
        )

    def act_destroy(self) -> None:
        told = self.told.read(self.desk.now())
        if told is None:
            self.focus("told_day")
            return
        self._sign(
            "destroy",
            lambda course, bag, pin, reason: Destroy(
                course=course.course, bag=bag.bag, reason=reason, told=told, pin=pin
            ),
            reason=True,
        )

    def _sign(
        self, act: str, command: Callable[[CourseView, BagView, str, str], Command], *, reason: bool = False
    ) -> None:
        course, dose, bag, words = self.course, self.dose, self.bag, self.words
        if course is None or dose is None or bag is None:
            return
        self.sign(
            Signing(
                title=words(f"ui.act.{act}"),
                lines=(
                    *dose_shown.of_whom(words, course, dose, bag),
                    words("ui.release.use_by", date=words.instant(bag.use_by)),
                ),
                command=lambda pin, why: command(course, bag, pin, why),
                done=nothing,
                consequence=words(f"ui.release.{act}.consequence"),
                reason=words("ui.reason") if reason else "",
                danger=act != "release",
            ),
            words(f"ui.release.{act}.done", number=bag.number),
        )

    def act_reattribution(self) -> None:
        """To the doses of others that this bag fits."""
        if self.bag is not None:
            self.desk.open(self.here("reattribution", bag=self.bag.bag))

    def act_dispensing(self) -> None:
        if self.bag is not None:
            self.desk.open(self.here("dispensing", bag=self.bag.bag))

    def act_sheet(self) -> None:
        if self.bag is not None:
            self.desk.open(self.here("paper", bag=self.bag.bag))

    def page(self) -> Page:
        course, dose, bag = self.course, self.dose, self.bag
        if course is None or dose is None:
            return self.course_page()
        blocks: list[Block] = [dose_shown.card(self.words, course, dose, bag, self.desk.now())]
        if bag is not None:
            blocks += self._about(dose, bag)
        blocks.append(Actions(key="actions", slot="bottom", actions=self._actions(bag)))
        return self.course_page(*blocks)

    def _about(self, dose: DoseView, bag: BagView) -> list[Block]:
        words, now = self.words, self.desk.now()
        checks = (
            Fact(words("ui.column.prescribed"), words.quantity(dose.order.prescribed), strong=True),
            dose_shown.theoretical(words, dose),
            *bag_shown.content(words, bag),
        )
        vials = bag_shown.vials(words, bag)
        who = tuple(
            Fact(
                words(f"ui.preparation.{label}"),
                shown.stamp(words, stamp, now) if stamp else words("ui.release.nobody"),
            )
            for stamp, label in (
                (bag.claimed, "claimed_by"),
                (bag.made, "made_by"),
                (bag.checked, "checked_by"),
                (bag.released, "released_by"),
            )
        )
        if bag.returned is not None:
            stamp = shown.stamp(words, bag.returned, now)
            who = (*who, Fact(words("ui.preparation.returned_by"), stamp, tone="warning"))
        blocks: list[Block] = [
            Facts(key="checks", title=words("ui.release.checks"), facts=checks, columns=2),
            Facts(key="vials", title=words("ui.preparation.vials_used"), facts=vials),
            Facts(key="who", slot="side", title=words("ui.release.who"), facts=who),
            *bag_shown.ended(words, dose, now),
            self.notes(dose),
        ]
        if bag.state in {"rejected", "recalled"}:
            blocks.append(
                Form(
                    key="told", slot="side", title=words("ui.release.destroyed"), fields=self.told.fields(now)
                )
            )
        return blocks

    def _actions(self, bag: BagView | None) -> tuple[Action, ...]:
        words = self.words
        papers = self.button(
            "sheet", label=words("ui.act.sheet_and_label"), enabled=bag is not None, icon="printer_outline"
        )
        if bag is None:
            return (papers,)
        over = bag.state in {"destroyed", "voided", "yielded", "given", "reassigned"}
        end = (
            self.button("destroy", danger=True, primary=bag_shown.to_be_ended(bag), enabled=not over),
            self.button(
                "recall",
                danger=True,
                enabled=not over and bag.state not in {"claimed", "recalled", "rejected"},
            ),
        )
        elsewhere = self.button(
            "reattribution",
            label=words("ui.act.go.reattribute"),
            enabled=not over
            and bag.made is not None
            and bag.state not in {"rejected", "recalled", "interrupted"},
        )
        if bag.released is not None or bag.state in {"rejected", "recalled"} or over:
            ready = bag.state in {"released", "dispensed"}
            onward = self.button(
                "dispensing", label=words("ui.act.go.dispense"), primary=not bag.held, enabled=ready
            )
            return (*end, elsewhere, papers, onward, *self.freeing(bag, here=True))
        # One that came back from a ward is looked at like one that was just checked.
        why = "" if bag.state in {"checked", "returned"} else words("ui.release.not_checked")
        return (
            *end,
            elsewhere,
            papers,
            self.button("reject", danger=True, enabled=bag.state in _TO_DECIDE),
            self.button(
                "release", primary=not bag.held, enabled=bag.state in _TO_DECIDE and not bag.held, why_not=why
            ),
            *self.freeing(bag, here=True),
        )
