"""The workstations of the site, and what an administrator does about one, with what follows in view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from node.api.base import Answer, Command
from node.api.forks import Forks, GetForks
from node.api.workstations import (
    GetWorkstations,
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
    WorkstationView,
)
from node.api.workstations import Workstations as Listed
from schema.naming import told_apart
from ui.presenters.blocks import Action, Actions, Cell, Field, Form, Grid, Mark, Notice, Notices, Page, Row
from ui.presenters.desk import Desk, Place
from ui.presenters.in_hand import InHand, first
from ui.presenters.office import Office

STANDINGS = {"": "settled", "suspended": "held", "removed": "destroyed"}
"""The mark of each standing."""


@dataclass(frozen=True)
class Typed:
    """What was typed for an act."""

    text: str
    admit: bool


Making = Callable[[bytes, Typed, str], Command]
_ACTS: Mapping[str, tuple[Making, str]] = {
    "rename": (lambda one, typed, pin: RenameWorkstation(workstation=one, name=typed.text, pin=pin), "name"),
    "move": (lambda one, typed, pin: MoveWorkstation(workstation=one, place=typed.text, pin=pin), "place"),
    "suspend": (
        lambda one, typed, pin: SuspendWorkstation(workstation=one, reason=typed.text, pin=pin),
        "reason",
    ),
    "lift": (
        lambda one, typed, pin: ResumeWorkstation(workstation=one, reason=typed.text, pin=pin),
        "reason",
    ),
    "propose_removal": (
        lambda one, typed, pin: RemoveWorkstation(workstation=one, reason=typed.text, pin=pin),
        "reason",
    ),
    "propose_readmission": (
        lambda one, typed, pin: ReadmitWorkstation(
            workstation=one, reason=typed.text, admit=typed.admit, pin=pin
        ),
        "reason",
    ),
}
"""What each button makes, and the field that it takes."""


class Workstations(Office):
    """The list fills the screen; name, place and reason on the side are those of the row in hand."""

    name = "workstations"
    grave = frozenset({"suspend", "propose_removal"})
    about = ("reason", "admit")
    _forked: frozenset[bytes] = frozenset()
    """Workstations of which a journal in several versions waits for people."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[WorkstationView](lambda row: row.workstation.hex())
        self._names: dict[bytes, str] = {}

    def load(self) -> None:
        self.ask(GetWorkstations(), self._listed, quiet=self._list.rows is not None)
        self.ask(GetForks(), self._forks_listed, quiet=True)

    def _forks_listed(self, answer: Answer) -> None:
        if isinstance(answer, Forks):
            self._forked = frozenset(one.station for one in answer.forks if not one.settled)
            self.show()

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Listed):
            # Wherever one is shown, those of one name are told apart; its own name stands in the field.
            names = told_apart(answer.workstations, lambda one: one.name, lambda one: one.workstation)
            self._names = {
                one.workstation: name for one, name in zip(answer.workstations, names, strict=True)
            }
            if self._list.take(answer.workstations, first):
                self._another()
            self.show()

    def _another(self) -> None:
        """Another one is in hand: its name and place stand in the fields."""
        self.forget("about", "name", "place", "reason", "admit")
        found = self._list.row
        if found is not None:
            self.input.values |= {"name": found.name, "place": found.place}

    def selected_workstations(self, row: str) -> None:
        if self._list.choose(row):
            self._another()
            self.show()

    def opened_workstations(self, row: str) -> None:
        self.selected_workstations(row)
        self.focus("reason")

    # --- acts -------------------------------------------------------------------------------------

    def act_do(self, act: str) -> None:
        """One act of the table, signed with its consequence in view."""
        row = self._list.row
        made, needed = _ACTS[act]
        if row is None:
            return
        text = self.typed_for(act, needed)
        if text is None:
            return
        typed = Typed(text, self.input.on("admit"))
        self.sign_deed(
            act,
            self._names[row.workstation],
            text,
            command=lambda pin: made(row.workstation, typed, pin),
            follows=self._follows(act, row),
        )

    def _follows(self, act: str, row: WorkstationView) -> str:
        """What the act has seen, and what becomes of the rest."""
        words = self.words
        last = self._last(row)
        seen = words.count("ui.count.acts_seen", row.acts, last=last)
        return {
            "suspend": f"{seen} {words('ui.workstations.follows.suspend')}",
            "lift": words.count("ui.count.set_aside_counts", row.set_aside),
            "propose_removal": f"{seen} {words('ui.workstations.follows.propose_removal')}",
            "propose_readmission": words(
                f"ui.workstations.follows.{'admit' if self.input.on('admit') else 'leave'}"
            ),
        }.get(act, "")

    def _last(self, row: WorkstationView) -> str:
        if row.last_at is None:
            return self.words("ui.workstations.never")
        return self.words.when(row.last_at, self.desk.now())

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, rows, row = self.words, self._list.rows, self._list.row
        return Page(
            title=words("ui.screen.workstations"),
            subtitle=words.count("ui.count.workstations", len(rows)) if rows else "",
            busy=rows is None,
            blocks=(
                Notices(key="notices", slot="top", notices=(*self.notices, *self._alarm())),
                Grid(
                    key="workstations",
                    columns=(
                        self.column("workstation", 4),
                        self.column("standing", 3),
                        self.column("held", 4),
                    ),
                    rows=tuple(self._shown(one) for one in rows or ()),
                    selected=self._list.id,
                    empty=words("ui.workstations.none"),
                ),
                Form(
                    key="about",
                    slot="side",
                    title=self._names[row.workstation] if row is not None else "",
                    fields=self._fields(row),
                    note=words("ui.workstations.note"),
                ),
                Actions(key="actions", slot="bottom", actions=self._actions(row)),
            ),
        )

    def _alarm(self) -> tuple[Notice, ...]:
        if not self._forked:
            return ()
        words = self.words
        names = sorted(self._names.get(one, "?") for one in self._forked)
        told = words("ui.workstations.forked", names=", ".join(names))
        return (Notice("alarm", told, words("ui.workstations.forked.detail"), words("ui.forks.next")),)

    def _shown(self, row: WorkstationView) -> Row:
        words = self.words
        last = self._last(row)
        aside = words.count("ui.count.set_aside", row.set_aside) if row.set_aside else ""
        return Row(
            row.workstation.hex(),
            (
                Cell(
                    self._names[row.workstation],
                    words("ui.workstations.own", place=row.place) if row.own else row.place,
                    strong=True,
                ),
                Cell(
                    words(f"standing.{row.standing or 'active'}"),
                    words("ui.workstations.versions") if row.workstation in self._forked else aside,
                    mark=Mark("alarm" if row.workstation in self._forked else STANDINGS[row.standing], ""),
                    tone="alarm" if row.workstation in self._forked else None,
                ),
                Cell(words.count("ui.count.acts_held", row.acts), words("ui.workstations.last", last=last)),
            ),
        )

    def _fields(self, row: WorkstationView | None) -> tuple[Field, ...]:
        removed = row is not None and row.standing == "removed"
        return (
            self.field("name", "ui.workstations.name"),
            self.field("place", "ui.workstations.place"),
            self.field("reason", "ui.workstations.reason", "lines", hint="ui.workstations.reason.hint"),
            *((self.field("admit", "ui.workstations.admit", "tick"),) if removed else ()),
        )

    def _actions(self, row: WorkstationView | None) -> tuple[Action, ...]:
        possible: tuple[str, ...] = ()
        if row is not None:
            possible = {
                "": ("suspend", "propose_removal", "rename", "move"),
                "suspended": ("lift", "propose_removal", "rename", "move"),
                "removed": ("propose_readmission", "propose_removal"),
            }[row.standing]
        return (
            *self.deeds(possible),
            *((self.button("forks"),) if self._forked else ()),
            self.button("agreements"),
            self.button("return", icon="chevron_left"),
        )
