"""Who is in front of the nurse: identified apart from the bag, which its label confirms."""

from node.api.base import Answer
from node.api.patient import PatientHits, PatientRow, SearchPatients
from node.api.worklist import GetWorklist, Worklist
from ui.format import listed, matches
from ui.presenters.blocks import Actions, Block, Cell, Fact, Facts, Form, Grid, Notice, Row
from ui.presenters.desk import Desk, Place
from ui.presenters.on_course import OnCourse


class Bedside(OnCourse):
    """The two identifications that must agree."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self.near: dict[str, PatientRow] = {}
        """Patients of the day, and those found by a search."""
        self._asked = ""
        self.patient_id = ""
        """Who is in front of us, once identified."""
        self.bag_scanned = False

    def course_loaded(self) -> None:
        if not self.near:
            day = self.place.day or self.words.today(self.desk.now()).isoformat()
            self.ask(GetWorklist(day=day, mine=False), self._of_the_day, quiet=True)

    def _of_the_day(self, answer: Answer) -> None:
        if isinstance(answer, Worklist):
            for item in answer.items:
                self.near.setdefault(item.patient.patient.hex(), item.patient)
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
            # Nobody is identified by what does not count.
            self.near.update({row.patient.hex(): row for row in answer.rows if not row.set_aside})
            self.show()

    def _candidates(self) -> list[PatientRow]:
        """Nobody is proposed before something was typed: the name is asked of the patient, not read out."""
        typed = self.input("bedside").strip()
        if len(typed) < 2:
            return []
        words = self.words
        return [
            row
            for row in self.near.values()
            if matches(
                typed, words.name_in_full(row.identity), row.identity.ipp, words.day(row.identity.birth_date)
            )
        ]

    def act_to_candidates(self) -> None:
        self.focus("candidates")

    def opened_candidates(self, row: str) -> None:
        self.patient_id = row
        self.show()

    def act_identified(self) -> None:
        candidates = self._candidates()
        if len(candidates) == 1:
            self.opened_candidates(candidates[0].patient.hex())
        else:
            self.focus("candidates")

    def act_another_patient(self) -> None:
        self.patient_id = ""
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
                self.bag_scanned = True
                self.notices = ()
            self.show()
            return True
        return False

    # --- what is shown ----------------------------------------------------------------------------

    def bedside(self) -> list[Block]:
        """Who is asked for, or who was identified."""
        words = self.words
        if self.patient_id:
            near = self.near.get(self.patient_id)
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
