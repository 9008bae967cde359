"""Stale files folded by two processes at once: a state is a pure function of acts that both can read.

The other one reads what is durable, and answers with states; storing them, and all that rests on more than
one file, stays with the owner of the replica. What it cannot answer is left stale, for the owner to fold.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from typing import Final, Protocol

from node.store import projection
from node.store.beside import GoneError
from node.store.connection import Connection
from node.store.files import Files
from schema.ids import Id
from schema.transaction import FileRef

SHARED_FROM: Final = 1_000
"""Stale files; with fewer it is done before the other process has opened the replica."""
_SLICE: Final = 50
"""Files folded at once on either side."""
_AHEAD: Final = 2
"""Slices asked for and not answered yet."""
_PATIENCE_SECONDS: Final = 60.0


class Folder(Protocol):
    """Who folds beside: see `node.store.beside.Beside`."""

    def fold(self, files: Sequence[tuple[int, int, Id]]) -> "Future[list[bytes | None]]":
        """Encoded states of these files (number, sort, id), of what is durable since the last `rest`."""
        ...

    def rest(self) -> "Future[None]":
        """Let go of what was read."""
        ...


def fold_shared(
    connection: Connection,
    files: Files,
    beside: Folder,
    take_in: Callable[[Sequence[projection.Folded]], None],
) -> None:
    """Fold what is stale with another's help, if there is enough of it; everything must be durable."""
    if len(projection.stale(connection, SHARED_FROM)) < SHARED_FROM:
        return
    asked: deque[tuple[list[tuple[int, FileRef]], Future[list[bytes | None]]]] = deque()
    theirs: set[int] = set()

    def left() -> list[tuple[int, FileRef]]:
        found = projection.stale(connection, _SLICE + len(theirs))
        return [one for one in found if one[0] not in theirs][:_SLICE]

    try:
        while True:
            while len(asked) < _AHEAD and (some := left()):
                theirs.update(number for number, _ in some)
                asked.append((some, beside.fold([(number, file.type, file.id) for number, file in some])))
            mine = left()
            if mine:
                take_in(projection.fold(files, mine))
            elif not asked:
                return
            while asked and (asked[0][1].done() or not mine):
                if not mine and asked[-1][1].cancel():
                    # Nobody has begun with it: it is folded here sooner.
                    some, _ = asked.pop()
                    folded = projection.fold(files, some)
                else:
                    some, answer = asked.popleft()
                    folded = projection.decoded(some, answer.result(_PATIENCE_SECONDS))
                if folded:
                    take_in(folded)
                    theirs -= {item.number for item in folded}
    except (GoneError, CancelledError, TimeoutError):
        return
    finally:
        beside.rest()
