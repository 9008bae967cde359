"""Two workstations of one site for tests of commands that concern both; nothing runs between them."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

from node.blobcheck import blob_is_right
from node.daemon import Node
from node.settings import load_settings
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from ops.cli.exits import Exit
from ops.cli.folder import unlock
from ops.cli.parser import build
from ops.cli.verbs import VERBS
from tests.ops.cli.scene import Heard, Workstation, run, settings

T = TypeVar("T")


@contextlib.contextmanager
def serving(workstation: Workstation) -> Iterator[Node]:
    """The workstation in service."""
    options = build(VERBS, "en").parse_args(["run", *workstation.opening])
    vault = unlock(options, Heard(person=False))
    node = Node(workstation.folder, vault, load_settings(workstation.folder))
    node.start()
    try:
        yield node
    finally:
        node.stop()


class Inviting:
    """`veilleuse invite` on a thread, and what it says."""

    def __init__(self, workstation: Workstation, name: str = "HDJ-1") -> None:
        self.terminal = Heard(person=False)
        self.left: int | Exception | None = None
        self._words = ("invite", "--name", name, "--place", "Hôpital de jour", *workstation.acting)
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.left = run(self.terminal, *self._words)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.left = error

    def code(self) -> str:
        """The code that it shows."""
        while self._thread.is_alive():
            lines = [line.strip() for line in self.said().splitlines()]
            found = [line for line in lines if len(line) == 9 and line[4] == "-"]
            if found:
                return found[0]
            time.sleep(0.01)
        raise AssertionError(self.left)

    def said(self) -> str:
        return self.terminal.said.getvalue()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()


def lobby(node: Node) -> str:
    """Where a newcomer knocks."""
    return node.listening[1]


def joined(workstation: Workstation, folder: Path, name: str = "HDJ-1") -> Workstation:
    """A second workstation, let in by the first, which stops serving afterwards."""
    secrets = folder / "secrets"
    secrets.mkdir(parents=True)
    with serving(workstation) as node, Inviting(workstation, name) as inviting:
        there = ("--folder", str(folder / "second"), "--write-secrets", str(secrets / "passphrase"))
        addresses = ("--listen", "127.0.0.22:0", "--lobby", "127.0.0.22:0", "--address", lobby(node))
        code = ("--code", inviting.code(), "--agreed")
        assert run(Heard(person=False), "join", *code, *there, *addresses) == Exit.DONE
    assert inviting.left == Exit.DONE
    (secrets / "pin").write_text(workstation.pin.read_text(encoding="utf-8"), encoding="utf-8")
    made = Workstation(folder / "second", secrets)
    settings(made)
    return made


def heard(workstation: Workstation, others: Sequence[Workstation]) -> None:
    """Hold what other workstations wrote, as if a third one had passed it on."""
    rows = [data for other in others for data in _with(other, lambda replica: list(_rows(replica)))]
    _with(workstation, lambda replica: replica.receive(rows, None, 1_795_000_000_000))


def _rows(replica: Replica) -> list[bytes]:
    return [row.data for row in replica.chain.everything()]


def _with(workstation: Workstation, work: Callable[[Replica], T]) -> T:
    words = workstation.passphrase.read_text(encoding="utf-8").splitlines()[0]
    vault = open_vault(workstation.folder / FILE_NAME, passphrase=words)
    replica = Replica(workstation.folder, vault.database_key, vault.site, blob_is_right)
    try:
        return work(replica)
    finally:
        replica.close()


def wraps(source: Workstation, target: Workstation) -> None:
    """The wrapped keys, which travel beside the journals."""
    records = _with(source, lambda replica: replica.records.every())

    def accept(replica: Replica) -> None:
        with replica.writing():
            replica.records.accept(replica.site, records)

    _with(target, accept)
