"""A node in a process of its own, for one window: what it computes never makes the window wait.

It is `veilleuse run`, told that its window has gone by the end of its standard input: however that
window went, the node does not stay behind.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from node.client import Client, connect
from ops.cli.exits import Exit

_PROGRAM = Path(__file__).resolve().parents[2]
"""Where this program lies: its name alone would be looked for in whatever folder one stands in first."""


class NotStartedError(Exception):
    """The node ended before it was ready; it has said why on the error output."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code
        """Its exit code."""


@contextmanager
def own_node(folder: Path, words: Sequence[str], passphrase: str | None = None) -> Iterator[Client]:
    """A client of a node on this folder, which runs as long as this lasts; raises `NotStartedError`.

    `words` are further options of `veilleuse run`; without a passphrase they name where it comes from.
    """
    given = () if passphrase is None else ("--passphrase-file", "-")
    command = [sys.executable, "-m", "ops.cli", "run", "--for-window", "--folder", str(folder.absolute())]
    with subprocess.Popen(
        [*command, *words, *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_PROGRAM
    ) as process:
        # Leaving closes its standard input and waits for it.
        if passphrase is not None:
            _write(cast("IO[str]", process.stdin), passphrase + "\n")
        if not cast("IO[str]", process.stdout).readline():
            code = process.wait()
            raise NotStartedError(code if code >= 0 else Exit.MACHINE)  # below zero: a signal ended it
        client = connect(folder)
        try:
            yield client
        finally:
            client.close()


def _write(pipe: IO[str], line: str) -> None:
    try:
        pipe.write(line)
        pipe.flush()
    except BrokenPipeError:
        # It has already left; its exit code is looked at next.
        return
