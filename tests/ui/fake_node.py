"""A node in memory with the client's methods: realistic views, and steps that really advance.

It knows no rule beyond what the window's tests need; the real node is tested where it lives.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from node.api.base import Answer, Changed, Command, Recorded, Refused
from node.api.session import ListPeople, SignIn, SignOut
from node.api.site import GetStatus
from tests.ui.fake_aside import FakeAside
from tests.ui.fake_bags import FakeBags
from tests.ui.fake_carry import FakeCarry
from tests.ui.fake_inviting import FakeInviting
from tests.ui.fake_lists import FakeLists
from tests.ui.fake_members import FakeMembers
from tests.ui.fake_patients import FakePatients
from tests.ui.fake_prescribing import FakePrescribing
from tests.ui.fake_register import FakeRegister
from tests.ui.fake_site import PIN
from tests.ui.fake_upkeep import FakeUpkeep


class FakeNode(
    FakeAside,
    FakeBags,
    FakeCarry,
    FakeInviting,
    FakeLists,
    FakeMembers,
    FakePatients,
    FakePrescribing,
    FakeRegister,
    FakeUpkeep,
):
    """The client of a node that lives in this very process."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Command] = []
        self.closed = False
        self.fail: Exception | None = None
        self.refuse: dict[type[Command], Refused] = {}
        self._callbacks: list[Callable[[Changed], None]] = []
        self._lock = threading.RLock()

    # --- the client's methods ---------------------------------------------------------------------

    def call(self, command: Command, timeout: float | None = 120) -> Answer:
        """Answer at once, from whatever thread."""
        del timeout
        with self._lock:
            self.calls.append(command)
            if self.fail is not None:
                raise self.fail
            if type(command) in self.refuse:
                return self.refuse[type(command)]
            pin = getattr(command, "pin", None)
            if pin is not None and pin != PIN:
                return Refused(code="session.wrong_pin")
            if self.person is None and not isinstance(command, ListPeople | SignIn | SignOut | GetStatus):
                return Refused(code="session.none")
            answer: Answer = getattr(self, _handler(type(command)))(command)
        if isinstance(answer, Recorded):
            self.changed()
        return answer

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Remember whom to tell."""
        self._callbacks.append(callback)

    def close(self) -> None:
        """Nobody is told any more."""
        self.closed = True
        self._callbacks.clear()

    def changed(self) -> None:
        """Tell that something was stored, here or received."""
        self.counter += 1
        for callback in list(self._callbacks):
            callback(Changed(counter=self.counter))


def _handler(command: type[Command]) -> str:
    """`GetCourse` is answered by `_get_course`."""
    return re.sub(r"(?=[A-Z])", "_", command.__name__).lower()
