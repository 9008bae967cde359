"""Pharmaceutical validation and the day's go-ahead, on doses of one course, in the versions shown."""

from collections.abc import Callable

from node.api.base import Command
from node.api.course import CourseView, DoseView
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from schema.acts.base import DoseRevision
from ui.format import listed
from ui.presenters import dose_shown, shown, work_shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Actions, Block, Cell, Fact, Facts, Grid, Notices, Page, Row
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.on_course import OnCourse


class Validation(OnCourse):
    """Doses to tick on the left, the one in hand laid open on the right."""

    name = "validation"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._ticked: set[bytes] | None = None

    def course_loaded(self) -> None:
        """Ticked to begin with: the dose one came for, and its like of the same day."""
        if self.course is None:
            return
        known = {dose.dose for dose in self.course.doses}
        if self.dose is None and known:
            waiting = [
                item.dose for item in self.course.doses if {"validate", "go_ahead"} & set(item.waits_for)
            ]
            self._choose((waiting or [item.dose for item in self.course.doses])[0])
        if self._ticked is None:
            came_for = self.dose
            self._ticked = {
                item.dose
                for item in self.course.doses
                if came_for
                and {"validate", "go_ahead"} & set(item.waits_for)
                and (item.cycle, item.order.planned) == (came_for.cycle, came_for.order.planned)
                and len(item.versions) == 1
            }
        self._ticked &= known

    def _choose(self, dose: bytes) -> None:
        place = self.place
        self.place = Place(place.screen, patient=place.patient, course=place.course, dose=dose, day=place.day)

    # --- what people do ---------------------------------------------------------------------------

    def selected_doses(self, row: str) -> None:
        self._choose(bytes.fromhex(row))
        self.show()

    def ticked_doses(self, row: str, on: bool) -> None:
        ticked = self._ticked or set()
        self._ticked = ticked | {bytes.fromhex(row)} if on else ticked - {bytes.fromhex(row)}
        # What was checked was checked for the doses ticked then.
        self.forget("mentions", *(key for key in self.input.values if key.startswith("mention_")))
        self.show()

    def opened_doses(self, row: str) -> None:
        self.ticked_doses(row, bytes.fromhex(row) not in (self._ticked or set()))

    def _chosen(self) -> tuple[DoseView, ...]:
        """What is ticked, as far as it is in one version."""
        if self.course is None:
            return ()
        return tuple(
            dose
            for dose in self.course.doses
            if dose.dose in (self._ticked or ()) and len(dose.versions) == 1
        )

    def act_validate(self) -> None:
        mentions = self.ticked_mentions(self.mentions(*self._chosen()))
        self._sign(
            "validate",
            lambda course, items, pin, _: Validate(
                course=course.course, items=items, mentions=mentions, pin=pin, based_on=course.heads
            ),
            extra=tuple(self.mention(mention) for mention in mentions),
        )

    def act_hold(self) -> None:
        self._hold("hold", refused=False)

    def act_refuse(self) -> None:
        self._hold("refuse", refused=True)

    def _hold(self, act: str, *, refused: bool) -> None:
        self._sign(
            act,
            lambda course, items, pin, reason: Hold(
                course=course.course,
                items=items,
                refused=refused,
                reason=reason,
                pin=pin,
                based_on=course.heads,
            ),
            reason=self.words("ui.reason"),
        )

    def act_go_ahead(self) -> None:
        chosen = self._chosen()
        day = self.place.day or (chosen[0].order.planned if chosen else "")
        self._sign(
            "go_ahead",
            lambda course, items, pin, _: GiveGoAhead(
                course=course.course, items=items, day=day, pin=pin, based_on=course.heads
            ),
            extra=(self.words("ui.validation.for_day", date=self.words.weekday(day)),) if day else (),
        )

    def act_defer(self) -> None:
        self._sign(
            "defer",
            lambda course, items, pin, reason: DeferGoAhead(
                course=course.course, items=items, reason=reason, pin=pin, based_on=course.heads
            ),
            reason=self.words("ui.reason"),
        )

    def _sign(
        self,
        act: str,
        command: Callable[[CourseView, tuple[DoseRevision, ...], str, str], Command],
        *,
        extra: tuple[str, ...] = (),
        reason: str = "",
    ) -> None:
        course, chosen, words = self.course, self._chosen(), self.words
        if course is None or not chosen:
            self.focus("doses")
            return
        items = tuple(DoseRevision(dose.dose, dose.versions[0]) for dose in chosen)
        self.sign(
            Signing(
                title=words(f"ui.act.{act}"),
                lines=(
                    words.name_in_full(course.banner.identity),
                    *(self._line(dose) for dose in chosen),
                    *extra,
                ),
                command=lambda pin, why: command(course, items, pin, why),
                done=nothing,
                reason=reason,
            ),
            words(f"ui.validation.done.{act}"),
        )

    def act_revise(self) -> None:
        self.revise()

    # --- what is shown ----------------------------------------------------------------------------

    def _line(self, dose: DoseView) -> str:
        words, order = self.words, dose.order
        return listed(
            (
                words("ui.cycle_day", cycle=str(dose.cycle), day=str(order.day)),
                dose_shown.drug_and_dose(words, order),
                dose_shown.off(words, dose),
                words.day(order.planned),
            )
        )

    def page(self) -> Page:
        course = self.course
        if course is None:
            return self.course_page()
        words, dose, chosen = self.words, self.dose, self._chosen()
        blocks: list[Block] = [
            Grid(
                key="doses",
                columns=(
                    self.column("day", 2),
                    self.column("drug", 5),
                    self.column("previous", 2, right=True),
                    self.column("dose", 2, right=True),
                    self.column("state", 3),
                ),
                rows=tuple(self._row(item) for item in course.doses),
                selected=self.place.dose.hex(),
                empty=words("ui.course.no_doses"),
                note=words("ui.validation.ticking"),
            )
        ]
        if dose is not None:
            blocks += self._in_hand(dose)
        blocks += [
            *self.mentions_form(self.mentions(*chosen)),
            Actions(
                key="actions",
                slot="bottom",
                actions=(*self.revising(dose), *self._acts(chosen)),
            ),
        ]
        return self.course_page(*blocks)

    def _acts(self, chosen: tuple[DoseView, ...]) -> tuple[Action, ...]:
        """What may be said of the doses ticked, by who has the right to say it."""
        words, some = self.words, bool(chosen)
        validates = "validate" in self.rights
        pharmacy = (
            self.button("refuse", enabled=some, danger=True),
            self.button("hold", enabled=some),
        )
        care = (
            self.button("defer", enabled=some),
            self.button("go_ahead", enabled=some, primary=not validates, icon="check"),
        )
        validate = self.button(
            "validate",
            label=words.count("ui.act.validate_doses", len(chosen)) if chosen else "",
            primary=True,
            enabled=some,
            why_not=words("ui.validation.tick_first"),
        )
        return (
            *(pharmacy if validates else ()),
            *(care if "go_ahead" in self.rights else ()),
            *((validate,) if validates else ()),
        )

    def _row(self, dose: DoseView) -> Row:
        words, row = self.words, dose_shown.row(self.words, dose)
        day, drug, amount, state = row.cells
        last, when = dose_shown.previous(words, dose)
        previous = Cell(last, when, right=True)
        divergent = len(dose.versions) > 1
        return Row(
            row.id,
            (day, drug, previous, amount, state),
            None if divergent else dose.dose in (self._ticked or ()),
            row.tone,
        )

    def _in_hand(self, dose: DoseView) -> list[Block]:
        words, order = self.words, dose.order
        now = self.desk.now()
        facts = [
            Fact(
                words("ui.column.prescribed"),
                words.quantity(order.prescribed),
                dose_shown.basis(words, order),
                strong=True,
            ),
            dose_shown.theoretical(words, dose),
            Fact(words("ui.column.previous"), *dose_shown.previous(words, dose)),
            Fact(words("ui.validation.prescribed_by"), shown.stamp(words, dose.prescribed, now)),
        ]
        if order.reduction_reason:
            facts.append(Fact(words("ui.reason"), order.reduction_reason, tone="warning"))
        for who, label in (
            (dose.validated, "validated_by"),
            (dose.go_ahead, "go_ahead_by"),
            (dose.held, "held_by"),
            (dose.stopped, "stopped_by"),
        ):
            if who is not None:
                facts.append(Fact(words(f"ui.validation.{label}"), shown.stamp(words, who, now)))
        return [
            Facts(
                key="in_hand", slot="side", title=dose_shown.drug_and_dose(words, order), facts=tuple(facts)
            ),
            Notices(
                key="blocks",
                slot="side",
                notices=(
                    *dose_shown.off_notices(words, dose),
                    *shown.blocks(words, dose.blocks),
                    *(dose_shown.flags(words, self.course, dose) if self.course is not None else ()),
                ),
            ),
            self.derogable(("dose.beyond_limit",) if dose.off is not None and dose.off.stops else ()),
            work_shown.work(words, "work", words("ui.work.of_dose"), order.computation),
            self.notes(dose),
        ]
