"""Ways out of a disagreement that are acts of other screens: treatment, record, stock, vault, a bag."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from node.api.course import ConflictView, CourseView
from schema.transaction import FileType
from ui.presenters.base import Presenter
from ui.presenters.blocks import Action
from ui.presenters.desk import Place

_SETTLED_ON: Final[Mapping[str, str]] = {"identity_disputed": "correction"}
"""Where the act that settles a rule is done, when it is not the patient's record."""
ELSEWHERE: Mapping[int, str] = {
    FileType.LOT: "lot",
    FileType.VAULT: "narcotics",
    FileType.PERSON: "members",
    FileType.WORKSTATION: "workstations",
}
"""Screens of the files that are no patient's."""
_OF_RULE: Final[Mapping[str, str]] = {"journal_forked": "forks"}
"""Where a rule has a screen for itself."""
_OF_TWO_BAGS = ("made_twice", "outdated_bag")
"""Rules that end when a bag is destroyed or goes to another patient."""


class WaysOut(Presenter):
    """The inbox's part that leads elsewhere; who inherits says which conflict is in hand."""

    course: CourseView | None = None
    """The course of the conflict in hand, once it is there."""

    @abstractmethod
    def conflict_in_hand(self) -> ConflictView | None:
        """The conflict that the buttons are about."""

    def act_course(self) -> None:
        """To the treatment."""
        conflict = self.conflict_in_hand()
        if conflict is not None:
            self.desk.open(Place("course", patient=conflict.patient, course=conflict.course))

    def act_elsewhere(self) -> None:
        """To the stock, the vault, the person or the workstation that it is about."""
        conflict = self.conflict_in_hand()
        if conflict is not None:
            self.desk.open(Place(_elsewhere(conflict)))

    def act_reattribution(self, bag: str) -> None:
        """To the doses of others that one of the bags fits."""
        self._to_bag("reattribution", bag)

    def act_bag(self, bag: str) -> None:
        """To one of the bags, to destroy or recall it."""
        self._to_bag("release", bag)

    def _to_bag(self, screen: str, bag: str) -> None:
        conflict, course = self.conflict_in_hand(), self.course
        if conflict is None or course is None:
            return
        doses = (dose for dose in course.doses for one in dose.bags if one.bag.hex() == bag)
        dose = next(doses, None)
        if dose is not None:
            place = Place(
                screen,
                patient=conflict.patient,
                course=conflict.course,
                dose=dose.dose,
                bag=bytes.fromhex(bag),
            )
            self.desk.open(place)

    def act_patient(self) -> None:
        """To the patient's record, or to where their identity is corrected."""
        conflict = self.conflict_in_hand()
        if conflict is not None:
            screen = _SETTLED_ON.get(conflict.rule, "patient")
            self.desk.open(Place(screen, patient=conflict.patient))

    def act_revise(self) -> None:
        """To the prescription of the dose, to write the version that replaces those that disagree."""
        conflict = self.conflict_in_hand()
        if conflict is not None and conflict.dose is not None:
            place = Place("prescription", patient=conflict.patient, course=conflict.course)
            self.desk.open(replace(place, cycle=conflict.cycle, doses=(conflict.dose,)))

    def _revisable(self, conflict: ConflictView) -> bool:
        """Whether who has signed in ends it by prescribing anew."""
        return (
            "prescribe" in self.rights
            and conflict.open
            and conflict.rule == "divergent"
            and conflict.dose is not None
        )

    def ways_out(self, conflict: ConflictView, *, choosable: bool) -> tuple[Action, ...]:
        """Buttons to where it can be ended otherwise than by a choice; the only way there is stands out."""
        of_course = any(conflict.course)  # zeros where two patient files are in conflict
        corrected = "correction" if conflict.rule in _SETTLED_ON else "patient_record"
        only = not of_course and not choosable
        patient = self.button("patient", label=self.words(f"ui.act.{corrected}"), primary=only)
        revise = self._revisable(conflict)
        course = self.button("course", primary=not choosable and not revise)
        return (
            *((patient,) if any(conflict.patient) else ()),
            *self._other_ways(conflict, choosable=choosable),
            *((course,) if of_course else ()),
            *((self.button("revise", primary=not choosable),) if revise else ()),
        )

    def _other_ways(self, conflict: ConflictView, *, choosable: bool) -> tuple[Action, ...]:
        """Ways out that are acts of other screens: the stock, the vault, the end of one of two bags."""
        words = self.words
        if conflict.file.type in ELSEWHERE:
            label = words(f"ui.screen.{_elsewhere(conflict)}")
            return (self.button("elsewhere", label=label, primary=not choosable),)
        if not conflict.open or conflict.rule not in _OF_TWO_BAGS:
            return ()
        bags = [bag for dose in (self.course.doses if self.course else ()) for bag in dose.bags]
        kept = {choice.keep for choice in conflict.choices}
        named = [bag for bag in bags if bag.bag in kept]
        return tuple(
            self.button(f"{act}:{bag.bag.hex()}", label=words(f"ui.act.{act}_number", number=bag.number))
            for bag in named
            for act in ("bag", "reattribution")
        )


def _elsewhere(conflict: ConflictView) -> str:
    return _OF_RULE.get(conflict.rule, ELSEWHERE[conflict.file.type])
