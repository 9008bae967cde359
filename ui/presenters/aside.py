"""The acts that are set aside: who, what, where, when, in which file, and why they do not count."""

from collections.abc import Mapping
from typing import Final

from node.api.aside import GetSetAside, SetAsideAct, SetAsideActs
from node.api.base import Answer
from schema.transaction import FileType
from ui.format import listed, matches
from ui.presenters import shown
from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Block, Cell, Form, Grid, Mark, Notice, Notices, Page, Row
from ui.presenters.desk import Desk, Place
from ui.presenters.in_hand import InHand, act_id, first
from ui.presenters.ways_out import ELSEWHERE

_SCREENS: Final[Mapping[int, str]] = {
    **ELSEWHERE,
    FileType.REGIMEN: "library",
    FileType.PRODUCT: "library",
    FileType.SETTINGS: "library",
    FileType.EDITION: "catalogue",
}
"""Where the files are looked at that are no patient's."""
_NEXT: Final[Mapping[str, str]] = {
    "cut": "readmit",
    "suspended": "resume",
    "forked": "forks",
    "withdrawn": "settled",
    "beyond_rights": "settled",
    "no_session": "settled",
    "known_in_part": "newer",
    "undecodable": "newer",
    "bad_signature": "security",
    "unknown_key": "security",
    "nobody": "security",
    "unsigned": "security",
    "not_yours": "security",
    "not_vouched": "security",
    "foreign_journal": "security",
    "foreign_key": "security",
    "founded_twice": "security",
}
"""What may be done about it, `ui.aside.next.<way>`, where it is more than to do it again."""

_LATE_MS: Final = 60_000
"""Told so long after it happened, or more: both times are shown."""


class Aside(Presenter):
    """A page of them; where something is decided about them, the texts say."""

    name = "aside"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._told: SetAsideActs | None = None
        self._list = InHand[SetAsideAct](lambda row: act_id(row.act))
        self._pages: tuple[int, ...] = ()
        """Before which row each page begins that was turned to, but for the first."""

    def load(self) -> None:
        before = self._pages[-1] if self._pages else None
        command = GetSetAside(before=before, language=self.words.language)
        self.ask(command, self._listed, quiet=self._told is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, SetAsideActs):
            self._told = answer
            self._follow()
            self.show()

    def _follow(self) -> None:
        self._list.take(self._matching(), first)

    def _matching(self) -> list[SetAsideAct]:
        typed = self.input("filter")
        rows = self._told.rows if self._told is not None else ()
        return [
            row
            for row in rows
            if matches(typed, row.stamp.person, row.stamp.workstation, *self._said(row), self._why(row))
        ]

    # --- what people do ---------------------------------------------------------------------------

    def typed_filter(self) -> None:
        self._follow()

    def selected_acts(self, row: str) -> None:
        if self._list.choose(row):
            self.show()

    def opened_acts(self, row: str) -> None:
        self._list.choose(row)
        self.act_open_file()

    def act_open_file(self) -> None:
        """Where the file is looked at that the act was written in."""
        row = self._list.row
        place = _place(row) if row is not None else None
        if place is not None:
            self.desk.open(place)

    def act_older(self) -> None:
        if self._told is not None and self._told.older is not None:
            self._turn((*self._pages, self._told.older))

    def act_newer(self) -> None:
        self._turn(self._pages[:-1])

    def _turn(self, pages: tuple[int, ...]) -> None:
        self._pages = pages
        self._list.choose("")
        self.load()

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, told, row = self.words, self._told, self._list.row
        blocks: list[Block] = [
            Form(
                key="which",
                slot="top",
                columns=2,
                fields=(self.field("filter", "ui.aside.filter", hint="ui.aside.filter.hint"),),
                note=words("ui.aside.lead"),
            ),
            Notices(key="notices", slot="top", notices=self.notices),
            Grid(
                key="acts",
                columns=(
                    self.column("when", 2),
                    self.column("act", 4),
                    self.column("by", 3),
                    self.column("subject", 4),
                    self.column("why", 6),
                ),
                rows=tuple(self._shown(one) for one in self._list.rows or ()),
                selected=self._list.id,
                empty=words("ui.aside.none_such" if told is not None and told.rows else "ui.aside.none"),
            ),
        ]
        if row is not None:
            way = _NEXT.get(row.why, "again")
            notice = Notice("warning", self._why(row), next=words(f"ui.aside.next.{way}"))
            # Beside the buttons, so that it is seen however far down the row stands.
            blocks.append(Notices(key="why", slot="bottom", notices=(notice,)))
        actions = (
            self.button("return", icon="chevron_left"),
            self.button("newer", enabled=bool(self._pages)),
            self.button("older", enabled=told is not None and told.older is not None),
            self.button("open_file", primary=True, enabled=row is not None and _place(row) is not None),
        )
        return Page(
            title=words("ui.screen.aside"),
            subtitle=self._counted(),
            busy=told is None,
            blocks=(*blocks, Actions(key="actions", slot="bottom", actions=actions)),
        )

    def _counted(self) -> str:
        told, words = self._told, self.words
        if told is None:
            return ""
        part = words.count("ui.count.shown", len(told.rows)) if len(told.rows) < told.total else ""
        return listed((words.count("ui.count.set_aside", told.total), part))

    def _said(self, row: SetAsideAct) -> tuple[str, str, str]:
        """What it is, what it is about, and what sort of file that is."""
        sorts = {int(one): one.name.lower() for one in FileType}
        sort = self.words.known(f"file.{sorts.get(row.file.type, '')}", "")
        return self.words.named("ui.kind", row.kind.partition("/")[0]), row.about, sort

    def _why(self, row: SetAsideAct) -> str:
        return self.words.known(f"aside.{row.why}", self.words("aside.other", code=row.why))

    def _shown(self, row: SetAsideAct) -> Row:
        words, stamp = self.words, row.stamp
        kind, name, sort = self._said(row)
        happened = ""
        if stamp.happened_at is not None and abs(stamp.happened_at - stamp.at) >= _LATE_MS:
            happened = words("ui.aside.happened", at=words.when(stamp.happened_at, self.desk.now()))
        return Row(
            act_id(row.act),
            (
                Cell(shown.instant(words, stamp, self.desk.now())),
                Cell(kind, happened, mark=Mark("set_aside", ""), strong=True),
                Cell(stamp.person or words("ui.aside.nobody"), stamp.workstation),
                Cell(name or sort or "—", sort if name else ""),
                Cell(self._why(row)),
            ),
        )


def _place(row: SetAsideAct) -> Place | None:
    """Where its file is looked at; nil where no screen shows one."""
    if row.file.type == FileType.PATIENT:
        return Place("patient", patient=row.patient)
    if any(row.course):
        return Place("course", patient=row.patient, course=row.course)
    screen = _SCREENS.get(row.file.type)
    return Place(screen) if screen is not None else None
