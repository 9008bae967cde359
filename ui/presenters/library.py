"""The starter library beside what this site has signed of it: read, tick, sign; retire what is in force."""

from node.api.base import Answer
from node.api.reference import Library as Held
from node.api.reference import LibraryRow, ListLibrary, RetireVersion, SignReference
from ui.presenters import shown
from ui.presenters.base import Presenter, nothing
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Cell,
    Form,
    Grid,
    Mark,
    Notice,
    Notices,
    Page,
    Prose,
    Row,
    Side,
    Versions,
)
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.in_hand import InHand

_MARKS = {
    "signed": "settled",
    "unsigned": "prescribed",
    "differs": "conflict",
    "disputed": "conflict",
    "retired": "held",
}


class Library(Presenter):
    """What is not signed is ticked to begin with; what the site has changed is not."""

    name = "library"
    _ticked: frozenset[str] | None = None

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[LibraryRow](_id)

    def load(self) -> None:
        command = ListLibrary(language=self.words.language)
        self.ask(command, self._listed, quiet=self._list.rows is not None)

    def _listed(self, answer: Answer) -> None:
        if not isinstance(answer, Held):
            return
        if self._list.take(answer.rows, lambda _: None):
            self.forget("retiring", "wrong")
        signed = {_id(row) for row in answer.rows if row.state == "signed"}
        unsigned = frozenset(_id(row) for row in answer.rows if row.state == "unsigned")
        self._ticked = unsigned if self._ticked is None else self._ticked - signed
        self.show()

    def selected_items(self, row: str) -> None:
        if self._list.choose(row):
            self.forget("retiring", "wrong")
        self.show()

    def ticked_items(self, row: str, on: bool) -> None:
        ticked = self._ticked or frozenset()
        self._ticked = ticked | {row} if on else ticked - {row}
        self.show()

    def opened_items(self, row: str) -> None:
        if any(_id(one) == row and one.state != "signed" for one in self._list.rows or ()):
            self.ticked_items(row, row not in (self._ticked or ()))

    def _chosen(self) -> tuple[LibraryRow, ...]:
        return tuple(row for row in self._list.rows or () if _id(row) in (self._ticked or ()))

    def act_sign_library(self) -> None:
        chosen, words = self._chosen(), self.words
        if not chosen:
            self.focus("items")
            return
        names = tuple(dict.fromkeys(row.name for row in chosen))
        illustrative = any(row.illustrative for row in chosen)
        sorts = [row.sort for row in chosen]
        self.sign(
            Signing(
                title=words("ui.act.sign_library"),
                lines=tuple(
                    words.count(f"ui.library.count.{sort}", sorts.count(sort))
                    for sort in ("regimen", "product", "limits", "gates", "doses", "reattribution")
                    if sort in sorts
                ),
                command=lambda pin, _: SignReference(names=names, pin=pin),
                done=nothing,
                consequence=words("ui.library.illustrative" if illustrative else "ui.library.consequence"),
            ),
            words("ui.library.signed"),
        )

    def act_retire(self) -> None:
        row, words = self._list.row, self.words
        if row is None or row.version is None:
            self.focus("items")
            return
        version, wrong = row.version, self.input.on("wrong")
        self.sign(
            Signing(
                title=words("ui.act.retire"),
                lines=(words.held(row.label), *((words("ui.library.is_wrong"),) if wrong else ())),
                command=lambda pin, reason: RetireVersion(
                    file=row.file, version=version, wrong=wrong, reason=reason, pin=pin
                ),
                done=nothing,
                consequence=words("ui.library.retire.wrong" if wrong else "ui.library.retire.consequence"),
                reason=words("ui.reason"),
                danger=True,
            ),
            words("ui.library.retired"),
        )

    def page(self) -> Page:
        words, rows, chosen = self.words, self._list.rows, self._chosen()
        notices = self.notices
        if rows and all(row.state == "unsigned" for row in rows) and not notices:
            notices = (
                Notice("info", words("ui.library.empty_site"), next=words("ui.library.empty_site.next")),
            )
        return Page(
            title=words("ui.screen.library"),
            subtitle=words.count("ui.library.signed_of", sum(row.state == "signed" for row in rows))
            if rows
            else "",
            busy=rows is None,
            blocks=(
                Notices(key="notices", slot="top", notices=notices),
                Grid(
                    key="items",
                    columns=(
                        self.column("sort", 2),
                        self.column("item", 6),
                        self.column("state", 3),
                        self.column("by", 4),
                    ),
                    rows=tuple(self._row(row) for row in rows or ()),
                    selected=self._list.id,
                    empty=words("ui.library.none"),
                    note=words("ui.library.ticking"),
                ),
                *self._reading(),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        *self._retiring(),
                        self.button(
                            "sign_library",
                            label=words.count("ui.act.sign_items", len(chosen)) if chosen else "",
                            primary=True,
                            enabled=bool(chosen),
                            why_not=words("ui.library.tick_first"),
                        ),
                    ),
                ),
            ),
        )

    def _reading(self) -> tuple[Block, ...]:
        """What the item in hand says, beside what is in force here: nobody signs what they have not read."""
        row, words = self._list.row, self.words
        if row is None:
            return ()
        sides = [("ui.library.proposed", dict(row.proposed))]
        if row.in_force:
            sides.append(("ui.library.in_force", dict(row.in_force)))
        keys = list(dict.fromkeys(key for _, said in sides for key in said))
        drafts = words.count("ui.library.drafts", row.drafts) if row.drafts else ""
        return (
            Prose(key="reading", slot="side", text=self._name(row), role="heading"),
            Prose(
                key="digest", slot="side", text=words("ui.library.digest", digest=row.digest), role="muted"
            ),
            *((Prose(key="drafts", slot="side", text=drafts, role="muted"),) if drafts else ()),
            Versions(
                key="versions",
                slot="side",
                labels=tuple(words(key) for key in keys),
                sides=tuple(
                    Side(words(title), "", tuple(said.get(key) or "—" for key in keys))
                    for title, said in sides
                ),
                differs=tuple(len({said.get(key, "") for _, said in sides}) > 1 for key in keys),
            ),
            *(
                (
                    Form(
                        key="retiring",
                        slot="side",
                        columns=1,
                        fields=(self.field("wrong", "ui.library.wrong", "tick"),),
                    ),
                )
                if row.version is not None
                else ()
            ),
        )

    def _retiring(self) -> tuple[Action, ...]:
        row = self._list.row
        if row is None or row.version is None:
            return ()
        return (self.button("retire", label=self.words("ui.act.retire")),)

    def _name(self, row: LibraryRow) -> str:
        return self.words.held(row.label) or self.words(f"ui.library.{row.sort}")

    def _row(self, row: LibraryRow) -> Row:
        words = self.words
        label = self._name(row)
        detail = words.drug(row.detail) if row.sort == "product" else row.detail
        return Row(
            _id(row),
            (
                Cell(words(f"library.{row.sort}")),
                Cell(label, detail, strong=True),
                Cell(
                    words(f"ui.library.state.{row.state}"),
                    words("ui.illustrative") if row.illustrative else "",
                    mark=Mark(_MARKS.get(row.state, "conflict"), ""),
                ),
                Cell(shown.stamp(words, row.signed, self.desk.now()) if row.signed else ""),
            ),
            None if row.state == "signed" else _id(row) in (self._ticked or ()),
            "warning" if row.state in {"differs", "disputed"} else None,
        )


def _id(row: LibraryRow) -> str:
    return f"{row.sort}/{row.name}"
