"""A journal in several versions: what each holds, side by side, and proposing which of them count."""

from collections.abc import Iterable, Sequence

from node.api.base import Answer
from node.api.forks import MOST_LOOKED_AT, BranchView, Forks, ForkView, GetForks, SettleFork
from schema.ids import short_hash, short_text
from ui.format import Format, listed
from ui.presenters import shown
from ui.presenters.blocks import (
    Actions,
    Block,
    Cell,
    Form,
    Grid,
    Mark,
    Notice,
    Notices,
    Page,
    Row,
    Side,
    Versions,
)
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.in_hand import InHand, first
from ui.presenters.office import Office

MOST_SIDES = 4
"""Versions shown at once: more of them are an attack, not something to read through."""
_MOST_KINDS = 8


def forked(words: Format, rows: Iterable[ForkView], then: str) -> tuple[Notice, ...]:
    """That journals wait for two people to say what counts; `then` is the text of what to do."""
    waiting = sum(not one.settled for one in rows)
    return (Notice("alarm", words.count("ui.count.forks", waiting), next=words(then)),) if waiting else ()


class JournalForks(Office):
    """Journals in several versions above, the versions of the one in hand below, a tick for each."""

    name = "forks"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[ForkView](lambda row: row.journal.hex())

    def load(self) -> None:
        self.ask(GetForks(), self._listed, quiet=self._list.rows is not None)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Forks):
            if self._list.take(answer.forks, _to_settle):
                self._untick()
            self.show()

    def _untick(self) -> None:
        self.forget("counting", *(_tick(number) for number in range(MOST_SIDES)))

    def selected_forks(self, row: str) -> None:
        if self._list.choose(row):
            self._untick()
            self.show()

    def opened_forks(self, row: str) -> None:
        self.selected_forks(row)
        self.focus(_tick(0))

    # --- acts -------------------------------------------------------------------------------------

    def act_settle_fork(self) -> None:
        """Propose what is ticked; nothing ticked means that none of them counts."""
        row, words = self._list.row, self.words
        if row is None:
            return
        wanted = [
            (number, branch)
            for number, branch in enumerate(row.branches[:MOST_SIDES])
            if self.input.on(_tick(number))
        ]
        others = sum(branch.acts for branch in row.branches) - sum(branch.acts for _, branch in wanted)
        others += row.others_acts
        named = listed((self._heading(number, branch) for number, branch in wanted), ", ")
        self.sign(
            Signing(
                title=words("ui.act.settle_fork"),
                lines=(
                    row.workstation,
                    words("ui.forks.counting", versions=named) if wanted else words("ui.forks.none_counts"),
                ),
                command=lambda pin, _: SettleFork(
                    journal=row.journal, tips=tuple(branch.tip for _, branch in wanted), pin=pin
                ),
                done=lambda _: self._untick(),
                consequence=words.count("ui.count.fork_left", others)
                if others
                else words("ui.forks.nothing_left"),
                danger=True,
            ),
            words("ui.forks.proposed", name=row.workstation),
        )

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, rows, row = self.words, self._list.rows, self._list.row
        told = (*self.notices, *forked(words, rows or (), "ui.forks.next"), *self._twice())
        blocks: list[Block] = [
            Notices(key="notices", slot="top", notices=told),
            Grid(
                key="forks",
                columns=(self.column("workstation", 3), self.column("journal", 3), self.column("state", 5)),
                rows=tuple(self._shown(one) for one in rows or ()),
                selected=self._list.id,
                empty=words("ui.forks.none"),
            ),
        ]
        if row is not None:
            blocks += [self._versions(row), self._form(row)]
        return Page(
            title=words("ui.screen.forks"),
            busy=rows is None,
            blocks=(
                *blocks,
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button("return", icon="chevron_left"),
                        self.button("agreements"),
                        self.button("settle_fork", primary=True, enabled=row is not None, danger=True),
                    ),
                ),
            ),
        )

    def _twice(self) -> tuple[Notice, ...]:
        """Settling says what counts of the past: the double goes on until it is stopped."""
        row, words = self._list.row, self.words
        if row is None or row.settled:
            return ()
        name = row.workstation
        return (Notice("warning", words("ui.forks.twice", name=name), next=words("ui.forks.twice.next")),)

    def _shown(self, row: ForkView) -> Row:
        words = self.words
        if row.proposed is not None:
            waits = words("ui.forks.rival" if row.settled else "ui.forks.waits")
            who = shown.stamp(words, row.proposed, self.desk.now())
            state = Cell(waits, who, mark=Mark("settled" if row.settled else "probable", ""))
        elif row.settled:
            state = Cell(words("ui.forks.settled"), mark=Mark("settled", ""))
        else:
            state = Cell(words("ui.forks.open"), mark=Mark("alarm", ""), tone="alarm")
        return Row(
            row.journal.hex(),
            (
                Cell(row.workstation, short_text(row.journal), strong=True),
                Cell(
                    words(f"ui.forks.scope.{row.scope}") if row.scope else "",
                    words.count("ui.count.versions", len(row.branches) + row.others),
                ),
                state,
            ),
        )

    def _heading(self, number: int, branch: BranchView) -> str:
        return self.words("ui.forks.version", n=str(number + 1), hash=short_hash(branch.tip.hash))

    def _versions(self, row: ForkView) -> Versions:
        words = self.words
        labels = ["people", "from", "to", "acts", "aside", "files", "what"]
        if row.scope == "membership":
            labels.append("about")
        values = [self._values(branch)[: len(labels)] for branch in row.branches[:MOST_SIDES]]
        sides = tuple(
            Side(self._heading(number, branch), self._standing(branch), said)
            for number, (branch, said) in enumerate(zip(row.branches, values, strict=False))
        )
        return Versions(
            key="versions",
            title=words("ui.forks.sides", name=row.workstation),
            labels=tuple(words(f"ui.forks.label.{label}") for label in labels),
            sides=sides,
            differs=tuple(len(set(column)) > 1 for column in zip(*values, strict=True)),
        )

    def _values(self, branch: BranchView) -> tuple[str, ...]:
        words = self.words
        kinds = [
            words("ui.forks.kind", kind=words.named("ui.kind", kind), n=words.whole(number))
            for kind, number in branch.what[:_MOST_KINDS]
        ]
        if len(branch.what) > _MOST_KINDS:
            kinds.append("…")
        told = listed(kinds)
        if not branch.whole:
            told = listed((told, words("ui.forks.newest", n=words.whole(MOST_LOOKED_AT))))
        return (
            listed(branch.people, ", ") or words("ui.forks.nobody"),
            words.instant(branch.first_at) if branch.first_at else "—",
            words.instant(branch.last_at) if branch.last_at else "—",
            words.whole(branch.acts),
            words.whole(branch.set_aside),
            listed(
                (
                    words.count("ui.count.fork_patients", branch.patients),
                    words.count("ui.count.fork_courses", branch.courses),
                ),
                ", ",
            ),
            told or "—",
            listed(branch.about, ", ") or "—",
        )

    def _standing(self, branch: BranchView) -> str:
        """Whether it counts as things are."""
        aside = "none" if not branch.set_aside else "all" if branch.set_aside == branch.acts else "part"
        return self.words(f"ui.forks.aside.{aside}")

    def _form(self, row: ForkView) -> Form:
        words = self.words
        more = len(row.branches) + row.others - MOST_SIDES
        return Form(
            key="counting",
            slot="side",
            title=words("ui.forks.which"),
            fields=tuple(
                self.field(_tick(number), f"ui.forks.tick.{number + 1}", "tick")
                for number in range(min(MOST_SIDES, len(row.branches)))
            ),
            submit="settle_fork",
            note=listed(
                (
                    words("ui.forks.note"),
                    words.count("ui.count.versions_more", more) if more > 0 else "",
                ),
                " ",
            ),
        )


def _to_settle(rows: Sequence[ForkView]) -> ForkView | None:
    """The first that waits for people, else the first."""
    return first([row for row in rows if not row.settled] or rows)


def _tick(number: int) -> str:
    return f"counts_{number + 1}"
