"""What the node last said of itself, above and below every screen; its doubts of the clock are asked once."""

from functools import partial

from node.api.base import PersonView
from node.api.site import Status
from ui.desk import WindowDesk
from ui.presenters.clock import asking
from ui.presenters.desk import Place
from ui.presenters.standing import standing
from ui.presenters.strip import strip
from ui.theme import Theme
from ui.widgets.frame import Frame


class Evidence:
    """Header, strip, and what no key makes go away."""

    def __init__(self, desk: WindowDesk, frame: Frame) -> None:
        self._desk = desk
        self._frame = frame
        self._status: Status | None = None
        self._seat: PersonView | None = None
        """Who signed in last, as they were then, until they leave by themselves."""
        self._asked: tuple[bytes, str] | None = None
        """Who was asked to look at the clock, and why."""

    def seated(self, person: PersonView) -> None:
        """Somebody signed in."""
        self._seat = person

    def left(self) -> None:
        """They left by themselves: nothing of theirs stays above."""
        self._seat = None

    def told(self, status: Status, here: str) -> None:
        """The node's latest word, while the screen `here` is in view; a session that it ended is over."""
        self._status = status
        if self._desk.person is not None and not status.signed_in:
            self._desk.session_over()
        self._ask_clock(status.clock_doubt, here)

    def _ask_clock(self, doubt: str, here: str) -> None:
        """A workstation that cannot vouch for its clock asks each person once for each reason."""
        person = self._desk.person
        if not doubt:
            self._asked = None
        elif person is not None and self._desk.dialog is None and here != "clock":
            asked = (person.person, doubt)
            if self._asked != asked:
                self._asked = asked
                look = partial(self._desk.open, Place("clock"))
                self._desk.confirm(asking(self._desk.words, doubt, self._desk.now(), look))

    def draw(self, theme: Theme, *, compact: bool) -> None:
        """As known; the lacks and dates of peers grow old without another word."""
        desk = self._desk
        said = standing(desk.words, self._status, self._seat, desk.now())
        shown = strip(desk.words, self._status, desk.person, desk.now())
        self._frame.draw(shown, said, theme, compact=compact, signed_in=desk.person is not None)
