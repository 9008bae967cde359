"""The ten lines a presenter needs instead of a window: answers at once, signs with the right PIN."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from node.api.base import Answer, Command, PersonView, Refused
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from ui.format import Format
from ui.presenters.base import Presenter
from ui.presenters.blocks import Action, Block, Field, Form, Grid, Notice, Notices, Page
from ui.presenters.desk import Asking, Listed, Place, Signing, refusal

B = TypeVar("B", bound=Block)
P = TypeVar("P", bound=Presenter)


class FakeDesk:
    """See `ui.presenters.desk.Desk`."""

    def __init__(self, node: FakeNode | None = None, person: int = 0, language: str = "fr") -> None:
        self.words = Format(language)
        self.node = node or FakeNode()
        self.person: PersonView | None = site.PEOPLE[person]
        self.node.person = self.person
        self.workstation = site.HERE
        self.places: list[Place] = []
        self.told: list[Notice] = []
        self.signings: list[Signing] = []
        self.askings: list[Asking] = []
        self.saved: dict[str, bytes] = {}
        self.trouble = ""
        self.mounted: tuple[str, ...] = ()
        self.files: dict[str, tuple[Listed, ...]] = {}
        self.absent: set[str] = set()
        """Folders that are not there."""
        self.waiting: list[tuple[int, Callable[[], None]]] = []
        self.reader = True
        self.pin = site.PIN
        self.reason = "motif fictif"
        self.refusals: list[Notice] = []
        self.clock = site.NOW

    def now(self) -> int:
        return self.clock

    def clock_is(self, now: int) -> None:
        self.clock = now

    def ask(self, command: Command, then: Callable[[Answer], None], *, quiet: bool = False) -> None:
        del quiet
        then(self.node.call(command))

    def sign(self, signing: Signing) -> None:
        self.signings.append(signing)
        answer = self.node.call(signing.command(self.pin, self.reason if signing.reason else ""))
        if isinstance(answer, Refused):
            self.refusals.append(refusal(self.words, answer))
        else:
            signing.done(answer)

    def confirm(self, asking: Asking) -> None:
        self.askings.append(asking)
        asking.done(self.reason if asking.reason else "")

    def open(self, place: Place) -> None:
        self.places.append(place)

    def back(self) -> None:
        self.places.append(Place("back"))

    def tell(self, notice: Notice) -> None:
        self.told.append(notice)

    def folder(self) -> str:
        return "documents"

    def save(self, path: str, data: bytes, then: Callable[[str], None]) -> None:
        if not self.trouble:
            self.saved[path] = data
        then(self.trouble)

    def read(self, path: str, most: int, then: Callable[[bytes | None, str], None]) -> None:
        data = self.saved.get(path)
        if data is None or len(data) > most:
            then(None, "illisible")
        else:
            then(data, "")

    def sticks(self, then: Callable[[tuple[str, ...]], None]) -> None:
        then(self.mounted)

    def listing(self, folder: str, then: Callable[[tuple[Listed, ...], str], None]) -> None:
        then(self.files.get(folder, ()), "introuvable" if folder in self.absent else "")

    def later(self, milliseconds: int, then: Callable[[], None]) -> None:
        self.waiting.append((milliseconds, then))

    def show_file(self, path: str) -> bool:
        return self.reader and path in self.saved

    def signed_in(self, person: PersonView | None, workstation: str) -> None:
        self.person, self.workstation = person, workstation


class FakeView:
    """Keeps the last page."""

    def __init__(self) -> None:
        self.page = Page("")
        self.focused = ""
        self.cleared: list[str] = []

    def show(self, page: Page) -> None:
        self.page = page

    def focus(self, key: str) -> None:
        self.focused = key

    def clear(self, form: str) -> None:
        self.cleared.append(form)


class Screen:
    """A presenter with its fake desk and view, and the questions tests ask of a page."""

    def __init__(self, kind: type[Presenter], place: Place, desk: FakeDesk | None = None) -> None:
        self.desk = desk or FakeDesk()
        self.view = FakeView()
        self.presenter = kind(self.desk, place)
        self.presenter.attach(self.view)

    @property
    def page(self) -> Page:
        """The page as last drawn."""
        return self.view.page

    @property
    def node(self) -> FakeNode:
        """The node behind it."""
        return self.desk.node

    def block(self, kind: type[B], key: str) -> B:
        """The block of this kind with this key."""
        found = next(block for block in self.page.blocks if block.key == key)
        assert isinstance(found, kind)
        return found

    def has(self, key: str) -> bool:
        """Whether the page has such a block."""
        return any(block.key == key for block in self.page.blocks)

    def action(self, key: str) -> Action:
        """The button with this key."""
        return next(action for action in self.page.actions() if action.key == key)

    def field(self, key: str) -> Field:
        """The field with this key."""
        forms = [block for block in self.page.blocks if isinstance(block, Form)]
        return next(field for form in forms for field in form.fields if field.key == key)

    def rows(self, grid: str) -> list[str]:
        """What the rows of a grid say."""
        return [
            " ".join(f"{cell.text} {cell.note}" for cell in row.cells) for row in self.block(Grid, grid).rows
        ]

    def notices(self, key: str = "notices") -> str:
        """Everything told on the page."""
        block = self.block(Notices, key)
        return " ".join(f"{notice.title} {notice.detail} {notice.next}" for notice in block.notices)

    def fill(self, **fields: str) -> None:
        """Type into fields."""
        for key, value in fields.items():
            self.presenter.typed(key, value)

    def calls(self, kind: type[Command]) -> list[Command]:
        """The commands of a kind that reached the node."""
        return [command for command in self.node.calls if type(command) is kind]


def of(course: int, dose: int = 0, *, node: FakeNode, screen: str = "", bag: bytes = b"") -> Place:
    """The place of a dose of the fictive hospital."""
    found = node.courses[course]
    return Place(screen, patient=found.patient.id, course=found.id, dose=found.doses[dose].dose, bag=bag)
