"""What the process beside the owner of a replica does: it reads questions and answers them until they end.

It never writes to the replica. What it is asked and by whom stands in `node.store.beside`.
"""

import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

import msgspec

from node.api.site import Finding
from node.store import projection
from node.store.beside import Check, Compare, Fold, Place, Question, Rest, read_frame, write_frame
from node.store.checked import check_ahead
from node.store.compared import compare
from node.store.made_by import MADE_BY, PROJECTED_BY
from node.store.opened import Checked
from node.store.replica import Replica
from schema.transaction import FileRef

_question = msgspec.msgpack.Decoder[Question](Question)


class Answering:
    """Answers, one question after the other; `close` when there are no more."""

    def __init__(self) -> None:
        self._reader: Replica | None = None
        """Open from the first fold until the rest: what is folded in between rests on the same acts."""

    def answer(self, question: Question) -> object:
        """The answer to one question."""
        return _ANSWERS[type(question)](self, question)

    def check(self, asked: Check) -> list[Checked | None]:
        """Of each transaction, what can be said of it by itself."""
        return check_ahead(asked.site, asked.keys, asked.batch)

    def fold(self, asked: Fold) -> list[bytes | None]:
        """Of each file, its state; nil where its owner has to see what is wrong with it."""
        if self._reader is None:
            self._reader = _opened(asked.place)
        files = [(number, FileRef(sort, identifier)) for number, sort, identifier in asked.files]
        with self._reader.reading():
            folded = projection.fold(self._reader.files, files)
        return [item.encoded if item.damaged is None and not item.trouble else None for item in folded]

    def rest(self, _asked: Rest) -> None:
        """Let go of the replica."""
        self.close()

    def compare(self, asked: Compare) -> list[Finding]:
        """What is wrong with its tables."""
        replica = _opened(asked.place)
        try:
            with replica.reading():
                return list(compare(replica))
        finally:
            replica.close()

    def close(self) -> None:
        """Let go of what is open."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


_ANSWERS: Final[Mapping[type, Callable[[Answering, Any], object]]] = MappingProxyType(
    {
        Check: Answering.check,
        Fold: Answering.fold,
        Rest: Answering.rest,
        Compare: Answering.compare,
    }
)


class OtherProgramError(Exception):
    """It was put in place of the owner's, which is still at work: it would fold by rules of its own."""


def _opened(place: Place) -> Replica:
    replica = Replica(Path(place.folder), place.key, place.site, _no_blob, reader=True)
    if replica.local.get(PROJECTED_BY) != MADE_BY:
        replica.close()
        raise OtherProgramError
    return replica


def _no_blob(_content: bytes, _blob: bytes) -> bool:
    return False  # a reader takes none in


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Say that it is there, and answer until the questions end, also because whoever asked has gone."""
    answering = Answering()
    try:
        write_frame(answers, None)
        while data := read_frame(questions):
            write_frame(answers, answering.answer(_question.decode(data)))
    finally:
        answering.close()


if __name__ == "__main__":
    # Whoever interrupts the program at a terminal means its owner, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except Exception as error:  # noqa: BLE001  # the class alone: a message could carry patient data
        sys.exit(f"a process beside a replica ended: {type(error).__name__}")
