"""Opening a patient's file, once every file that may be the same person was looked at."""

from node.api.base import Answer, Recorded, Refused
from node.api.patient import CreatePatient, PatientHits, PatientRow, SearchPatients
from schema.acts.patient import Identity
from ui.presenters.base import Presenter
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Card,
    Cards,
    Form,
    Mark,
    Notices,
    Option,
    Page,
)
from ui.presenters.desk import Desk, Place, refusal
from ui.typed import TypedError, parse_date

_IDENTITY = ("birth_name", "first_names", "used_name", "birth_date", "sex", "ipp", "ins")


class OpeningFile(Presenter):
    """The new identity as typed, and the files that look like it."""

    creating = False
    """Whether somebody is at it."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._alike: dict[str, PatientRow] = {}
        self._acknowledged: set[str] = set()

    def act_create(self) -> None:
        self.creating = True
        self.input.values.setdefault("birth_name", self.input("search").strip().upper())
        self.notices = ()
        self.show()
        self.focus("birth_name")

    def act_abandon(self) -> None:
        self.creating = False
        self._alike.clear()
        self._acknowledged.clear()
        self.forget("identity", *_IDENTITY)
        self.show()
        self.focus("search")

    def ticked_alike(self, row: str, on: bool) -> None:
        (self._acknowledged.add if on else self._acknowledged.discard)(row)
        self.show()

    def act_look(self, row: str) -> None:
        self.desk.open(Place("patient", patient=bytes.fromhex(row)))

    def act_save(self) -> None:
        """Save, naming the look-alikes that were acknowledged; the node refuses while one was not."""
        identity = self._identity()
        if identity is None:
            self.ask_to_fill("ui.patients.incomplete", lambda: self._identity() is not None)
            return
        looked_at = tuple(bytes.fromhex(row) for row in sorted(self._acknowledged))
        command = CreatePatient(identity=identity, looked_at=looked_at)
        self.desk.ask(command, lambda answer: self._created(answer, identity))

    def _created(self, answer: Answer, identity: Identity) -> None:
        if isinstance(answer, Recorded) and answer.created:
            self.desk.open(Place("patient", patient=answer.created[0]))
        elif isinstance(answer, Refused):
            self.notices = (refusal(self.words, answer),)
            if answer.code == "patient.probable_duplicate":
                self._look(identity, 0)
            else:
                self.show()

    def _look(self, identity: Identity, width: int) -> None:
        """Find the files that the node means: by name and numbers, then wider, until there is a new one."""
        family, first = identity.birth_name.split()[0], identity.first_names.split()[0]
        widths = ({f"{family} {first}", identity.ipp, identity.ins}, {family, identity.used_name}, {first})
        if width == len(widths):
            self.show()
            return
        searches = sorted(widths[width] - {""})
        waiting = len(searches)

        def found(answer: Answer) -> None:
            nonlocal waiting
            waiting -= 1
            if isinstance(answer, PatientHits):
                for row in answer.rows:
                    self._alike.setdefault(row.patient.hex(), row)
            if not waiting and set(self._alike) - self._acknowledged:
                self.show()
            elif not waiting:
                self._look(identity, width + 1)

        for typed in searches:
            self.ask(SearchPatients(text=typed), found)

    def _birth(self) -> tuple[str, str, str]:
        """ISO date, echo, error."""
        typed = self.input("birth_date")
        if not typed:
            return "", "", ""
        today = self.words.today(self.desk.now())
        try:
            if typed.strip()[:1] in {"+", "-"}:
                raise TypedError("date")
            day = parse_date(typed, today)
            if day > today:
                raise TypedError("future")
        except TypedError as error:
            return "", "", self.words(f"ui.typed.{error.code}")
        return day.isoformat(), self.words.day(day), ""

    def _identity(self) -> Identity | None:
        birth, _, _ = self._birth()
        name, first = self.input("birth_name").strip(), self.input("first_names").strip()
        if not (birth and name and first and self.input("sex")):
            return None
        return Identity(
            name.upper(),
            self.input("used_name").strip().upper(),
            first,
            birth,
            self.input("sex"),
            self.input("ipp").strip(),
            self.input("ins").replace(" ", ""),
        )

    def page_creating(self) -> Page:
        """The identity, and each look-alike to be looked at."""
        words = self.words
        _, birth_echo, birth_error = self._birth()
        sexes = (Option("", ""), *(Option(sex, words(f"ui.sex.{sex.lower()}")) for sex in "FMX"))
        blocks: list[Block] = [
            Notices(key="notices", slot="top", notices=self.notices),
            Form(
                key="identity",
                title=words("ui.patients.identity"),
                columns=2,
                submit="save",
                fields=(
                    self.field("birth_name", "ui.identity.birth_name"),
                    self.field("first_names", "ui.identity.first_names"),
                    self.field("used_name", "ui.identity.used_name", hint="ui.hint.optional"),
                    self.field(
                        "birth_date",
                        "ui.identity.birth_date",
                        hint="ui.hint.birth",
                        echo=birth_echo,
                        error=birth_error,
                    ),
                    self.field("sex", "ui.identity.sex", "choice", options=sexes),
                    self.field("ipp", "ui.identity.ipp", hint="ui.hint.optional"),
                    self.field("ins", "ui.identity.ins", hint="ui.identity.ins.hint"),
                ),
            ),
        ]
        if self._alike:
            blocks.append(
                Cards(
                    key="alike",
                    title=words("ui.patients.alike.title"),
                    cards=tuple(map(self._card, self._alike.values())),
                )
            )
        left = len(set(self._alike) - self._acknowledged)
        blocks.append(
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("abandon", label=words("ui.act.abandon_creation"), shortcut="Esc"),
                    Action(
                        "save",
                        words("ui.act.save_patient"),
                        primary=True,
                        enabled=not left,
                        why_not=words("ui.patients.alike.next") if left else "",
                    ),
                ),
            )
        )
        return Page(title=words("ui.patients.creating"), blocks=tuple(blocks))

    def _card(self, row: PatientRow) -> Card:
        words = self.words
        return Card(
            row.patient.hex(),
            words.name_in_full(row.identity),
            (words.born(row.identity, row.age), words.numbers(row.identity)),
            Mark("set_aside", words("ui.identity.none.set_aside"))
            if row.set_aside
            else Mark("probable", words("ui.look_alike.probable")),
            tick=words("ui.patients.alike.tick"),
            ticked=row.patient.hex() in self._acknowledged,
            tone="warning",
            actions=(Action(f"look:{row.patient.hex()}", words("ui.act.look_at_patient")),),
        )
