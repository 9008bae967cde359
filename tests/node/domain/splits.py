"""Two workstations with a common past that act apart, then are joined: the situation of every merge rule."""

from __future__ import annotations

from node.domain.state import CourseState
from tests.node.domain.builder import History, Station
from tests.node.domain.builder_states import same_in_any_order

KINDS = ("x comes first", "y comes first", "through relays")


class Split:
    """The common past is written at `base`; `apart` gives the two sides, `joined` where they meet."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.history = History()
        self.base, self.x, self.y, self.z, self._relay = self.history.stations("base", "X", "Y", "Z", "relay")

    def apart(self) -> tuple[Station, Station]:
        """Two workstations that know the common past and nothing of each other."""
        if self.kind == "through relays":
            self._relay.sees(self.base)
            self.x.sees(self._relay)
        else:
            self.x.sees(self.base)
        self.y.sees(self.base)
        # What one of them writes first makes its later acts come later in fold order.
        late = self.x if self.kind == "y comes first" else self.y
        for _ in range(12):
            late.notes()
        return self.x, self.y

    def joined(self) -> Station:
        """A third workstation that has received both sides, whatever the order and the way."""
        if self.kind == "through relays":
            self._relay.sees(self.x)
            self._relay.sees(self.y)
            self.z.sees(self._relay)
        else:
            self.z.sees(self.x, self.y)
        return self.z

    @property
    def state(self) -> CourseState:
        """The state of everything, after checking that any order of arrival and a refold give the same."""
        return same_in_any_order(self.history.acts)
