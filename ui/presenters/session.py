"""Signing in: who one is, by a part of the name, the register number or the short id, then the PIN."""

from node.api.base import Answer, PersonView, Refused
from node.api.session import ListPeople, People, SignedIn, SignIn
from schema.ids import short_text
from ui.format import matches
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Cell, Column, Field, Form, Grid, Notices, Page, Row
from ui.presenters.desk import Place, refusal


class Session(Presenter):
    """The first screen, and the one to which an ended session returns."""

    name = "session"
    _people: tuple[PersonView, ...] = ()
    _site = ""
    _workstation = ""
    _selected = ""
    _busy = False

    def load(self) -> None:
        self.ask(ListPeople(), self._listed)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self._people = answer.people
            self._site, self._workstation = answer.site, answer.workstation
            self._follow()
            self.show()

    def _shown(self) -> list[PersonView]:
        typed = self.input("who")
        return [
            person
            for person in self._people
            if matches(typed, person.name, person.licence, short_text(person.person))
        ]

    def _follow(self) -> None:
        """The selection stays on somebody who is shown; nobody is chosen among several by chance."""
        shown = [person.person.hex() for person in self._shown()]
        if self._selected not in shown:
            self._choose(shown[0] if len(shown) == 1 else "")

    def typed_who(self) -> None:
        self._follow()

    def selected_people(self, row: str) -> None:
        self._choose(row)
        self.show()

    def _choose(self, row: str) -> None:
        """A PIN was typed for one person, and goes to no other."""
        if self._selected and row != self._selected:
            self.forget("sign_in", "pin")
        self._selected = row

    def opened_people(self, row: str) -> None:
        self._choose(row)
        self.show()
        self.focus("pin")

    def act_sign_in(self) -> None:
        """Send the PIN; it is forgotten here whatever comes back."""
        pin = self.input("pin")
        if not self._selected:
            self.focus("who")
            return
        if not pin:
            self.focus("pin")
            return
        self._busy = True
        self.notices = ()
        self.forget("sign_in", "pin")
        self.show()
        self.desk.ask(SignIn(person=bytes.fromhex(self._selected), pin=pin), self._answered)

    def _answered(self, answer: Answer) -> None:
        self._busy = False
        if isinstance(answer, SignedIn):
            self.desk.signed_in(answer.person, answer.workstation)
            self.desk.open(Place("worklist"))
            return
        if isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
        self.show()
        self.focus("pin")

    def page(self) -> Page:
        words = self.words
        chosen = next((item for item in self._people if item.person.hex() == self._selected), None)
        rows = tuple(
            Row(
                person.person.hex(),
                (
                    Cell(person.name, strong=True),
                    Cell(words.known(f"ui.profession.{person.profession}", person.profession)),
                ),
            )
            for person in self._shown()
        )
        return Page(
            title=words("ui.session.title"),
            subtitle=words("ui.session.where", site=self._site, workstation=self._workstation)
            if self._site
            else "",
            busy=self._busy,
            blocks=(
                Form(
                    key="who_form",
                    fields=(
                        Field(
                            "who",
                            words("ui.session.who"),
                            hint=words("ui.session.who.hint"),
                            value=self.input("who"),
                            wide=True,
                        ),
                    ),
                    submit="to_pin",
                ),
                Grid(
                    key="people",
                    columns=(Column("", 3), Column("", 2)),
                    rows=rows,
                    selected=self._selected,
                    empty=words("ui.session.nobody"),
                ),
                Form(
                    key="sign_in",
                    fields=(
                        Field(
                            "pin",
                            words("ui.session.pin", name=chosen.name)
                            if chosen
                            else words("ui.session.pin.nobody"),
                            "pin",
                            wide=True,
                        ),
                    ),
                    submit="sign_in",
                ),
                Notices(key="notices", notices=self.notices),
                Actions(
                    key="actions",
                    actions=(
                        self.button(
                            "sign_in",
                            primary=True,
                            enabled=not self._busy,
                        ),
                    ),
                ),
            ),
        )

    def act_to_pin(self) -> None:
        """Enter in the name: on to the PIN once one person is left, else to the list while it has anybody."""
        self.focus("pin" if self._selected else "people" if self._shown() else "who")
