"""What seals cover in a batch: a chain without a gap counts up to its last good seal, on each branch."""

from collections.abc import Iterable

from node.store.opened import Opened
from schema.ids import Hash, Id
from sync.journal import sealed_by


class Runs:
    """The chains among received transactions.

    A seal is no part of what is hashed: whoever passes a transaction on can spoil it. Of one that came
    more than once, with several seals, each is looked at.
    """

    def __init__(self, pending: Iterable[Opened]) -> None:
        self._same: dict[Hash, list[Opened]] = {}
        self._next: dict[tuple[Id, Hash], dict[Hash, None]] = {}
        for item in pending:
            self._same.setdefault(item.hash, []).append(item)
            self._next.setdefault((item.core.journal, item.core.prev), {})[item.hash] = None
        self._found: dict[tuple[Hash, bytes], bool | None] = {}

    def sealed(self, item: Opened, key: bytes) -> bool | None:
        """Whether its own seal was found good, or (false) a later one covers it; nil: neither."""
        named = _named(item)
        if named not in self._found:
            self._look(item, key)
        return self._found[named]

    def _look(self, first: Opened, key: bytes) -> None:
        tree = [first]
        for item in tree:  # which grows meanwhile
            tree.extend(self._after(item))
        covered: set[Hash] = set()
        for item in reversed(tree):
            later = good = item.hash in covered
            for one in self._same[item.hash]:
                named = _named(one)
                if later:
                    self._found[named] = False
                elif named not in self._found:
                    self._found[named] = sealed_by(key, one.transaction, one.hash) or None
                good = good or self._found[named] is not None
            if good:
                covered.add(item.core.prev)

    def _after(self, item: Opened) -> list[Opened]:
        following = [self._same[named][0] for named in self._next.get((item.core.journal, item.hash), ())]
        return [one for one in following if one.core.seq == item.core.seq + 1]


def _named(item: Opened) -> tuple[Hash, bytes]:
    return item.hash, item.transaction.seal
