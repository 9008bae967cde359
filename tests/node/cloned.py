"""A workstation cloned with a patient in hand: each copy takes the next number of their one register."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schema.ids import Id
from tests.node import circuit
from tests.node.stations import Clock, Station, Template, copied, opened, send


@dataclass(frozen=True)
class Cloned:
    """Both copies, a third workstation that holds both branches, and the bag that each copy claimed."""

    one: Station
    clone: Station
    other: Station
    course: Id
    first: Id
    second: Id


@contextmanager
def two_under_one_number(template: Template, tmp_path: Path) -> Iterator[Cloned]:
    """Two bags under the first number of PUI-1, one on each branch, both known at HDJ-1."""
    folder, clock = copied(template, tmp_path), Clock()
    people, contents = template.people, template.contents
    with opened(folder, "PUI-1", contents["PUI-1"], people, clock, seed=11) as station:
        someone = circuit.ready(station)
        doses = [circuit.dose_of(station, someone.course, line).dose for line in ("L1", "L2")]
    shutil.copytree(folder, tmp_path / "clone")
    with (
        opened(folder, "PUI-1", contents["PUI-1"], people, clock, seed=12) as one,
        opened(tmp_path / "clone", "PUI-1", contents["PUI-1"], people, clock, seed=13) as clone,
        opened(folder, "HDJ-1", contents["HDJ-1"], people, clock, seed=14) as other,
    ):
        first = circuit.claim(one, someone.course, doses[0])
        second = circuit.claim(clone, someone.course, doses[1])
        send(one, other)
        # Its branch begins where the other's does, so that only hashes tell it is another: all is sent.
        batch = clone.replica.relay.after({}, "all", 64 * 1024 * 1024)
        other.replica.receive(batch, clone.desk.vault.workstation, clock.now_ms())
        yield Cloned(one, clone, other, someone.course, first, second)
