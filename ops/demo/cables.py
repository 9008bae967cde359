"""Starts the relay and pulls its cables: the demonstration's hand in the wiring cupboard.

Workstations are named by the address they dial from.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from ops.demo.relay import RESET, Config, Door, Endpoint

START_SECONDS = 20.0


class CablesError(Exception):
    """The relay did not start or refused a command; the text says why."""


class Cables:
    """A running relay; a context manager that ends it."""

    def __init__(self, folder: Path, doors: Sequence[Door] = ()) -> None:
        """Start it, with its configuration in `folder`. Raises `CablesError`."""
        path = folder / "relay.json"
        path.write_bytes(msgspec.json.encode(Config(Endpoint("127.0.0.1", 0), tuple(doors))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ops.demo.relay", "--config", os.fspath(path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        output = self._process.stdout
        line = output.readline() if output is not None else b""
        if not line:
            self._process.communicate()
            raise CablesError("the relay did not start; its reason is on standard error")
        ready = json.loads(line)
        self.doors = [Endpoint(host, port) for host, port in ready["doors"]]
        """Where each door listens, in the order given."""
        self._connection = socket.create_connection(tuple(ready["control"]), timeout=START_SECONDS)
        self._lines = self._connection.makefile("rb")

    def open_door(self, door: Door) -> Endpoint:
        """One more door; says where it listens."""
        host, port = self._say(do="door", door=msgspec.to_builtins(door))["listen"]
        return Endpoint(host, port)

    def pull(self, a: str, b: str, how: str = RESET) -> int:
        """Pull the cable between two workstations; says how many connections that killed."""
        return int(self._say(do="pull", a=a, b=b, how=how)["killed"])

    def restore(self, a: str, b: str) -> None:
        """Put it back."""
        self._say(do="restore", a=a, b=b)

    def links(self) -> dict[str, int]:
        """How many connections each link carries, by the two addresses in order."""
        found: dict[str, int] = self._say(do="links")["links"]
        return found

    def close(self) -> None:
        """End the relay."""
        if self._process.poll() is None:
            self._say(do="stop")
            self._connection.shutdown(socket.SHUT_RDWR)
            self._process.wait(START_SECONDS)
        self._lines.close()
        self._connection.close()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _say(self, **command: Any) -> dict[str, Any]:
        self._connection.sendall(json.dumps(command).encode() + b"\n")
        line = self._lines.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"ok": False, "error": "it has ended"}
        if not answer["ok"]:
            raise CablesError(f"the relay refused: {answer['error']}")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
