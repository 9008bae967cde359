"""What the screens about one course share: loading it, its banner, and saying that it changed meanwhile."""

from collections.abc import Iterable
from dataclasses import replace

from node.api.base import Answer, PersonView
from node.api.course import BagView, CourseView, DoseView, GetCourse
from node.api.session import ListPeople, People
from ui.presenters import bag_shown, dose_shown, patient_shown, shown
from ui.presenters.base import STEP_SCREENS, Presenter
from ui.presenters.blocks import Action, Actions, Block, Fact, Facts, Field, Form, Notice, Notices, Page, Slot
from ui.presenters.desk import Desk, Place
from ui.presenters.told import ToldForm


class OnCourse(Presenter):
    """A screen about `place.course`, and about `place.dose` where one is in hand."""

    course: CourseView | None = None

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self.people: tuple[PersonView, ...] = ()
        self.told = ToldForm(self.words, self.input)
        self._changed = False

    def load(self) -> None:
        command = GetCourse(course=self.place.course, language=self.words.language)
        self.ask(command, self._loaded, quiet=self.course is not None)
        if not self.people:
            self.ask(ListPeople(), self._listed, quiet=True)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self.people = answer.people
            self.told.people = tuple((person.person, person.name) for person in answer.people)

    def _loaded(self, answer: Answer) -> None:
        if isinstance(answer, CourseView) and self.attached:
            before = self.course
            self.course = answer
            self._changed = before is not None and before.heads != answer.heads and not self.notices
            self.course_loaded()
            self.show()

    def course_loaded(self) -> None:
        """Something more to ask once the course is there."""

    @property
    def dose(self) -> DoseView | None:
        """The dose in hand."""
        return dose_shown.find(self.course, self.place.dose) if self.course else None

    @property
    def bag(self) -> BagView | None:
        """The bag in hand, or the dose's last one."""
        return bag_shown.find(self.dose, self.place.bag)

    def said(self) -> Notices:
        """This screen's notices, and that somebody else changed the course while it was open."""
        notices = self.notices
        if self._changed:
            notices = (*notices, Notice("info", self.words("ui.changed_meanwhile")))
        return Notices(key="notices", slot="top", notices=notices)

    def course_page(self, *blocks: Block) -> Page:
        """The page of a screen about this course; a waiting page until it is there."""
        words, title = self.words, self.words(f"ui.screen.{self.name}")
        if self.course is None:
            return Page(title, busy=True, blocks=(self.said(),))
        return Page(
            title=title,
            subtitle=f"{self.course.regimen.name}, {self.course.ward}",
            banner=patient_shown.banner(words, self.course.banner),
            blocks=(self.said(), *blocks),
        )

    def notes(self, dose: DoseView | None) -> Facts:
        """Notes of the treatment, and of this dose."""
        found = (*(self.course.notes if self.course else ()), *(dose.notes if dose else ()))
        return Facts(
            key="notes",
            stacked=True,
            slot="side",
            title=self.words("ui.course.notes") if found else "",
            facts=tuple(
                Fact(shown.stamp(self.words, note.stamp, self.desk.now()), note.text) for note in found
            ),
        )

    def here(self, screen: str, dose: DoseView | None = None, **more: bytes) -> Place:
        """Another screen about the same course."""
        return Place(
            screen,
            patient=self.course.banner.patient if self.course else self.place.patient,
            course=self.place.course,
            dose=dose.dose if dose else self.place.dose,
            bag=more.get("bag", b""),
            day=self.place.day,
        )

    def revising(self, dose: DoseView | None) -> tuple[Action, ...]:
        """The way to the next version of a dose, for those who prescribe."""
        return (self.button("revise", enabled=dose is not None),) if "prescribe" in self.rights else ()

    def revise(self) -> None:
        """To the prescription of the dose in hand, to write its next version."""
        dose = self.dose
        if dose is not None:
            place = Place("prescription", patient=self.place.patient, course=self.place.course)
            self.desk.open(replace(place, cycle=dose.cycle, doses=(dose.dose,)))

    def freeing(self, bag: BagView, *, here: bool = False) -> tuple[Action, ...]:
        """The main act on a bag that is held: to the disagreement, or to the end of one not kept.

        `here`: the screen in hand ends bags itself.
        """
        if not bag.held or (here and bag_shown.to_be_ended(bag)):
            return ()
        if bag_shown.to_be_ended(bag):
            return (self.button("bag", primary=True),)
        return (self.button("settlement", label=self.words("ui.act.go.settle"), primary=True),)

    def act_bag(self, bag: str = "") -> None:
        """To one bag, where it is released, recalled or destroyed; without a name, the one in hand."""
        wanted = bytes.fromhex(bag) if bag else self.bag.bag if self.bag else b""
        self.desk.open(self.here("release", self.dose, bag=wanted))

    def act_settlement(self) -> None:
        """To the disagreements."""
        self.desk.open(self.here("settlement", self.dose))

    def derogable(self, codes: Iterable[str]) -> Actions:
        """A way to the derogation form for each of these refusals that two people may lift."""
        liftable = self.course.liftable if self.course else ()
        words = self.words
        return Actions(
            key="derogable",
            actions=tuple(
                Action(f"derogate:{code}", words("ui.act.derogate", rule=words(f"derogation.{code}")))
                for code in dict.fromkeys(codes)
                if code in liftable
            ),
        )

    def act_derogate(self, code: str) -> None:
        """To the form where it is asked, on the course's own screen."""
        self.desk.open(replace(self.here("course", self.dose), rule=code))

    def mentions(self, *doses: DoseView) -> tuple[str, ...]:
        """What must have been checked for these doses, as the node says."""
        return tuple(sorted({mention for dose in doses for mention in dose.mentions}))

    def mentions_form(self, mentions: Iterable[str], slot: Slot = "side") -> tuple[Form, ...]:
        """A box for each; no form where nothing is to be checked."""
        fields = tuple(
            Field(
                f"mention_{mention}",
                self.mention(mention),
                "tick",
                self.input(f"mention_{mention}"),
            )
            for mention in mentions
        )
        return (Form(key="mentions", slot=slot, title=self.words("ui.mentions"), fields=fields),) * bool(
            fields
        )

    def mention(self, mention: str) -> str:
        """A mention in words; one that a site made up itself is shown as it wrote it."""
        return self.words.known(f"ui.mention.{mention}", mention)

    def ticked_mentions(self, mentions: Iterable[str]) -> tuple[str, ...]:
        """Those of them that are ticked."""
        return tuple(mention for mention in mentions if self.input.on(f"mention_{mention}"))

    def next_step(self, dose: DoseView) -> str:
        """The screen of the first step that this dose waits for."""
        return next((STEP_SCREENS[step] for step in dose.waits_for if step in STEP_SCREENS), "")
