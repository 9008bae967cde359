"""A patient's file written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from random import Random

from node.domain.history import Act
from node.domain.patient import PatientState, fold_patient
from node.domain.state import Conflict
from schema.acts.patient import PatientNoted
from schema.acts.settlement import PatientSettled
from schema.codec import Wire
from schema.transaction import ActRef
from tests.node.domain.acts import Site, an_id

ME = an_id("me")


class PatientSplit:
    """Acts go to `base` first; after `part`, `x` and `y` know it and nothing of each other."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.site = Site()

    def at(self, station: str, body: Wire, by: str = "alice", set_aside: str = "") -> Act:
        """Somebody records one act."""
        return self.site.act(station, body, ME, by=by, set_aside=set_aside)

    def part(self) -> None:
        """Two workstations that know the common past, one perhaps through another."""
        if self.kind == "through relays":
            self.site.meet("base", "relay")
            self.site.meet("relay", "x")
        else:
            self.site.meet("base", "x")
        self.site.meet("base", "y")
        # What one of them writes first makes its later acts come later in fold order.
        late = "x" if self.kind == "y comes first" else "y"
        for _ in range(7):
            self.at(late, PatientNoted("plus tard"))

    def join(self) -> str:
        """A workstation that knows both sides."""
        if self.kind == "through relays":
            self.site.meet("x", "relay")
            self.site.meet("relay", "y")
            self.site.meet("relay", "z")
        else:
            self.site.meet("x", "z")
            self.site.meet("y", "z")
        return "z"

    def settle(self, station: str, conflict: Conflict, choice: str, by: str = "bob") -> Act:
        """Somebody settles a conflict, naming the acts that it names now."""
        heads = tuple(sorted(conflict.acts))
        body = PatientSettled(conflict.rule, conflict.subject, heads, choice, None, "vu ensemble")
        return self.at(station, body, by=by)

    @property
    def state(self) -> PatientState:
        """The state of everything, after checking that any order of arrival and a refold give the same."""
        state = fold_patient(self.site.acts)
        shuffled = list(self.site.acts)
        for seed in range(5):
            Random(seed).shuffle(shuffled)
            assert fold_patient([*shuffled, *shuffled[:2]]) == state
        return state

    def conflicts(self, rule: str) -> list[Conflict]:
        """The conflicts of one rule."""
        return [one for one in self.state.conflicts if one.rule == rule]

    def conflict(self, rule: str) -> Conflict:
        """The one conflict of a rule."""
        (found,) = self.conflicts(rule)
        return found


def refs(*acts: Act) -> set[ActRef]:
    """What these acts are called."""
    return {act.ref for act in acts}
