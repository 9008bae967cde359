"""A file of reference data written at two workstations apart, then joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from node.domain.history import Act
from node.domain.state import Conflict
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef
from tests.node.domain.acts import an_id
from tests.node.domain.file_splits import FileSplit, V

FILE = an_id("reference")


class VersionSplit(FileSplit[V]):
    """See `FileSplit`."""

    def __init__(self, kind: str, fold: Callable[[Sequence[Act]], V], settled: type[ConflictSettled]) -> None:
        super().__init__(kind, FILE, fold)
        self._settled = settled

    def settle(self, station: str, conflict: Conflict, keep: Id | None, by: str = "bob") -> Act:
        """Somebody chooses a version, naming the acts that the conflict names now."""
        heads: tuple[ActRef, ...] = tuple(sorted(conflict.acts))
        body = self._settled(conflict.rule, conflict.subject, heads, "keep", keep, "vu ensemble")
        return self.at(station, body, by=by)
