"""What all presenters do alike: keep what is typed, ask again when something changed, dispatch acts.

An action `release` calls `act_release`; typing calls `typed_<field>` where there is one. Every
change ends in `show()`, which draws the whole page from the state.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from msgspec import structs

from node.api.base import Answer, Command, Refused
from schema.refusal import acknowledgeable
from ui.format import Format, listed
from ui.presenters import shown
from ui.presenters.blocks import Action, Column, Field, FieldKind, Notice, Option, Page
from ui.presenters.desk import Asking, Desk, Place, Signing, Typed, View, recorded, refusal
from ui.presenters.read_back import day_read

_TOLD: Final = 2
"""Lines of what was signed that are said again above the next screen: about whom, and what."""


class Presenter(ABC):
    """One screen's state. Subclasses write `load` (ask) and `page` (say)."""

    name = ""
    """The screen's name: `ui.screen.<name>` is its title, `ui.help.<name>` its help."""

    def __init__(self, desk: Desk, place: Place) -> None:
        self.desk = desk
        self.place = place
        self.words: Format = desk.words
        self.input = Typed()
        self.notices: tuple[Notice, ...] = ()
        self._view: View | None = None
        self._wanting: tuple[Notice, Callable[[], bool]] | None = None
        """What was said to be needed, and whether it is there by now."""

    @property
    def rights(self) -> tuple[str, ...]:
        """Those of whoever has signed in: what they may not do is not offered to them."""
        return self.desk.person.rights if self.desk.person is not None else ()

    # --- the view's side --------------------------------------------------------------------------

    def attach(self, view: View) -> None:
        """Draw on this view from now on, and ask the node for what is needed."""
        self._view = view
        self.show()
        self.load()

    def detach(self) -> None:
        """The screen was left: late answers draw nothing."""
        self._view = None

    @property
    def attached(self) -> bool:
        """Whether somebody looks."""
        return self._view is not None

    def show(self) -> None:
        """Draw the page as things stand."""
        if self._wanting is not None and (self._wanting[0] not in self.notices or self._wanting[1]()):
            self.notices = tuple(notice for notice in self.notices if notice is not self._wanting[0])
            self._wanting = None
        if self._view is not None:
            self._view.show(self.page())

    def focus(self, key: str) -> None:
        """Put the keyboard somewhere."""
        if self._view is not None:
            self._view.focus(key)

    def forget(self, form: str, *keys: str) -> None:
        """Empty these fields, on the screen too."""
        for key in keys:
            self.input.values.pop(key, None)
        if self._view is not None:
            self._view.clear(form)

    # --- to be written by each screen -------------------------------------------------------------

    def load(self) -> None:  # noqa: B027  # a screen that shows nothing of the node asks nothing
        """Ask the node for what this screen shows."""

    @abstractmethod
    def page(self) -> Page:
        """What to show, from the state alone."""

    # --- what people do ---------------------------------------------------------------------------

    def typed(self, key: str, value: str) -> None:
        """A field changed."""
        self.input.values[key] = value
        self._dispatch(f"typed_{key}")
        self.show()

    def selected(self, grid: str, row: str) -> None:
        """Another row is current."""
        self._dispatch(f"selected_{grid}", row)

    def opened(self, grid: str, row: str) -> None:
        """Enter or a double click on a row."""
        self._dispatch(f"opened_{grid}", row)

    def ticked(self, block: str, row: str, on: bool) -> None:
        """A box of a row or card was ticked."""
        self._dispatch(f"ticked_{block}", row, on)

    def act(self, key: str) -> None:
        """A button was pressed; `verb:argument` hands the argument on."""
        verb, _, argument = key.partition(":")
        self._dispatch(f"act_{verb}", *((argument,) if argument else ()))

    def act_reload(self) -> None:
        """Ask again for what is shown; a refusal that asked for just that is answered."""
        self.notices = tuple(notice for notice in self.notices if notice.act is None)
        self.show()
        self.load()

    def act_return(self) -> None:
        """Back to where the person came from, on the screens that have the button."""
        self.desk.back()

    def scanned(self, kind: str, identifier: bytes) -> bool:
        """A code of ours was scanned; whether this screen could use it."""
        del kind, identifier
        return False

    def day_in(self, key: str) -> tuple[str, str, str]:
        """The day typed in a field: as ISO and as it is read back, or what is wrong with it."""
        return day_read(self.words, self.input(key), self.words.today(self.desk.now()))

    def _dispatch(self, name: str, *values: object) -> None:
        handler = getattr(self, name, None)
        if handler is not None:
            handler(*values)

    # --- saying -----------------------------------------------------------------------------------

    def field(
        self,
        key: str,
        label: str,
        kind: FieldKind = "line",
        *,
        hint: str = "",
        echo: str = "",
        error: str = "",
        otherwise: str = "",
        options: tuple[Option, ...] = (),
        wide: bool = False,
    ) -> Field:
        """A field holding what was typed into it so far; `label` and `hint` are text ids."""
        return Field(
            key,
            self.words(label),
            kind,
            self.input(key, otherwise),
            self.words(hint) if hint else "",
            echo,
            error,
            options,
            wide,
        )

    def button(
        self,
        key: str,
        *,
        label: str = "",
        primary: bool = False,
        enabled: bool = True,
        why_not: str = "",
        shortcut: str = "",
        danger: bool = False,
        icon: str = "",
    ) -> Action:
        """A button named after its act: `ui.act.<key>`, unless the screen has a better word."""
        said = label or self.words(f"ui.act.{key}")
        return Action(key, said, primary, enabled, why_not, shortcut, danger, icon)

    def column(self, name: str, share: int = 0, *, right: bool = False) -> Column:
        """A column with the heading `ui.column.<name>`."""
        return shown.column(self.words, name, share, right=right)

    def ask_to_fill(self, what: str, filled: Callable[[], bool]) -> None:
        """Say what is needed, and what to do (texts `what` and `what.next`), until it is there."""
        notice = Notice("refusal", self.words(what), next=self.words(f"{what}.next"))
        self.notices, self._wanting = (notice,), (notice, filled)
        self.show()

    # --- asking -----------------------------------------------------------------------------------

    def ask(self, command: Command, then: Callable[[Answer], None], *, quiet: bool = False) -> None:
        """Ask the node; a refusal is shown as this screen's notice, anything else goes to `then`."""

        def received(answer: Answer) -> None:
            if not self.attached:
                return  # the screen was left, and nobody waits for what it asked
            if isinstance(answer, Refused):
                self.notices = (refusal(self.words, answer),)
                self.show()
            else:
                then(answer)

        self.desk.ask(command, received, quiet=quiet)

    def record(self, command: Command, done: str, then: Callable[[Answer], None] | None = None) -> None:
        """Send a command that records; say what became of it, wherever the person is by then.

        What is to be acknowledged first is asked.
        """

        def received(answer: Answer) -> None:
            codes = acknowledgeable(answer.values) if isinstance(answer, Refused) else ()
            if isinstance(answer, Refused) and codes and self.attached:
                asked = refusal(self.words, answer)
                self.desk.confirm(
                    Asking(
                        title=asked.title,
                        consequence=asked.next,
                        button=self.words("ui.act.all_the_same"),
                        done=lambda _: self.record(structs.replace(command, acknowledged=codes), done, then),
                    )
                )
                return
            notices = recorded(self.words, answer, done)
            if not self.attached:
                self.desk.tell(notices[-1])
                return
            self.notices = notices
            if then is not None and not isinstance(answer, Refused):
                then(answer)
            self.show()
            self.load()

        self.desk.ask(command, received)

    def sign(self, signing: Signing, done: str) -> None:
        """Sign an act; do what `signing.done` says, say what was recorded, here or above the next screen."""

        def received(answer: Answer) -> None:
            self.notices = recorded(self.words, answer, done)
            signing.done(answer)
            if self.attached:
                self.show()
                self.load()
            else:
                last = self.notices[-1]
                signed = listed(signing.lines[:_TOLD])
                self.desk.tell(last if last.detail else replace(last, detail=signed))

        self.desk.sign(
            Signing(
                title=signing.title,
                lines=signing.lines,
                command=signing.command,
                done=received,
                consequence=signing.consequence,
                reason=signing.reason,
                danger=signing.danger,
                reload=self.act_reload,
            )
        )


def nothing(_: Answer) -> None:
    """For acts after which only the page is loaded again."""


STEP_SCREENS: Mapping[str, str] = {
    "validate": "validation",
    "go_ahead": "validation",
    "prepare": "preparation",
    "make": "preparation",
    "check": "preparation",
    "release": "release",
    "dispense": "dispensing",
    "receive": "dispensing",
    "administer": "administration",
    "settle": "settlement",
}
"""Which screen each step of `waits_for` is done on."""
