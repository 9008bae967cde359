"""A file of reference data written at two workstations apart, then joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Generic, Protocol, TypeVar

from node.domain.history import Act
from node.domain.state import Conflict
from schema.acts.settlement import ConflictSettled
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef
from tests.node.domain.acts import Site, an_id


class Disagreeing(Protocol):
    """The state of a file that may disagree with itself."""

    @property
    def conflicts(self) -> tuple[Conflict, ...]: ...


V = TypeVar("V", bound=Disagreeing)
FILE = an_id("reference")


class VersionSplit(Generic[V]):
    """Acts go to `base` first; after `part`, `x` and `y` know it and nothing of each other."""

    def __init__(
        self, kind: str, fold: Callable[[Sequence[Act]], V], settled: type[ConflictSettled], filler: Wire
    ) -> None:
        self.kind = kind
        self.site = Site()
        self._fold: Callable[[Sequence[Act]], V] = fold
        self._settled = settled
        self._filler = filler

    def at(self, station: str, body: Wire, by: str = "alice") -> Act:
        """Somebody records one act."""
        return self.site.act(station, body, FILE, by=by)

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
            elsewhere = self.site.act(late, self._filler, an_id("elsewhere"))
            self.site.acts.remove(elsewhere)

    def join(self) -> str:
        """A workstation that knows both sides."""
        middle = "relay" if self.kind == "through relays" else "z"
        self.site.meet("x", middle)
        self.site.meet(middle, "y")
        self.site.meet(middle, "z")
        return "z"

    def settle(self, station: str, conflict: Conflict, keep: Id | None, by: str = "bob") -> Act:
        """Somebody chooses a version, naming the acts that the conflict names now."""
        heads: tuple[ActRef, ...] = tuple(sorted(conflict.acts))
        body = self._settled(conflict.rule, conflict.subject, heads, "keep", keep, "vu ensemble")
        return self.at(station, body, by=by)

    @property
    def state(self) -> V:
        """The state of everything, after checking that any order of arrival and a refold give the same."""
        state = self._fold(self.site.acts)
        shuffled = list(self.site.acts)
        for seed in range(5):
            Random(seed).shuffle(shuffled)
            assert self._fold([*shuffled, *shuffled[:2]]) == state
        return state

    def conflict(self, rule: str) -> Conflict:
        """The one conflict of a rule."""
        (found,) = [one for one in self.state.conflicts if one.rule == rule]
        return found
