"""What came before something that it needs: of one batch in memory, of earlier ones in the table.

Each is looked at again when what it waits for has come, and no sooner, however much else waits.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256

from node.store.opened import Opened, open_checked
from node.store.waiting import Key, Waiting
from schema.ids import Hash, Id

_SEEN = b"seen:"


def seen_key(named: Hash) -> Key:
    """Under what waits whatever saw a transaction; what follows it in its journal waits under its hash."""
    return _SEEN + named


def awaited(item: Opened, lacking: Iterable[Hash]) -> Key:
    """Under what it waits, of all that it saw and that is not here.

    Whichever comes first of a random order, drawn for each anew: in whatever order a peer sends those it
    named, a few of them at most wake it, not every one.
    """
    return seen_key(max(lacking, key=lambda one: sha256(item.hash + one).digest()))


class Parked:
    """During one batch; `keep` what is left."""

    def __init__(self, site: Id, waiting: Waiting) -> None:
        self._site = site
        self._waiting = waiting
        self._here: dict[Key, list[Opened]] = {}

    def put(self, item: Opened, key: Key) -> None:
        """It waits for that."""
        self._here.setdefault(key, []).append(item)

    def after(self, integrated: Iterable[Opened], journals: Collection[Id]) -> list[Opened]:
        """Whatever waited for one of these, or for the announcement of one of these journals."""
        named = [item.hash for item in integrated]
        return self._take([*journals, *named, *map(seen_key, named)])

    def behind(self, items: Iterable[Opened]) -> list[Opened]:
        """What follows these in their journals, and so on."""
        found: list[Opened] = []
        keys = {item.hash for item in items}
        while keys:
            following = self._take(keys)
            found += following
            keys = {item.hash for item in following}
        return found

    def keep(self) -> None:
        """What is left waits for other batches."""
        self._waiting.keep(
            (key, item.core.order, item.data) for key, items in self._here.items() for item in items
        )

    def _take(self, keys: Collection[Key]) -> list[Opened]:
        here = [item for key in keys for item in self._here.pop(key, ())]
        return here + [open_checked(self._site, data) for data in self._waiting.take(keys)]
