"""A node of the newer program in a process of its own, beside nodes of today's in this one."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from node.api.site import Digests, GetDigests, GetStatus, Status, Verified, Verify
from node.client import Client, connect
from schema.ids import Id
from tests.node.stations import Template
from tests.tree import ROOT


class Newer:
    """A running node of the newer program, and a window on it."""

    def __init__(self, process: subprocess.Popen[str], client: Client, people: Mapping[str, Id]) -> None:
        self._process = process
        self._people = people
        self.client = client

    def tell(self, do: str, **words: str) -> Any:
        """What the program is told to do, and its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def write(self, what: str, file: Id, text: str = "", who: str = "prescriber") -> None:
        """One act of a kind that only the newer program has, or that it alone would write so."""
        self.tell("write", what=what, file=file.hex(), text=text, person=self._people[who].hex())

    def blocks(self, course: Id) -> list[str]:
        """What keeps a course from advancing there."""
        found: list[str] = self.tell("blocks", course=course.hex())
        return found

    @property
    def address(self) -> str:
        """Where it listens."""
        return str(self.tell("address"))

    def digests(self) -> Digests:
        """Its two digests, and counts."""
        return self.client.ask(GetDigests(), Digests)

    def status(self) -> Status:
        """What its strip shows."""
        return self.client.ask(GetStatus(), Status)

    def verify(self) -> Verified:
        """Check everything."""
        return self.client.ask(Verify(), Verified)


@contextmanager
def newer(folder: Path, site: Template, name: str, number: int, *typed: str) -> Iterator[Newer]:
    """Start it, and end it in the end."""
    words = (sys.executable, "-m", "tests.newer.program", str(folder), name, str(number), *typed)
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        secrets = base64.b64encode(msgspec.msgpack.encode(site.contents[name])).decode()
        try:
            process.stdin.write(secrets + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline() or '"it did not start"') == "ready"
            client = connect(folder / name)
            try:
                yield Newer(process, client, site.people)
            finally:
                client.close()
        finally:
            process.stdin.close()
            assert process.wait(timeout=60) == 0
