"""What was acknowledged: the acts of every answer that came back, to be looked for after a crash."""

from __future__ import annotations

import os
from pathlib import Path

from node.api.base import Answer, Recorded
from node.api.session import SignedIn
from schema.ids import Id
from schema.transaction import ActRef


class Ledger:
    """Acknowledged acts, in the order in which they were acknowledged."""

    def __init__(self) -> None:
        self.acts: list[ActRef] = []
        self.sessions: list[Id] = []
        """Sessions that were opened: each is an act too."""

    def heard(self, answer: Answer) -> None:
        """An answer came back."""
        if isinstance(answer, Recorded):
            self.acts += answer.acts
        elif isinstance(answer, SignedIn):
            self.sessions.append(answer.session)

    def __len__(self) -> int:
        return len(self.acts) + len(self.sessions)


class LedgerFile(Ledger):
    """The same, kept in a file by a process that will be killed: whole lines are acknowledgements.

    What a process has written survives it; only a computer that loses its power needs more.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def heard(self, answer: Answer) -> None:
        """An answer came back."""
        if isinstance(answer, Recorded):
            for act in answer.acts:
                self._line(f"act {act.journal.hex()} {act.seq} {act.index} {act.core.hex()}")
        elif isinstance(answer, SignedIn):
            self._line(f"session {answer.session.hex()}")

    def _line(self, text: str) -> None:
        os.write(self._file, f"{text}\n".encode())


def read_ledger(path: Path) -> Ledger:
    """What a killed process had been told."""
    ledger = Ledger()
    text = path.read_text() if path.exists() else ""
    for line in text.splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        sort, *values = line.split()
        if sort == "session":
            ledger.sessions.append(bytes.fromhex(values[0]))
        else:
            journal, seq, index, core = values
            ledger.acts.append(ActRef(bytes.fromhex(journal), int(seq), int(index), bytes.fromhex(core)))
    return ledger
