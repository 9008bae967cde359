"""A workstation cloned: two bags under one number of one journal, on two branches, alarm on both sheets."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.node import circuit
from tests.node.apart import rows_of
from tests.node.stations import Clock, Template, copied, opened, send


def test_both_sheets_are_named_wherever_both_branches_are_held(template: Template, tmp_path: Path) -> None:
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
        assert circuit.bag_of(one, someone.course, first).number == "PUI-1 000001"
        assert circuit.bag_of(clone, someone.course, second).number == "PUI-1 000001"
        send(one, other)
        # Its branch begins where the other's does, so that only hashes tell it is another: all is sent.
        batch = clone.replica.chain.after({}, "all", 64 * 1024 * 1024)
        other.replica.receive(batch, clone.desk.vault.workstation, clock.now_ms())
        rows = rows_of(other, "doubled_number")
        assert {row.subject for row in rows} == {first, second}
        assert all(row.alarm and row.open for row in rows)
        numbers = {dict(side.summary)["summary.number"] for row in rows for side in row.sides}
        assert numbers == {"PUI-1 000001"}
