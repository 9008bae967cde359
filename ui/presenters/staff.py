"""The people of the site, and enrolling one with a role and a first PIN typed by them."""

from collections.abc import Iterable

from node.api.base import Answer, PersonView
from node.api.session import ListPeople, People
from node.api.site import EnrolPerson
from ui.format import Format, listed
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Cell, Field, Form, Grid, Notice, Notices, Option, Page, Row
from ui.presenters.desk import Signing

ROLES = ("pharmacist", "prescriber", "preparer", "nurse", "administrator")
_FIELDS = ("family", "first", "honorific", "role", "licence", "new_pin", "new_pin_again")


def alone(words: Format, people: Iterable[PersonView]) -> tuple[Notice, ...]:
    """That a single person administers the site: told to them until there is another."""
    if sum("site.people" in person.rights for person in people) != 1:
        return ()
    return (
        Notice(
            "warning", words("ui.staff.alone"), words("ui.staff.alone.detail"), words("ui.staff.alone.next")
        ),
    )


class Staff(Presenter):
    """Who may sign in; whoever may not enrol is told so by the node."""

    name = "staff"
    _people: tuple[PersonView, ...] | None = None
    _selected = ""

    def load(self) -> None:
        self.ask(ListPeople(), self._listed, quiet=self._people is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            self._people = answer.people
            self.show()

    def selected_people(self, row: str) -> None:
        self._selected = row
        self.show()

    def act_enrol(self) -> None:
        """Everything typed, and the PIN twice alike; then the administrator's own PIN signs."""
        words = self.words
        missing = next((key for key in ("family", "first", "role", "new_pin") if not self._typed(key)), "")
        if missing or self._typed("new_pin") != self._typed("new_pin_again"):
            self.focus(missing or "new_pin_again")
            return
        family, first, honorific = (self._typed(key) for key in ("family", "first", "honorific"))
        role, licence, new_pin = (self._typed(key) for key in ("role", "licence", "new_pin"))
        name = listed((honorific, family.upper(), first), " ")
        self.sign(
            Signing(
                title=words("ui.act.enrol"),
                lines=(name, words(f"role.{role}"), licence),
                command=lambda pin, _: EnrolPerson(
                    family_name=family,
                    first_name=first,
                    title=honorific,
                    role=role,
                    licence=licence,
                    new_pin=new_pin,
                    pin=pin,
                ),
                done=lambda _: self.forget("enrolling", *_FIELDS),
                consequence=listed(
                    (words("ui.staff.consequence"), words.known(f"ui.staff.consequence.{role}", "")), " "
                ),
            ),
            words("ui.staff.enrolled", name=name),
        )

    def _typed(self, key: str) -> str:
        return self.input(key).strip()

    def page(self) -> Page:
        words, people = self.words, self._people
        return Page(
            title=words("ui.screen.staff"),
            subtitle=words.count("ui.count.people", len(people)) if people else "",
            busy=people is None,
            blocks=(
                Notices(
                    key="notices", slot="top", notices=(*self.notices, *alone(words, self._people or ()))
                ),
                Grid(
                    key="people",
                    columns=(self.column("person", 4), self.column("role", 2), self.column("may", 7)),
                    rows=tuple(self._row(person) for person in people or ()),
                    selected=self._selected,
                    empty=words("ui.session.nobody"),
                ),
                Form(
                    key="enrolling",
                    slot="side",
                    title=words("ui.staff.enrolling"),
                    columns=2,
                    submit="enrol",
                    fields=self._fields(),
                    note=words("ui.staff.note"),
                ),
                Actions(key="actions", slot="bottom", actions=(self.button("enrol", primary=True),)),
            ),
        )

    def _row(self, person: PersonView) -> Row:
        words = self.words
        role = words.named("role", person.profession)
        rights = listed((words.named("right", right) for right in person.rights), ", ")
        return Row(
            person.person.hex(),
            (Cell(person.name, strong=True), Cell(role), Cell(rights or words("ui.staff.no_right"))),
        )

    def _fields(self) -> tuple[Field, ...]:
        words = self.words
        again = self.input("new_pin_again")
        differ = again and again != self.input("new_pin")
        roles = tuple(Option(role, words(f"role.{role}")) for role in ROLES)
        return (
            self.field("family", "ui.staff.family"),
            self.field("first", "ui.staff.first"),
            self.field("honorific", "ui.staff.honorific", hint="ui.hint.optional"),
            self.field(
                "role", "ui.staff.role", "choice", options=(Option("", words("ui.staff.choose")), *roles)
            ),
            self.field("licence", "ui.staff.licence", hint="ui.hint.optional", wide=True),
            self.field("new_pin", "ui.staff.new_pin", "pin", hint="ui.staff.new_pin.hint"),
            self.field(
                "new_pin_again",
                "ui.staff.again",
                "pin",
                error=words("ui.staff.differ") if differ else "",
            ),
        )
