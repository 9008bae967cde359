"""What a presenter may ask of the window: the node's answers, a signature, another screen.

The window gives the real one (`ui/desk.py`); a test gives ten lines.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from node.api.base import Answer, Command, PersonView, Refused
from schema.refusal import refusal_sentences
from ui.format import Format
from ui.presenters.blocks import Action, Notice, Page


@dataclass(frozen=True)
class Place:
    """A screen and what it is about; ids are picked on the way, never typed."""

    screen: str
    patient: bytes = b""
    course: bytes = b""
    dose: bytes = b""
    bag: bytes = b""
    cycle: int = 0
    doses: tuple[bytes, ...] = ()
    day: str = ""
    series: bytes = b""
    numbers: tuple[int, int] = (0, 0)
    """Of a series of the register: the first and the last."""
    rule: str = ""
    """A hard stop for which a derogation is to be asked."""


@dataclass(frozen=True)
class Listed:
    """A file in a folder."""

    name: str
    path: str
    size: int
    """Bytes."""
    at: int
    """When it was last written, ms UTC."""


@dataclass(frozen=True)
class Signing:
    """An act about to be signed: what it says, what it entails, and the command that a PIN completes."""

    title: str
    """The act, as on its button."""
    lines: tuple[str, ...]
    """What is signed, in the words of the screen."""
    command: Callable[[str, str], Command]
    """(PIN, reason) -> command, with everything else as the screen showed it."""
    done: Callable[[Answer], None]
    consequence: str = ""
    """What cannot be undone about it; empty when it can."""
    reason: str = ""
    """Label of the reason to give; empty when none is asked."""
    danger: bool = False
    reload: Callable[[], None] | None = None
    """Shows the screen as things are now, for a refusal that says to read it again."""


@dataclass(frozen=True)
class Asking:
    """An act without signature that cannot be undone: its consequence is shown first."""

    title: str
    consequence: str
    button: str
    done: Callable[[str], None]
    """Called with the reason, which is empty when none is asked."""
    reason: str = ""
    lines: tuple[str, ...] = ()
    danger: bool = True


class Desk(Protocol):
    """The presenter's only way out."""

    words: Format
    person: PersonView | None
    workstation: str

    def now(self) -> int:
        """ms UTC."""

    def clock_is(self, now: int) -> None:
        """The node was told what time it is: it is this time here, too."""

    def ask(self, command: Command, then: Callable[[Answer], None], *, quiet: bool = False) -> None:
        """Send a command; `then` gets the answer later. `quiet`: nobody is told to wait."""

    def sign(self, signing: Signing) -> None:
        """Re-ask the PIN; the dialog stays, and says why, while the node refuses."""

    def confirm(self, asking: Asking) -> None:
        """Show a consequence, and go on only if the person does."""

    def open(self, place: Place) -> None:
        """Go to another screen."""

    def back(self) -> None:
        """Return to the screen before."""

    def tell(self, notice: Notice) -> None:
        """Say something that outlives the screen."""

    def folder(self) -> str:
        """Where this person's documents go unless they say otherwise."""

    def save(self, path: str, data: bytes, then: Callable[[str], None]) -> None:
        """Write a file in a folder that is there; `then` gets an empty text, or why it was not written."""

    def read(self, path: str, most: int, then: Callable[[bytes | None, str], None]) -> None:
        """Read a file of at most so many bytes; `then` gets its bytes, or nil and why not."""

    def sticks(self, then: Callable[[tuple[str, ...]], None]) -> None:
        """Where this computer's USB sticks are mounted, as far as it can tell."""

    def listing(self, folder: str, then: Callable[[tuple[Listed, ...], str], None]) -> None:
        """The files of a folder, by name, and an empty text; or none, and why it cannot be read."""

    def later(self, milliseconds: int, then: Callable[[], None]) -> None:
        """Call back after a while; whoever asked may have been left by then."""

    def show_file(self, path: str) -> bool:
        """Hand a file to the program that this computer opens it with; whether one took it."""

    def signed_in(self, person: PersonView | None, workstation: str) -> None:
        """Somebody opened or closed a session."""


class View(Protocol):
    """What a presenter draws on."""

    def show(self, page: Page) -> None:
        """Draw this page; what is being typed stays."""

    def focus(self, key: str) -> None:
        """Put the keyboard in this field or grid."""

    def clear(self, form: str) -> None:
        """Forget what was typed in this form: it has been recorded."""


READ_AGAIN: Final = frozenset(
    {
        "screen.stale",
        "stop.not_in_force",
        "dose.unknown",
        "dose.newer_version",
        "bag.already_released",
        "conflict.none",
        "conflict.changed",
        "derogation.unknown_subject",
    }
)
"""Refusals of what an older screen was showing: they end with a button that shows it anew."""


def refusal(words: Format, refused: Refused) -> Notice:
    """A refusal as people read it: which rule, with which values, and what may be done."""
    what, then = refusal_sentences(refused.code, refused.values, words.language, words.zone)
    if what == f"refusal.{refused.code}":
        values = ", ".join(f"{name} = {value}" for name, value in sorted(refused.values.items()))
        return Notice("refusal", words("ui.refused.unknown", code=refused.code), values)
    again = Action("reload", words("ui.act.reload"), shortcut="F5") if refused.code in READ_AGAIN else None
    return Notice("refusal", what, next="" if then == f"refusal.{refused.code}.next" else then, act=again)


def recorded(words: Format, answer: Answer, done: str) -> tuple[Notice, ...]:
    """What to say after an act: that it is durable here, and the breaches it was recorded with."""
    if isinstance(answer, Refused):
        return (refusal(words, answer),)
    notices = [Notice("done", done)]
    for breach in getattr(answer, "warnings", ()):
        said = refusal(words, breach)
        notices.append(Notice("warning", words("ui.recorded.with_breach"), said.title, said.next))
    return tuple(notices)


@dataclass
class Typed:
    """What a person has typed on a screen so far, by field; kept while the screen is refreshed."""

    values: dict[str, str] = field(default_factory=dict)

    def __call__(self, key: str, otherwise: str = "") -> str:
        """What the field holds."""
        return self.values.get(key, otherwise)

    def on(self, key: str) -> bool:
        """Whether a box is ticked."""
        return self.values.get(key) == "1"
