"""The presenters' desk, made real: calls through `ui/calls.py`, dialogs, files, other screens."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import structs
from PySide6.QtCore import QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from node.api.base import Answer, Command, PersonView, Refused
from schema.machine import machine_reason, machine_words
from schema.refusal import acknowledgeable
from ui.calls import Calls
from ui.disks import listed_in, removable
from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.desk import Asking, Listed, Place, Signing, refusal
from ui.theme import Theme
from ui.widgets.dialogs import ActDialog


class Shell(Protocol):
    """What the desk needs of the window around it."""

    theme: Theme

    def widget(self) -> QWidget:
        """Dialogs stand in front of it."""

    def go(self, place: Place) -> None:
        """Show a screen."""

    def go_back(self) -> None:
        """Show the screen before."""

    def say(self, notice: Notice) -> None:
        """Say something above every screen."""

    def session_changed(self, person: PersonView | None) -> None:
        """Somebody signed in or out."""

    def waiting(self, calls: int) -> None:
        """So many calls are under way."""


class WindowDesk:
    """See `ui.presenters.desk.Desk`."""

    def __init__(self, shell: Shell, calls: Calls, words: Format, now: Callable[[], int]) -> None:
        self.words = words
        self.person: PersonView | None = None
        self.workstation = ""
        self._shell = shell
        self._calls = calls
        self._now = now
        self._waiting = 0
        self._correction = 0
        self.dialog: ActDialog | None = None

    def now(self) -> int:
        """ms UTC."""
        return self._now() + self._correction

    def clock_is(self, now: int) -> None:
        """See `Desk.clock_is`."""
        self._correction = now - self._now()

    # --- asking the node --------------------------------------------------------------------------

    def ask(self, command: Command, then: Callable[[Answer], None], *, quiet: bool = False) -> None:
        """See `Desk.ask`. What cannot be sent is told above the screen: it is nobody's refusal."""
        self._count(0 if quiet else 1)

        def arrived(answer: Answer) -> None:
            self._count(0 if quiet else -1)
            if isinstance(answer, Refused) and self._ended(answer):
                return
            then(answer)

        def failed(error: Exception) -> None:
            self._count(0 if quiet else -1)
            self._failed(error)

        self._calls.ask(command, arrived, failed)

    def _ended(self, refused: Refused) -> bool:
        """A session that is over leads back to signing in; a wrong PIN does not."""
        if self.person is None or refused.code != _SESSION_OVER:
            return False
        self.session_over()
        return True

    def session_over(self) -> None:
        """The node has ended the session: what was shown and typed goes, in a dialog too."""
        if self.dialog is not None:
            self.dialog.reject()
        self.signed_in(None, self.workstation)
        self._shell.go(Place("session"))
        self._shell.say(refusal(self.words, Refused(code=_SESSION_OVER)))

    def _failed(self, error: Exception) -> None:
        late = isinstance(error, TimeoutError)
        what = self.words("ui.node.late" if late else "ui.node.gone")
        self._shell.say(Notice("alarm", what, type(error).__name__, self.words("ui.node.next")))

    def _count(self, more: int) -> None:
        if more:
            self._waiting += more
            self._shell.waiting(self._waiting)

    # --- people decide ----------------------------------------------------------------------------

    def sign(self, signing: Signing) -> None:
        """See `Desk.sign`: the command is made when the PIN is there, from what was shown."""

        acknowledged: tuple[str, ...] = ()

        def go(pin: str, reason: str) -> None:
            command = signing.command(pin, reason)
            if acknowledged:
                command = structs.replace(command, acknowledged=acknowledged)
            self._calls.ask(command, answered, failed)

        def answered(answer: Answer) -> None:
            nonlocal acknowledged
            if isinstance(answer, Refused):
                if self._ended(answer):
                    return
                # What the person has now read: pressed again, under another name, it is recorded with it.
                said = acknowledgeable(answer.values)
                acknowledged = said or acknowledged
                dialog.refused(refusal(self.words, answer), self.words("ui.act.all_the_same") if said else "")
                return
            dialog.accept()
            signing.done(answer)

        def failed(error: Exception) -> None:
            dialog.reject()
            self._failed(error)

        dialog = self._open(signing, go)

    def confirm(self, asking: Asking) -> None:
        """See `Desk.confirm`."""

        def go(_: str, reason: str) -> None:
            dialog.accept()
            asking.done(reason)

        dialog = self._open(asking, go)

    def _open(self, asked: Signing | Asking, go: Callable[[str, str], None]) -> ActDialog:
        dialog = ActDialog(self._shell.widget(), self._shell.theme, self.words, asked, go)
        dialog.finished.connect(self._closed)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _closed(self, _: int) -> None:
        self.dialog = None
        self._shell.widget().activateWindow()

    # --- elsewhere --------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """See `Desk.open`."""
        self._shell.go(place)

    def back(self) -> None:
        """See `Desk.back`."""
        self._shell.go_back()

    def tell(self, notice: Notice) -> None:
        """See `Desk.tell`."""
        self._shell.say(notice)

    def signed_in(self, person: PersonView | None, workstation: str) -> None:
        """See `Desk.signed_in`."""
        self.person = person
        self.workstation = workstation
        self._shell.session_changed(person)

    # --- files ------------------------------------------------------------------------------------

    def folder(self) -> str:
        """The documents folder of who runs the window; their own where there is none."""
        found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return found if Path(found).is_dir() else str(Path.home())

    def save(self, path: str, data: bytes, then: Callable[[str], None]) -> None:
        """See `Desk.save`: written whole beside its place, then put there, so that no half file is left.

        No folder is made: one that is not there was mistyped, or its stick was pulled.
        """

        def work() -> None:
            target = Path(path)
            part = target.with_name(target.name + ".part")
            part.unlink(missing_ok=True)
            # What a window saves names patients, or holds shares of a key: its owner alone reads it.
            private = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(private, "wb") as file:
                file.write(data)
            part.replace(target)

        self._calls.run(work, lambda _: then(""), lambda error: then(self._why(error)))

    def read(self, path: str, most: int, then: Callable[[bytes | None, str], None]) -> None:
        """See `Desk.read`."""

        def work() -> bytes:
            with Path(path).open("rb") as file:
                data = file.read(most + 1)
            if len(data) > most:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            return data

        self._calls.run(work, lambda data: then(data, ""), lambda error: then(None, self._why(error)))

    def sticks(self, then: Callable[[tuple[str, ...]], None]) -> None:
        """See `Desk.sticks`: asked elsewhere, since a dead network drive may keep it waiting."""
        self._calls.run(removable, then, lambda _: then(()))

    def listing(self, folder: str, then: Callable[[tuple[Listed, ...], str], None]) -> None:
        """See `Desk.listing`."""
        self._calls.run(
            lambda: listed_in(folder), lambda found: then(found, ""), lambda error: then((), self._why(error))
        )

    def later(self, milliseconds: int, then: Callable[[], None]) -> None:
        """See `Desk.later`; nothing comes once the window has gone."""
        QTimer.singleShot(milliseconds, self._shell.widget(), then)

    def _why(self, error: Exception) -> str:
        """What the operating system refused about a file."""
        if isinstance(error, OSError):
            return machine_words(machine_reason(error), self.words.language)
        return type(error).__name__

    def show_file(self, path: str) -> bool:
        """See `Desk.show_file`."""
        return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


_SESSION_OVER = "session.none"
