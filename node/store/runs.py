"""What seals cover in a batch: a chain without a gap counts up to its last good seal, on each branch."""

from collections.abc import Iterable

from node.store.opened import Opened
from schema.ids import Hash, Id
from sync.journal import sealed_by


class Runs:
    """The chains among received transactions; each seal is looked at once."""

    def __init__(self, pending: Iterable[Opened]) -> None:
        self._next: dict[tuple[Id, Hash], Opened] = {}
        for item in pending:
            self._next.setdefault((item.core.journal, item.core.prev), item)
        self._found: dict[Hash, bool | None] = {}

    def sealed(self, item: Opened, key: bytes) -> bool | None:
        """Whether its own seal was found good, or (false) a later one covers it; nil: neither."""
        if item.hash not in self._found:
            self._look(item, key)
        return self._found[item.hash]

    def _look(self, first: Opened, key: bytes) -> None:
        run = [first]
        while (item := self._next.get((first.core.journal, run[-1].hash))) is not None:
            if item.core.seq != run[-1].core.seq + 1:
                break
            run.append(item)
        places = range(len(run) - 1, -1, -1)
        last = next((n for n in places if sealed_by(key, run[n].transaction, run[n].hash)), -1)
        for n, item in enumerate(run):
            # Of what is looked at again, from a sibling on, the better answer stays.
            if n <= last or item.hash not in self._found:
                self._found[item.hash] = n == last if n <= last else None
