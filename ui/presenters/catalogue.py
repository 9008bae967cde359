"""Searching the public drug database that this workstation holds, and saying of which day it is."""

from node.api.base import Answer
from node.api.site import CatalogueEntry, CatalogueHits, GetStatus, SearchCatalogue, Status
from ui.presenters.base import Presenter
from ui.presenters.blocks import Cell, Fact, Facts, Form, Grid, Notices, Page, Row

_LIMIT = 40


class Catalogue(Presenter):
    """A search that shows fewer with each letter; nothing is completed for the person who types."""

    name = "catalogue"
    _hits: CatalogueHits | None = None
    _asked = ""
    _selected = ""
    _data_of: str | None = None

    def load(self) -> None:
        self.ask(GetStatus(), self._status, quiet=True)
        if self._asked:
            self.ask(SearchCatalogue(text=self._asked, limit=_LIMIT), self._found, quiet=True)

    def _status(self, answer: Answer) -> None:
        if isinstance(answer, Status):
            self._data_of = answer.catalogue_of
            self.show()

    def typed_search(self) -> None:
        typed = self.input("search").strip()
        if len(typed) >= 2 and typed != self._asked:
            self._asked = typed
            self.ask(SearchCatalogue(text=typed, limit=_LIMIT), self._found, quiet=True)

    def _found(self, answer: Answer) -> None:
        if isinstance(answer, CatalogueHits):
            self._hits = answer
            self._selected = answer.entries[0].cip13 if answer.entries else ""
            self.show()

    def act_search(self) -> None:
        self.typed_search()
        self.focus("entries")

    def selected_entries(self, row: str) -> None:
        self._selected = row
        self.show()

    def page(self) -> Page:
        words, hits = self.words, self._hits
        entry = next((item for item in hits.entries if item.cip13 == self._selected), None) if hits else None
        of = words("ui.catalogue.of", date=words.day(self._data_of)) if self._data_of else ""
        if self._data_of == "":
            of = words("ui.catalogue.none_held")
        return Page(
            title=words("ui.screen.catalogue"),
            subtitle=of,
            blocks=(
                Form(
                    key="search_form",
                    slot="top",
                    fields=(
                        self.field(
                            "search", "ui.catalogue.search", hint="ui.catalogue.search.hint", wide=True
                        ),
                    ),
                    submit="search",
                ),
                Notices(key="notices", slot="top", notices=self.notices),
                Grid(
                    key="entries",
                    columns=(
                        self.column("product", 6),
                        self.column("substance", 4),
                        self.column("strength", 2, right=True),
                        self.column("remarks", 3),
                    ),
                    rows=tuple(self._row(item) for item in hits.entries) if hits else (),
                    selected=self._selected,
                    empty=words("ui.catalogue.none" if hits else "ui.catalogue.start"),
                    note=words(
                        "ui.showing", shown=words.whole(len(hits.entries)), total=words.whole(hits.total)
                    )
                    if hits
                    else "",
                ),
                *(self._detail(entry),) * (entry is not None),
            ),
        )

    def _row(self, entry: CatalogueEntry) -> Row:
        words = self.words
        trouble = self._trouble(entry)
        remark = trouble or (words("ui.catalogue.anticancer") if entry.anticancer else "")
        return Row(
            entry.cip13,
            (
                Cell(words.held(entry.label), words.held(entry.presentation), strong=True),
                Cell(words.drug(entry.substances)),
                Cell(words.held(entry.strength), words.held(entry.volume), right=True),
                Cell(remark, tone="warning" if trouble else None),
            ),
        )

    def _trouble(self, entry: CatalogueEntry) -> str:
        withdrawn = "" if entry.marketed else self.words("ui.catalogue.not_marketed")
        return ", ".join(filter(None, (withdrawn, entry.shortage)))

    def _detail(self, entry: CatalogueEntry | None) -> Facts:
        words = self.words
        if entry is None:
            return Facts(key="entry", slot="side", facts=())
        known = words("ui.not_recorded")
        return Facts(
            key="entry",
            slot="side",
            title=words.held(entry.label),
            facts=(
                Fact(words("ui.column.substance"), words.drug(entry.substances) or known, strong=True),
                Fact(words("ui.column.strength"), entry.strength or known),
                Fact(words("ui.catalogue.volume"), entry.volume or known),
                Fact(words("ui.catalogue.presentation"), entry.presentation),
                Fact(words("ui.catalogue.cip13"), entry.cip13),
                Fact(words("ui.catalogue.supply"), self._trouble(entry) or words("ui.catalogue.no_shortage")),
            ),
        )
