"""A USB stick as one more cable: what the others lack is written to it, what others wrote is taken in."""

from decimal import Decimal

from msgspec.structs import replace

from node.api.base import Answer
from node.api.carry import SAID, CarryIn, CarryOut, CarryState, CarryTaken, CarryWritten, GetCarry
from ui.format import NBSP, Format, listed
from ui.presenters.base import Presenter
from ui.presenters.blocks import Action, Actions, Cell, Form, Grid, Level, Notice, Notices, Page, Row
from ui.presenters.desk import Listed, refusal

LOOK_MS = 300
"""How often it is asked how far a carry is."""
_BEGINNING, _ENDING = "veilleuse-carry-", ".age"


class Carry(Presenter):
    """One folder, which is the stick's; out and in; what came of it, in words."""

    name = "carry"
    _state: CarryState | None = None
    _files: tuple[Listed, ...] = ()
    _selected = ""
    _waits = False
    _listed = ""
    _unread = ""
    """Why the folder cannot be read."""
    _earlier = 0
    """The carry that had ended before this screen was opened."""
    _left: tuple[str, ...] = ()
    """Files that are to be taken in after the one under way."""

    def load(self) -> None:
        self.ask(GetCarry(), self._told, quiet=True)
        self.desk.sticks(self._sticks)

    def _sticks(self, mounted: tuple[str, ...]) -> None:
        if self.attached and mounted and not self.input("folder"):
            self.input.values["folder"] = mounted[0]
            self.show()
        self._look_at_folder()

    def typed_folder(self) -> None:
        self._look_at_folder()

    def _look_at_folder(self) -> None:
        folder = self.input("folder").strip()
        if folder:
            self.desk.listing(folder, lambda found, why: self._found(folder, found, why))

    def _found(self, folder: str, found: tuple[Listed, ...], why: str) -> None:
        if not self.attached or folder != self.input("folder").strip():
            return
        self._unread = why
        ours = (one for one in found if one.name.startswith(_BEGINNING) and one.name.endswith(_ENDING))
        self._files = tuple(sorted(ours, key=lambda one: one.at, reverse=True))
        paths = [one.path for one in self._files]
        self._selected = self._selected if self._selected in paths else next(iter(paths), "")
        self.show()

    # --- how far it is ----------------------------------------------------------------------------

    def _told(self, answer: Answer) -> None:
        if not isinstance(answer, CarryState):
            return
        before = self._state
        if before is None and not answer.running:
            self._earlier = answer.number
        # One may end before its beginning is answered.
        ended = (
            not answer.running and before is not None and (before.running or before.number != answer.number)
        )
        self._state = answer
        if ended and self._left:
            self._next()
            return
        self.show()
        if answer.running and not self._waits:
            self._waits = True
            self.desk.later(LOOK_MS, self._look)
        if ended:
            self._look_at_folder()

    def _look(self) -> None:
        self._waits = False
        if self.attached:
            self.ask(GetCarry(), self._told, quiet=True)

    @property
    def _running(self) -> bool:
        return self._state is not None and self._state.running

    # --- out and in -------------------------------------------------------------------------------

    def act_carry_out(self) -> None:
        folder = self.input("folder").strip()
        if not folder:
            self.focus("folder")
            return
        self.notices, self._left = (), ()
        self.ask(CarryOut(folder=folder, everything=self.input.on("everything")), self._begun)

    def act_carry_in(self) -> None:
        if not self._selected:
            self.focus("folder")
            return
        self.notices, self._left = (), ()
        self.ask(CarryIn(file=self._selected), self._begun)

    def act_carry_in_all(self) -> None:
        """Every file of the stick, the oldest first: of several that belong together all are needed."""
        self.notices = ()
        first, *left = (one.path for one in reversed(self._files))
        self._left = tuple(left)
        self.ask(CarryIn(file=first), self._begun)

    def _next(self) -> None:
        """What came of the last one stays in sight; what it lacked may be in those that follow."""
        state = self._state
        if state is not None and state.taken is not None:
            self._state = replace(state, taken=replace(state.taken, waiting=0))
        self.notices = (*self.notices, *self._outcome())
        first, *left = self._left
        self._left = tuple(left)
        self.ask(CarryIn(file=first), self._begun)

    def _begun(self, answer: Answer) -> None:
        self._state = self._state or CarryState()
        self._told(answer)
        self._look_at_folder()

    def selected_files(self, row: str) -> None:
        self._selected = row
        self.show()

    def opened_files(self, row: str) -> None:
        self._selected = row
        self.act_carry_in()

    # --- the page ---------------------------------------------------------------------------------

    def page(self) -> Page:
        words, running = self.words, self._running
        busy = words("ui.carry.busy") if running else ""
        nothing = "" if self._selected else words("ui.carry.no_file")
        return Page(
            title=words("ui.screen.carry"),
            subtitle=words("ui.carry.about"),
            busy=self._state is None and not self.notices,
            blocks=(
                Notices(key="notices", slot="top", notices=(*self.notices, *self._outcome())),
                Form(
                    key="stick",
                    columns=2,
                    fields=(
                        self.field("folder", "ui.carry.folder", hint="ui.carry.folder.hint"),
                        self.field("everything", "ui.carry.everything", "tick"),
                    ),
                ),
                Grid(
                    key="files",
                    title=words("ui.carry.files"),
                    columns=(
                        self.column("file", 6),
                        self.column("when", 3),
                        self.column("size", 2, right=True),
                    ),
                    rows=tuple(self._row(one) for one in self._files),
                    selected=self._selected,
                    empty=self._nothing_listed(),
                ),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button(
                            "carry_in", enabled=not running and bool(self._selected), why_not=busy or nothing
                        ),
                        *self._all(busy),
                        self.button("carry_out", primary=True, enabled=not running, why_not=busy),
                    ),
                ),
            ),
        )

    def _nothing_listed(self) -> str:
        if not self.input("folder").strip():
            return self.words("ui.carry.which")
        return (
            self.words("ui.carry.unread", why=self._unread) if self._unread else self.words("ui.carry.none")
        )

    def _all(self, busy: str) -> tuple[Action, ...]:
        count = len(self._files)
        if count < 2:
            return ()
        label = self.words("ui.act.carry_in_all", n=str(count))
        return (self.button("carry_in_all", label=label, enabled=not busy, why_not=busy),)

    def _row(self, file: Listed) -> Row:
        words = self.words
        shown = file.name.removeprefix(_BEGINNING).removesuffix(_ENDING)
        return Row(
            file.path,
            (
                Cell(shown, strong=True),
                Cell(words.instant(file.at)),
                Cell(size(words, file.size), right=True),
            ),
        )

    def _outcome(self) -> tuple[Notice, ...]:
        words, state = self.words, self._state
        if state is None or not state.number:
            return ()
        if state.number == self._earlier:
            # Somebody else's is no news of theirs; one's own is said to be no news.
            told = _ended(words, state) if state.yours else ()
            return (Notice("info", words("ui.carry.earlier")), *told) if told else ()
        if state.running:
            done = f"{100 * state.done // state.total}{NBSP}%" if state.total else ""
            return (Notice("info", words(f"ui.carry.running.{state.what}"), done),)
        return _ended(words, state)


