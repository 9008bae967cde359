"""A file written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Generic, Protocol, TypeVar

from node.domain.history import Act
from node.domain.state import Conflict
from schema.acts.patient import PatientNoted
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef
from tests.node.domain.acts import Site, an_id


class Disagreeing(Protocol):
    """The state of a file that may disagree with itself."""

    @property
    def conflicts(self) -> tuple[Conflict, ...]: ...


V = TypeVar("V", bound=Disagreeing)


class FileSplit(Generic[V]):
    """Acts go to `base` first; after `part`, `x` and `y` know it and nothing of each other."""

    def __init__(self, kind: str, file: Id, fold: Callable[[Sequence[Act]], V]) -> None:
        self.kind = kind
        self.site = Site()
        self.file = file
        self._fold: Callable[[Sequence[Act]], V] = fold

    def at(self, station: str, body: Wire, by: str = "alice", set_aside: str = "") -> Act:
        """Somebody records one act."""
        return self.site.act(station, body, self.file, by=by, set_aside=set_aside)

    def part(self) -> None:
        """Two workstations that know the common past, one perhaps through another."""
        if self.kind == "through relays":
            self.site.meet("base", "relay")
            self.site.meet("relay", "x")
        else:
            self.site.meet("base", "x")
        self.site.meet("base", "y")
        # What one of them writes first, in another file, makes its later acts come later in fold order.
        late = "x" if self.kind == "y comes first" else "y"
        for _ in range(7):
            elsewhere = self.site.act(late, PatientNoted("plus tard"), an_id("elsewhere"))
            self.site.acts.remove(elsewhere)

    def join(self) -> str:
        """A workstation that knows both sides."""
        middle = "relay" if self.kind == "through relays" else "z"
        self.site.meet("x", middle)
        self.site.meet(middle, "y")
        self.site.meet(middle, "z")
        return "z"

    @property
    def state(self) -> V:
        """The state of everything, after checking that any order of arrival and a refold give the same."""
        return same_in_any_order(self._fold, self.site.acts)

    def conflicts(self, rule: str, naming: Act | None = None) -> list[Conflict]:
        """The conflicts of one rule, or those of them that name this act."""
        found = [one for one in self.state.conflicts if one.rule == rule]
        return [one for one in found if naming is None or naming.ref in one.acts]

    def conflict(self, rule: str, naming: Act | None = None) -> Conflict:
        """The one conflict of a rule, or the one of them that names this act."""
        (found,) = self.conflicts(rule, naming)
        return found


def same_in_any_order(fold: Callable[[Sequence[Act]], V], acts: Sequence[Act]) -> V:
    """The state of these acts, after checking that any order of arrival and a refold give the same."""
    state = fold(acts)
    shuffled = list(acts)
    for seed in range(5):
        Random(seed).shuffle(shuffled)
        assert fold([*shuffled, *shuffled[:2]]) == state
    return state


def refs(*acts: Act) -> set[ActRef]:
    """What these acts are called."""
    return {act.ref for act in acts}
