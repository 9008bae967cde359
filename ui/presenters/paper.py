"""Papers: made by the node, kept or opened by the person. Whether a sheet came out, only people know."""

from node.api.base import Answer
from node.api.course import CourseView, GetCourse
from node.api.paper import LABELS_A_SHEET, MakePaper, Paper
from node.api.patient import Banner, GetPatient, PatientRecord
from ui.format import Format
from ui.presenters import patient_shown
from ui.presenters.base import Presenter
from ui.presenters.blocks import (
    Actions,
    Block,
    Fact,
    Facts,
    Field,
    Form,
    Notice,
    Notices,
    Option,
    Page,
    Prose,
)
from ui.presenters.desk import Desk, Place, recorded

OF_A_BAG = ("sheet", "label", "label_sheet")


class Papers(Presenter):
    """One document at a time: which, then the file."""

    name = "paper"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._paper: Paper | None = None
        self._busy = False
        self._saved = ""
        self._of: Banner | None = None
        self._bag = ""
        """Which bag the document is about, in words."""
        self.input.values["folder"] = desk.folder()

    def load(self) -> None:
        place = self.place
        if place.bag:
            self.ask(GetCourse(course=place.course, language=self.words.language), self._course_loaded)
        elif place.patient:
            self.ask(GetPatient(patient=place.patient), self._patient_loaded)

    def _patient_loaded(self, answer: Answer) -> None:
        if isinstance(answer, PatientRecord):
            self._of = answer.banner
            self.show()

    def _course_loaded(self, answer: Answer) -> None:
        if isinstance(answer, CourseView):
            self._of = answer.banner
            bags = ((dose.order, bag) for dose in answer.doses for bag in dose.bags)
            found = next(((order, bag.number) for order, bag in bags if bag.bag == self.place.bag), None)
            if found is not None:
                order, number = found
                drug, dose = self.words.drug(order.substance), self.words.quantity(order.prescribed)
                self._bag = self.words("ui.paper.for_bag", number=number, drug=drug, dose=dose)
            self.show()

    def _kinds(self) -> tuple[str, ...]:
        """Which documents there are of what one came with."""
        place = self.place
        if place.series:
            return ("register",)
        if place.bag:
            return OF_A_BAG
        if place.patient and place.day:
            return ("care_plan", "day_list")
        return ("day_list",)

    def _what(self) -> str:
        return self.input("what", self._kinds()[0])

    def typed_what(self) -> None:
        self._paper, self._saved, self.notices = None, "", ()

    def typed_free(self) -> None:
        self.typed_what()

    def act_make(self) -> None:
        place, what = self.place, self._what()
        self._busy = True
        self.notices = ()
        self.show()
        of_bag = what in OF_A_BAG
        self.desk.ask(
            MakePaper(
                what=what,
                course=place.course if of_bag else None,
                bag=place.bag if of_bag else None,
                patient=place.patient if what == "care_plan" else None,
                day="" if of_bag else place.day or self.words.today(self.desk.now()).isoformat(),
                series=place.series if what == "register" else None,
                first=self._first(what),
                last=place.numbers[1] if what == "register" else 0,
                language=self.words.language,
            ),
            self._made,
        )

    def _first(self, what: str) -> int:
        """The first number of a register, or the first label that is free on a sheet."""
        if what == "register":
            return self.place.numbers[0]
        return int(self.input("free", "1")) if what == "label_sheet" else 0

    def _made(self, answer: Answer) -> None:
        self._busy = False
        if isinstance(answer, Paper):
            self._paper, self._saved = answer, ""
            self.show()
            self.focus("folder")
            return
        self.notices = recorded(self.words, answer, "")
        self.show()

    def _path(self) -> str:
        folder = self.input("folder").rstrip("/\\")
        return f"{folder}/{self._paper.name}" if self._paper else ""

    def act_save(self) -> None:
        paper, path = self._paper, self._path()
        if paper is not None:
            self.desk.save(path, paper.pdf, lambda trouble: self._kept(path, trouble))

    def _kept(self, path: str, trouble: str) -> None:
        words = self.words
        if trouble:
            self.notices = (
                Notice(
                    "refusal",
                    words("ui.paper.not_saved", path=path),
                    trouble,
                    words("ui.paper.not_saved.next"),
                ),
            )
        else:
            self._saved = path
            self.notices = (
                Notice("done", words("ui.paper.saved", path=path), next=words("ui.paper.not_printed")),
            )
        self.show()

    def act_open_pdf(self) -> None:
        words = self.words
        if self._saved and self.desk.show_file(self._saved):
            self.notices = (Notice("info", words("ui.paper.opened"), next=words("ui.paper.not_printed")),)
        else:
            self.notices = (
                Notice(
                    "refusal",
                    words("ui.paper.no_reader"),
                    next=words("ui.paper.no_reader.next", path=self._saved),
                ),
            )
        self.show()

    def _about(self, day: str) -> str:
        """Which bag, day or numbers the document is about, where the choice does not say it."""
        words, (first, last) = self.words, self.place.numbers
        if self.place.series:
            range_ = {"first": words.whole(first), "last": words.whole(last)}
            return words.count("ui.paper.for_numbers", last - first + 1, **range_)
        return (
            words("ui.paper.for_day", date=words.weekday(day)) if "day_list" in self._kinds() else self._bag
        )

    def _place_of_label(self) -> tuple[Field, ...]:
        """On which label of a sheet: those before it were used."""
        if self._what() != "label_sheet":
            return ()
        options = tuple(Option(str(n), str(n)) for n in range(1, LABELS_A_SHEET + 1))
        return (self.field("free", "ui.paper.free", "choice", options=options, otherwise="1"),)

    def page(self) -> Page:
        words, paper = self.words, self._paper
        kinds = self._kinds()
        day = self.place.day or words.today(self.desk.now()).isoformat()
        blocks: list[Block] = [
            Notices(key="notices", slot="top", notices=self.notices),
            Form(
                key="what_form",
                fields=(
                    self.field(
                        "what",
                        "ui.paper.what",
                        "choice",
                        options=tuple(Option(kind, words(f"ui.paper.{kind}")) for kind in kinds),
                        otherwise=kinds[0],
                    ),
                    *self._place_of_label(),
                ),
                submit="make",
                note=self._about(day),
            ),
        ]
        if paper is not None:
            blocks += [
                Facts(
                    key="file",
                    title=words("ui.paper.ready"),
                    columns=3,
                    facts=(
                        Fact(words("ui.paper.name"), paper.name, strong=True),
                        Fact(
                            words("ui.paper.size"),
                            words("ui.paper.kilobytes", n=words.whole(-(-len(paper.pdf) // 1024))),
                        ),
                        _copy(words, paper),
                    ),
                ),
                Form(
                    key="folder_form",
                    fields=(self.field("folder", "ui.paper.folder", wide=True),),
                    submit="save",
                ),
            ]
        blocks += [
            Prose(key="truth", text=words("ui.paper.truth"), role="muted"),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("return", icon="chevron_left"),
                    self.button("make", primary=paper is None, enabled=not self._busy),
                    self.button("open_pdf", enabled=bool(self._saved), why_not=words("ui.paper.save_first")),
                    self.button(
                        "save",
                        label=words("ui.act.save_pdf"),
                        primary=paper is not None,
                        enabled=paper is not None,
                    ),
                ),
            ),
        ]
        of_one = self._of if self._what() != "day_list" else None
        return Page(
            words("ui.screen.paper"),
            busy=self._busy,
            banner=patient_shown.banner(words, of_one) if of_one is not None else None,
            blocks=tuple(blocks),
        )


def _copy(words: Format, paper: Paper) -> Fact:
    """Whether it is the first, a duplicate, or one that nothing counted."""
    said = "original"
    if paper.uncounted or paper.duplicate:
        said = "uncounted" if paper.uncounted else "duplicate"
    return Fact(
        words("ui.paper.copy"),
        words(f"ui.paper.{said}", n=str(paper.duplicate)),
        tone=None if said == "original" else "warning",
    )
