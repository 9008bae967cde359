"""What prescribers order and pharmacists decide on a treatment, and take back, hold, stop or move."""

from collections.abc import Sequence

from node.api.course import PlanCycle, ResumeCourse, StopCourse
from node.api.prescription import Adjustment, DraftPrescription, PrescriptionDraft, SignPrescription
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from node.domain.state import CourseState, Dose
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.hands import MENTIONS, WHO, Hands, Wanted
from ops.simulate.station import Station
from ops.simulate.timeline import TODAY
from schema.acts.base import DoseRevision
from schema.ids import Id

DAYS = (TODAY, "2026-06-08")
REDUCTIONS = ("0", "10", "20")


class Orders:
    """Those of everybody on the site."""

    def __init__(self, chance: Chance, hands: Hands) -> None:
        self._chance = chance
        self._hands = hands

    def prescription(
        self, station: Station, course: Id, state: CourseState, doses: tuple[Id, ...]
    ) -> Wanted | None:
        """What the draft shows, signed."""
        who = self._chance.pick(WHO["prescribe"])
        reduction = self._chance.pick(REDUCTIONS)
        lines = {dose.versions[0].order.line for dose in state.doses if dose.dose in doses and dose.versions}
        adjustments = (
            tuple(Adjustment(line, 0, reduction, "tolérance") for line in sorted(lines))
            if reduction != "0"
            else ()
        )
        draft = station.ask(
            who, DraftPrescription(course=course, cycle=1, doses=doses, adjustments=adjustments)
        )
        if not isinstance(draft, PrescriptionDraft):
            return None
        command = SignPrescription(
            course=course,
            cycle=1,
            doses=doses,
            adjustments=adjustments,
            mentions=MENTIONS,
            reason="révision" if doses else "",
            pin=PIN,
            based_on=draft.heads,
        )
        return who, command

    def decide(self, course: Id, state: CourseState, step: str, doses: Sequence[Dose]) -> Wanted:
        """Validated, or given the go-ahead (`step`), as this state has them."""
        items = tuple(DoseRevision(one.dose, one.versions[0].act) for one in doses if one.versions)
        if step == "validate":
            return self._hands.by(
                step,
                Validate(course=course, items=items, mentions=MENTIONS, pin=PIN, based_on=state.heads),
            )
        day = next((one.versions[0].order.planned for one in doses if one.versions), TODAY)
        return self._hands.by(
            step, GiveGoAhead(course=course, items=items, day=day, pin=PIN, based_on=state.heads)
        )

    def revise(self, station: Station, course: Id, state: CourseState) -> Wanted | None:
        """Ordered anew: one dose, or all of them."""
        doses = (self._chance.pick(state.doses).dose,) if self._chance.happens(0.7) else ()
        return self.prescription(station, course, state, doses)

    def stay(self, course: Id, state: CourseState) -> Wanted:
        """A dose is held, or put off."""
        dose = self._chance.pick(state.doses)
        items = (DoseRevision(dose.dose, dose.versions[0].act),)
        if self._chance.happens(0.5):
            hold = Hold(
                course=course,
                items=items,
                refused=False,
                reason="à revoir",
                pin=PIN,
                based_on=state.heads,
            )
            return self._hands.by("validate", hold)
        defer = DeferGoAhead(course=course, items=items, reason="fièvre", pin=PIN, based_on=state.heads)
        return self._hands.by("go_ahead", defer)

    def stop(self, course: Id, state: CourseState) -> Wanted:
        """The treatment is stopped, or a part of it."""
        order = self._chance.pick(state.doses).versions[0].order
        level = self._chance.pick(("course", "cycle", "day", "line"))
        stop = StopCourse(
            course=course,
            level=level,
            cycle=0 if level == "course" else 1,
            day=order.day if level == "day" else 0,
            line=order.line if level == "line" else "",
            reason="toxicité",
            pin=PIN,
            based_on=state.heads,
        )
        return self._hands.by("prescribe", stop)

    def resume(self, course: Id, state: CourseState) -> Wanted | None:
        """Whatever was stopped goes on."""
        stops = tuple(stop.act for stop in state.stops if stop.lifted is None)[:16]
        if not stops:
            return None
        resume = ResumeCourse(course=course, stops=stops, reason="reprise", pin=PIN, based_on=state.heads)
        return self._hands.by("prescribe", resume)

    def move(self, course: Id, state: CourseState) -> Wanted:
        """The cycle begins on another day, or on the same once more."""
        day = self._chance.pick(DAYS)
        past = ("day.past",)
        plan = PlanCycle(course=course, cycle=1, day_one=day, acknowledged=past, based_on=state.heads)
        return self._hands.by("prescribe", plan)
