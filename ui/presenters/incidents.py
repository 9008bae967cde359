"""The technical journal: entries that did not hold and callers turned away, for who looks after the site."""

from node.api.base import Answer
from node.api.incidents import GetIncidents, IncidentView, said
from node.api.incidents import Incidents as Noted
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Cell, Grid, Notices, Page, Prose, Row


class Incidents(Presenter):
    """A list to read; nothing is decided here."""

    name = "incidents"
    _rows: tuple[IncidentView, ...] | None = None
    _selected = ""

    def load(self) -> None:
        self.ask(GetIncidents(), self._listed, quiet=self._rows is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Noted):
            self._rows = answer.rows
            self.show()

    def selected_incidents(self, row: str) -> None:
        self._selected = row
        self.show()

    def page(self) -> Page:
        words, rows = self.words, self._rows
        return Page(
            title=words("ui.screen.incidents"),
            subtitle=words.count("ui.count.incidents", len(rows)) if rows else "",
            busy=rows is None,
            blocks=(
                Notices(key="notices", slot="top", notices=self.notices),
                Prose(key="lead", slot="top", text=words("ui.incidents.lead"), role="muted"),
                Grid(
                    key="incidents",
                    columns=(self.column("when", 2), self.column("source", 3), self.column("incident", 7)),
                    rows=tuple(self._row(number, row) for number, row in enumerate(rows or ())),
                    selected=self._selected,
                    empty=words("ui.incidents.none"),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(self.button("return", primary=True, icon="chevron_left"),),
                ),
            ),
        )

    def _row(self, number: int, row: IncidentView) -> Row:
        words = self.words
        texts = ((msgid, words(msgid, code=row.code)) for msgid in said(row))
        what = next(shown for msgid, shown in texts if shown != msgid)
        about = words("ui.incidents.journal", journal=row.journal) if row.journal else ""
        return Row(
            str(number),
            (
                Cell(words.instant(row.at)),
                Cell(row.source or words("ui.incidents.unknown")),
                Cell(what, about),
            ),
        )
