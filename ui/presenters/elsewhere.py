"""What waits for me on other screens than the day's: each is a notice above the list of work."""

from node.api.agreement import CONCERNS, GetProposals, Proposals
from node.api.base import Answer
from node.api.forks import Forks, ForkView, GetForks
from node.api.reference import GetSettings, SiteSettings
from node.api.session import ListPeople, People
from node.api.settlement import Derogations, ListDerogations
from ui.format import listed
from ui.presenters.base import Presenter
from ui.presenters.blocks import Notice
from ui.presenters.desk import Desk, Place
from ui.presenters.forks import forked
from ui.presenters.proposed import apart
from ui.presenters.staff import alone


class Elsewhere(Presenter):
    """Asked as far as the rights of whoever is signed in go."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._to_agree = 0
        self._to_second = 0
        self._apart: tuple[Notice, ...] = ()
        self._forks: tuple[ForkView, ...] = ()
        self._alone: tuple[Notice, ...] = ()
        self._settings: tuple[Notice, ...] = ()

    def ask_elsewhere(self) -> None:
        """Ask for all of it."""
        rights = self.rights
        if "validate" in rights:
            self.ask(ListDerogations(), self._derogations_listed, quiet=True)
        if not CONCERNS.isdisjoint(rights):
            self.ask(GetProposals(), self._proposals_listed, quiet=True)
        if "site.enrol" in rights:
            self.ask(GetForks(), self._forks_listed, quiet=True)
        if not {"reference", "site.enrol"}.isdisjoint(rights):
            self.ask(GetSettings(), self._settings_told, quiet=True)
        if "site.people" in rights:
            self.ask(ListPeople(), self._people_listed, quiet=True)

    def _settings_told(self, answer: Answer) -> None:
        if isinstance(answer, SiteSettings):
            self._settings = self._of_settings(answer)
            self.show()

    def _of_settings(self, answer: SiteSettings) -> tuple[Notice, ...]:
        """What nobody has signed; what differs and no list asks about: to who signs, or switches rules."""
        words, rights = self.words, self.rights
        unsigned = [row.name for row in answer.rows if row.state == "unsigned"]
        apart = [row.name for row in answer.rows if row.state == "disputed" and not row.asked]
        ways_out = (
            ("ui.settings.apart.sign", "reference" in rights),
            ("ui.settings.apart.rule", not answer.rule and "site.enrol" in rights),
            ("ui.settings.apart.ask", not answer.rule and "site.enrol" not in rights),
        )
        signing = (
            ("ui.settings.unsigned.doses", "reference" in rights and "doses" in unsigned),
            ("ui.settings.unsigned.next", "reference" in rights),
        )
        told = (
            ("ui.settings.unsigned", unsigned, [way for way, mine in signing if mine]),
            ("ui.settings.apart", apart, [way for way, mine in ways_out if mine]),
        )
        return tuple(
            Notice(
                "warning",
                words(what, names=listed((words(f"ui.library.{name}") for name in names), ", ")),
                next=listed(map(words, then), " "),
            )
            for what, names, then in told
            if names and then
        )

    def _people_listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self._alone = alone(self.words, answer.people)
            self.show()

    def _forks_listed(self, answer: Answer) -> None:
        if isinstance(answer, Forks):
            self._forks = answer.forks
            self.show()

    def _proposals_listed(self, answer: Answer) -> None:
        if isinstance(answer, Proposals):
            self._to_second = sum(not row.agrees for row in answer.proposals)
            self._apart = apart(self.words, answer.apart, self.desk.now())
            self.show()

    def _derogations_listed(self, answer: Answer) -> None:
        if isinstance(answer, Derogations):
            self._to_agree = sum(row.mine for row in answer.rows)
            self.show()

    def waiting_elsewhere(self) -> tuple[Notice, ...]:
        """What waits for a second person, forks, and who would be the only one with a right."""
        waiting = (
            ("ui.derogation.to_agree", self._to_agree, "ui.derogation.to_agree.next"),
            ("ui.count.to_second", self._to_second, "ui.agreement.waiting.next"),
        )
        told = (
            Notice("warning", self.words.count(what, number), next=self.words(then))
            for what, number, then in waiting
            if number
        )
        return (
            *forked(self.words, self._forks, "ui.forks.where"),
            *told,
            *self._apart,
            *self._settings,
            *self._alone,
        )
