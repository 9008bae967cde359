"""What the screens about one patient's file do alike: read it, and know who may have told something."""

from node.api.base import Answer
from node.api.patient import GetPatient, PatientRecord
from node.api.session import ListPeople, People
from ui.presenters.base import Presenter
from ui.presenters.desk import Desk, Place
from ui.presenters.told import ToldForm


class OnPatient(Presenter):
    """The file as it was read last."""

    record_shown: PatientRecord | None = None
    """What the person sees, and decides from."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self.told = ToldForm(self.words, self.input)

    def load(self) -> None:
        self.ask(GetPatient(patient=self.place.patient), self._loaded, quiet=self.record_shown is not None)
        if not self.told.people:
            self.ask(ListPeople(), self._people_listed, quiet=True)

    def _people_listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self.told.people = tuple((person.person, person.name) for person in answer.people)

    def _loaded(self, answer: Answer) -> None:
        if isinstance(answer, PatientRecord):
            self.record_shown = answer
            self.record_loaded(answer)
            self.show()

    def record_loaded(self, record: PatientRecord) -> None:
        """Before the file is shown."""
