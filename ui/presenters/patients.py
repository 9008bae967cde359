"""Search before create: no file is opened before one has looked for it, and looked at its look-alikes."""

from node.api.base import Answer
from node.api.patient import PatientHits, PatientRow, SearchPatients
from schema.acts.patient import Identity
from ui.format import listed
from ui.presenters.blocks import Actions, Cell, Form, Grid, Mark, Notices, Page, Row
from ui.presenters.desk import Desk, Place
from ui.presenters.in_hand import InHand, first
from ui.presenters.opening_file import OpeningFile


class Patients(OpeningFile):
    """The search, and behind it the opening of a file."""

    name = "patients"
    _total = 0
    """How many files were found, of which the first are listed."""
    _asked = ""
    _to_hits = False

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[PatientRow](lambda row: row.patient.hex())

    def load(self) -> None:
        if self._asked:
            self.ask(SearchPatients(text=self._asked), self._found, quiet=True)

    # --- searching --------------------------------------------------------------------------------

    def typed_search(self) -> None:
        typed = self.input("search").strip()
        self._to_hits = False
        if len(typed) >= 2 and typed != self._asked:
            self._asked = typed
            self.load()

    def _found(self, answer: Answer) -> None:
        if isinstance(answer, PatientHits):
            self._total = answer.total
            self._list.take(answer.rows, first)
            self.show()
            self._go_to_hits()

    def act_search(self) -> None:
        """Enter in the search goes to the list, as soon as there is one."""
        self.typed_search()
        self._to_hits = True
        self._go_to_hits()

    def _go_to_hits(self) -> None:
        if self._to_hits and self._list.rows:
            self._to_hits = False
            self.focus("hits")

    def selected_hits(self, row: str) -> None:
        self._list.choose(row)

    def opened_hits(self, row: str) -> None:
        self.desk.open(Place("patient", patient=bytes.fromhex(row)))

    def act_open(self) -> None:
        if self._list.id:
            self.opened_hits(self._list.id)

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        return self.page_creating() if self.creating else self._page_searching()

    def _page_searching(self) -> Page:
        words = self.words
        hits = self._list.rows
        rows = tuple(self._row(row) for row in hits or ())
        return Page(
            title=words("ui.patients.title"),
            subtitle=words("ui.showing", shown=str(len(rows)), total=str(self._total))
            if hits is not None
            else "",
            blocks=(
                Form(
                    key="search_form",
                    slot="top",
                    fields=(
                        self.field("search", "ui.patients.search", hint="ui.patients.search.hint", wide=True),
                    ),
                    submit="search",
                ),
                Notices(key="notices", slot="top", notices=self.notices),
                Grid(
                    key="hits",
                    columns=(
                        self.column("patient", 4),
                        self.column("birth", 3),
                        self.column("numbers", 3),
                        self.column("remarks", 3),
                    ),
                    rows=rows,
                    selected=self._list.id,
                    empty=words("ui.patients.start" if hits is None else "ui.patients.none"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button(
                            "create",
                            label=words("ui.act.create_patient"),
                            enabled=hits is not None,
                            why_not=words("ui.patients.search_first"),
                            icon="account_plus_outline",
                        ),
                        self.button(
                            "open",
                            label=words("ui.act.patient_record"),
                            primary=True,
                            enabled=bool(self._list.id),
                        ),
                    ),
                ),
            ),
        )

    def _row(self, row: PatientRow) -> Row:
        words = self.words
        remark = (
            words.count("ui.patients.duplicates", row.probable_duplicates) if row.probable_duplicates else ""
        )
        aside = words("ui.identity.none.set_aside") if row.set_aside else ""
        return Row(
            row.patient.hex(),
            (
                Cell(words.name(row.identity), self._used(row.identity), strong=True),
                Cell(words.born(row.identity, row.age), words(f"ui.sex.{row.identity.sex.lower()}")),
                Cell(words.numbers(row.identity)),
                Cell(
                    listed((aside, remark, words("ui.patients.linked") if row.linked else "")),
                    mark=Mark("set_aside", "") if aside else Mark("probable", "") if remark else None,
                    tone="warning" if aside else None,
                ),
            ),
        )

    def _used(self, identity: Identity) -> str:
        used = identity.used_name.upper()
        return (
            self.words("ui.identity.used", name=used) if used and used != identity.birth_name.upper() else ""
        )
