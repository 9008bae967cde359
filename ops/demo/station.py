"""One workstation as a process of its own, started, stopped and let in by the commands people use."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from node.api.inviting import ShowCode, ShownCode
from node.api.session import ListPeople, SignedIn, SignIn
from node.client import Client, connect
from node.clock import SystemClock, system_random
from node.domain.decision import Refusal
from node.endpoint import ClosedError
from node.joining_code import join_by_code
from node.newcomer import make_newcomer
from schema.ids import Hash, Id
from sync.pairing import canonical_code

START_SECONDS = 60.0


class StageError(Exception):
    """A process did not start or ended by itself; the text says which and where its log is."""


class Station(msgspec.Struct):
    """One workstation: its folder, its address, its process."""

    name: str
    place: str
    folder: Path
    address: str
    passphrase: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What its process said."""
        return self.folder.with_suffix(".log")

    def client(self) -> Client:
        """A new window on this workstation."""
        return connect(self.folder)

    def prefix(self) -> tuple[str, ...]:
        """What its command is started through."""
        return ()

    def start(self) -> None:
        """Start the process and wait until it answers. Raises `StageError`."""
        secret = self.folder.with_suffix(".passphrase")
        secret.touch(mode=0o600)
        secret.write_text(self.passphrase)
        words = ["run", "--folder", os.fspath(self.folder), "--passphrase-file", os.fspath(secret)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix(), sys.executable, "-m", "ops.cli", *words],
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[2],
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                client = self.client()
            except ClosedError:
                time.sleep(0.05)
                continue
            client.call(ListPeople())
            client.close()
            return
        raise StageError(f"{self.name} did not start; see {self.log}")

    def stop(self) -> None:
        """End the process as a shutdown would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


Knock = Callable[[ShownCode, str, Hash, bytes], tuple[Hash, bytes]]
"""Brings code, fingerprint and request to a lobby that is shown; gives the site's hash and the answer."""


def let_in(station: Station, first: Client, administrator: Id, pin: str, knock: Knock) -> None:
    """Show a code at the first workstation and type it at this one. Raises `StageError`."""
    first.ask(SignIn(person=administrator, pin=pin), SignedIn)
    shown = first.ask(ShowCode(name=station.name, place=station.place, pin=pin), ShownCode)
    code = canonical_code(shown.code) or ""
    joined = join_by_code(
        station.folder,
        make_newcomer(system_random),
        lambda mine, request: knock(shown, code, mine, request),
        lambda _found: True,
        clock=SystemClock(),
        random=system_random,
    )
    if isinstance(joined, Refusal):
        raise StageError(joined.code)
    station.passphrase = joined.passphrase
