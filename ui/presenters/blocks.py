"""What a screen can be made of: plain values that a presenter returns and a view draws.

A page is a few blocks in four places (top, main, side, bottom). The order of blocks is the tab
order. Nothing here knows Qt, and nothing here decides.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Slot: TypeAlias = Literal["top", "main", "side", "bottom"]
FieldKind: TypeAlias = Literal["line", "lines", "choice", "tick", "pin"]
Level: TypeAlias = Literal["info", "done", "warning", "refusal", "alarm"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """Anything with a place; `key` says which block it still is when the page is drawn again."""

    key: str
    slot: Slot = "main"


@dataclass(frozen=True)
class Mark:
    """A state: `kind` chooses shape and colour (`ui.theme.STATES`), the word is beside it."""

    kind: str
    word: str


@dataclass(frozen=True)
class Cell:
    """One cell: a text, a smaller note under it, perhaps a state before it."""

    text: str
    note: str = ""
    mark: Mark | None = None
    strong: bool = False
    right: bool = False
    tone: Level | None = None


@dataclass(frozen=True)
class Row:
    """One row; `checked` is None where there is no box to tick."""

    id: str
    cells: tuple[Cell, ...]
    checked: bool | None = None
    tone: Level | None = None


@dataclass(frozen=True)
class Column:
    """A column; `share` is its part of the width that is left, 0 for as wide as its content."""

    title: str
    share: int = 0
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class Grid(Block):
    """A table of rows; one is selected, Enter opens it, Space ticks it."""

    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    selected: str = ""
    empty: str
    """What is said instead of no rows: an empty table never looks like a broken one."""
    note: str = ""


@dataclass(frozen=True)
class Option:
    """One value that a choice may take."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """Something to type or choose. `echo` repeats what was understood, `error` what was not."""

    key: str
    label: str
    kind: FieldKind = "line"
    value: str = ""
    hint: str = ""
    echo: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Form(Block):
    """Fields in order; `submit` is the action that Enter in the last field means."""

    title: str = ""
    fields: tuple[Field, ...]
    columns: int = 1
    submit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A label and its value, never split."""

    label: str
    value: str
    note: str = ""
    strong: bool = False
    mark: Mark | None = None
    tone: Level | None = None


@dataclass(frozen=True, kw_only=True)
class Facts(Block):
    """What is known, label by label, in `columns`."""

    title: str = ""
    facts: tuple[Fact, ...]
    columns: int = 1
    stacked: bool = False
    """Labels above their values in a single column too: for labels as long as values."""


@dataclass(frozen=True)
class Action:
    """A button named after its act; `why_not` says why it is not possible now."""

    key: str
    label: str
    primary: bool = False
    enabled: bool = True
    why_not: str = ""
    shortcut: str = ""
    danger: bool = False
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Actions(Block):
    """Buttons; the primary one stands last, where the eye ends."""

    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Notice:
    """Something to be told: what (with values), then what may be done."""

    level: Level
    title: str
    detail: str = ""
    next: str = ""
    act: Action | None = None
    """The button that does what is said to be done next."""


@dataclass(frozen=True, kw_only=True)
class Notices(Block):
    """Refusals, warnings, confirmations of this screen."""

    notices: tuple[Notice, ...]


@dataclass(frozen=True, kw_only=True)
class Work(Block):
    """A computed value that can show its work: folded to `summary` until asked."""

    title: str
    summary: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Step:
    """One step of the circuit for a dose; `now` is what is waited for."""

    word: str
    state: Literal["passed", "now", "ahead", "blocked"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DoseCard(Block):
    """The dose in hand: drug, dose, how, where it stands."""

    drug: str
    dose: str
    how: str
    where: str
    mark: Mark
    steps: tuple[Step, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Card:
    """Something to compare or acknowledge; `tick` is the acknowledgement's words, empty for none."""

    id: str
    title: str
    lines: tuple[str, ...] = ()
    mark: Mark | None = None
    tick: str = ""
    ticked: bool = False
    tone: Level | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cards(Block):
    """Cards side by side or under one another."""

    title: str = ""
    cards: tuple[Card, ...]
    note: str = ""


@dataclass(frozen=True)
class Side:
    """One version of what is in conflict: heading, then values in the order of `Versions.labels`."""

    heading: str
    origin: str
    values: tuple[str, ...]
    seen: str = ""
    """What its author had seen of the others, where that matters."""


@dataclass(frozen=True, kw_only=True)
class Versions(Block):
    """Versions side by side, the same fields on all; `differs` says where they disagree."""

    title: str = ""
    labels: tuple[str, ...]
    sides: tuple[Side, ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Prose(Block):
    """Words to read; `role` chooses their size."""

    text: str
    role: Literal["lead", "body", "muted", "heading", "code"] = "body"


@dataclass(frozen=True)
class BannerFact:
    """One part of the patient banner: a label without colon and its heavier value."""

    label: str
    value: str
    note: str = ""
    mark: Mark | None = None


@dataclass(frozen=True)
class PatientBanner:
    """The patient in hand, at the top of every single-patient screen and of no other."""

    name: str
    given: str
    aside: str
    """Used name, or empty."""
    born: str
    sex: str
    numbers: str
    facts: tuple[BannerFact, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Everything a screen shows at one instant."""

    title: str
    subtitle: str = ""
    banner: PatientBanner | None = None
    blocks: tuple[Block, ...] = ()
    busy: bool = False

    def actions(self) -> tuple[Action, ...]:
        """All buttons of the page, for the palette."""
        found: list[Action] = []
        for block in self.blocks:
            if isinstance(block, Actions):
                found.extend(block.actions)
            elif isinstance(block, Cards):
                found.extend(action for card in block.cards for action in card.actions)
        return tuple(found)