def _ended(words: Format, state: CarryState) -> tuple[Notice, ...]:
    """What came of a carry."""
    if state.refused is not None:
        return (refusal(words, state.refused),)
    if state.written is not None:
        return _written(words, state.written)
    return _taken(words, state.taken) if state.taken is not None else ()


def size(words: Format, bytes_: int) -> str:
    """As people say it: `1,2\u00a0Mo`."""
    for unit, power in (("gb", 3), ("mb", 2), ("kb", 1)):
        if bytes_ >= 1000**power:
            amount = (Decimal(bytes_) / 1000**power).quantize(Decimal("0.1"))
            return words(f"ui.carry.{unit}", n=words.number(amount))
    return words("ui.carry.b", n=words.whole(bytes_))


def _counted(words: Format, **numbers: int) -> str:
    """What there is of each, in words; empty when there is nothing."""
    said = (words.count(f"count.{name}", number) for name, number in numbers.items() if number)
    return listed(said, ", ")


def _written(words: Format, done: CarryWritten) -> tuple[Notice, ...]:
    what = _counted(words, transactions=done.transactions, records=done.records, editions=done.blobs)
    said = words("ui.carry.written", path=done.path, size=size(words, done.size))
    readers = words("ui.carry.readers", readers=", ".join(done.readers))
    level = words("ui.carry.level") if not done.transactions else ""
    notices = [Notice("done", said, what, listed((level, readers), " "))]
    if len(done.files) > 1:
        notices.append(Notice("info", words.count("ui.carry.parts", len(done.files)), ", ".join(done.files)))
    if done.notified:
        notices.append(Notice("info", words("carry.notified", names=", ".join(done.notified))))
    if done.own_disk:
        notices.append(Notice("warning", words("ui.carry.own_disk"), next=words("ui.carry.own_disk.next")))
    return tuple(notices)


def _taken(words: Format, done: CarryTaken) -> tuple[Notice, ...]:
    read = words("ui.carry.read", workstation=done.written_by, when=words.instant(done.written_at))
    new = _counted(
        words, transactions=done.transactions, acts=done.acts, records=done.records, editions=done.blobs
    )
    brought = words("ui.carry.new", what=new) if new else words("ui.carry.nothing")
    level: Level = "warning" if done.trouble or done.refused or done.waiting or done.aside else "done"
    notices = [Notice(level, read, brought)]
    for code, number in sorted(done.aside.items()):
        why = words(f"carry.aside.{code if code in SAID else 'other'}")
        notices.append(Notice("warning", words("carry.aside", n=words.whole(number), why=why)))
    if done.waiting:
        said = words.count("ui.carry.waiting", done.waiting)
        notices.append(Notice("warning", said, next=words("ui.carry.waiting.next")))
    if done.refused:
        said = words.count("ui.carry.refused", done.refused)
        notices.append(Notice("alarm", said, next=words("ui.carry.refused.next")))
    if done.trouble:
        why = words(f"refusal.{done.trouble}", **done.values)
        then = words(f"refusal.{done.trouble}.next", **done.values)
        notices.append(Notice("warning", words("ui.carry.part"), why, then))
    return tuple(notices)
